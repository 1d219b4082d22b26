"""Accounts as the list shows them, a row each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access.queries.ticks import visible
from kenbun.accounts.lists import row_queries as queries
from kenbun.accounts.lists.chosen import ACTIVE
from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.leads.lists.rows import Owner
from kenbun.levels.in_force import Levels, levels_in_force


@dataclass(frozen=True, slots=True)
class AccountRow:
    """`active_leads` have activity within 30 days; `owner` is that of the lead with the highest engagement score;
    `metadata` are the account's fields."""

    account_id: str
    name: str
    domain: str | None
    account_score: int
    account_level: str
    engagement_score: int
    leads: int
    active_leads: int
    sessions: int
    owner: Owner | None
    industry: str | None
    last_activity_at: datetime | None
    surging: bool
    metadata: dict[str, Any]


async def rows_of(
    connection: Connection, workspace_id: UUID, account_ids: Sequence[UUID], levels: Levels | None = None
) -> list[AccountRow]:
    """These accounts as the list shows them, in this order; what is gone is left out."""
    levels = levels or await levels_in_force(connection, workspace_id)
    active_after = await visible(connection, workspace_id) - ACTIVE
    rows = await queries.rows(connection, workspace_id, account_ids, active_after)
    found = {row.account_id: row for row in rows}
    return [_row(found[one], levels) for one in account_ids if one in found]


def _row(row: Any, levels: Levels) -> AccountRow:
    industry = row.fields.get("industry")
    return AccountRow(
        account_id=public("acct", row.account_id),
        name=row.name,
        domain=row.domain,
        account_score=row.account_score,
        account_level=levels.account.level_of(row.account_score),
        engagement_score=row.engagement_score,
        leads=row.lead_count,
        active_leads=row.active_leads,
        sessions=row.session_count,
        owner=Owner(public("usr", row.owner_id), row.owner_name, row.owner_email) if row.owner_id else None,
        industry=None if industry is None else str(industry),
        last_activity_at=row.last_active_at,
        surging=row.surging,
        metadata=row.fields,
    )
