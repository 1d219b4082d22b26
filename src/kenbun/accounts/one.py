"""One account with all that is known of it: its people in numbers, its scores, its fields, and why it matters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access.queries.ticks import visible
from kenbun.accounts import one_queries as queries
from kenbun.accounts.why import Ahead, Phrase, Standing, why
from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.leads.lists.rows import Owner
from kenbun.levels.in_force import levels_in_force
from kenbun.mapping.shown import FieldValue, fields_of


@dataclass(frozen=True, slots=True)
class AccountDetail:
    """`active_leads` have activity within 30 days; `owner` is that of the lead with the highest engagement score."""

    account_id: str
    name: str
    # by which leads are found to belong to it, the first first; then what a field says
    domains: list[str]
    # each an `account_id` that events carry
    account_keys: list[str]
    account_score: int
    account_level: str
    engagement_score: int
    # none where the workspace has no levels of account engagement
    engagement_level: str | None
    leads: int
    active_leads: int
    sessions: int
    owner: Owner | None
    industry: str | None
    last_activity_at: datetime | None
    surging: bool
    created_at: datetime
    # since when it is out of lists, until somebody of it is active; none, it is in them
    archived_at: datetime | None
    fields: list[FieldValue]
    # the phrases of one sentence; nothing to say, none
    why: list[Phrase]


async def get_account(connection: Connection, workspace_id: UUID, account_id: UUID) -> AccountDetail | None:
    now = await visible(connection, workspace_id)
    row = await queries.head(connection, workspace_id, account_id, now)
    if row is None:
        return None
    levels = await levels_in_force(connection, workspace_id)
    level = levels.account.level_of(row.account_score)
    known = await queries.aliases(connection, workspace_id, account_id)
    phrases = await why(connection, workspace_id, account_id, _standing(row, level), now)
    return AccountDetail(
        account_id=public("acct", account_id),
        name=row.name,
        domains=list(dict.fromkeys([*known["domain"], *filter(None, [row.said_domain])])),
        account_keys=known["id"],
        account_score=row.account_score,
        account_level=level,
        engagement_score=row.engagement_score,
        engagement_level=levels.account_engagement.level_of(row.engagement_score)
        if levels.account_engagement.bands
        else None,
        leads=row.leads,
        active_leads=row.active_leads,
        sessions=await queries.count_sessions(connection, workspace_id, account_id),
        owner=Owner(public("usr", row.owner_id), row.owner_name, row.owner_email) if row.owner_id else None,
        industry=row.fields.get("industry"),
        last_activity_at=row.last_activity_at,
        surging=row.multiplier is not None,
        created_at=row.created_at,
        archived_at=row.archived_at,
        fields=await fields_of(connection, workspace_id, "account", account_id),
        why=phrases,
    )


def _standing(row: Any, level: str) -> Standing:
    ahead = None
    if row.ahead_id is not None and row.ahead_score > 0:
        ahead = Ahead(row.ahead_id, row.ahead_name, row.ahead_score, row.ahead_events)
    active = (row.leads, row.active_leads, row.active_this_week)
    return Standing(row.account_score, level, *active, row.multiplier, ahead)
