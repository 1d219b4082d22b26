"""Leads as the list shows them, a row each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access.queries.ticks import visible
from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.leads.lists import row_queries as queries
from kenbun.levels.in_force import Levels, levels_in_force
from kenbun.scoring.history.trend import Shown, Trend, trends
from kenbun.scoring.why import Phrase, whys


@dataclass(frozen=True, slots=True)
class Owner:
    """The member responsible for the lead."""

    user_id: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class LeadRow:
    lead_id: str
    name: str
    title: str | None
    company: str | None
    aliases: list[dict[str, str]]
    engagement_score: int
    engagement_level: str
    # points more, or less, than seven days ago under the rules of now
    engagement_trend: int
    # engagement thirty days ago, by today's knowledge; worked out once a day
    previous_score: int
    profile_score: int
    profile_level: str
    profile_trend: int
    account: dict[str, Any] | None
    owner: Owner | None
    event_count: int
    last_active_at: datetime | None
    created_at: datetime
    scored_at: datetime
    # at most three short phrases: what fits, what it did, what it did last
    why: list[Phrase]


async def rows_of(
    connection: Connection, workspace_id: UUID, lead_ids: Sequence[UUID], levels: Levels | None = None
) -> list[LeadRow]:
    """These leads as the list shows them, in this order; who is gone is left out."""
    levels = levels or await levels_in_force(connection, workspace_id)
    found = {row.lead_id: row for row in await queries.rows(connection, workspace_id, lead_ids)}
    aliases = await queries.aliases(connection, workspace_id, lead_ids)
    shown = {
        lead_id: Shown(row.engagement_score, row.profile_score, row.event_count)
        for lead_id, row in found.items()
    }
    now = await visible(connection, workspace_id)
    moved = await trends(connection, workspace_id, shown, now)
    counts = {lead_id: row.event_count for lead_id, row in found.items()}
    reasons = await whys(connection, workspace_id, counts, now)
    return [
        _row(found[lead_id], aliases.get(lead_id, []), levels, moved[lead_id], reasons[lead_id])
        for lead_id in lead_ids
        if lead_id in found
    ]


def _row(row: Any, aliases: list[dict[str, str]], levels: Levels, trend: Trend, why: list[Phrase]) -> LeadRow:
    account = None
    if row.account_id:
        account = {
            "account_id": public("acct", row.account_id),
            "name": row.account_name,
            "domain": row.account_domain,
            "account_score": row.account_score,
            "account_level": levels.account.level_of(row.account_score),
            "engagement_score": row.account_engagement,
        }
    return LeadRow(
        lead_id=public("ld", row.lead_id),
        name=row.name,
        title=row.title,
        company=row.company,
        aliases=aliases,
        engagement_score=row.engagement_score,
        engagement_level=levels.engagement.level_of(row.engagement_score),
        engagement_trend=trend.engagement,
        previous_score=row.previous_score,
        profile_score=row.profile_score,
        profile_level=levels.profile.level_of(row.profile_score),
        profile_trend=trend.profile,
        account=account,
        owner=Owner(public("usr", row.owner_id), row.owner_name, row.owner_email) if row.owner_id else None,
        event_count=row.event_count,
        last_active_at=row.last_active_at,
        created_at=row.created_at,
        scored_at=row.scored_at,
        why=why,
    )
