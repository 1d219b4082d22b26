from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, text, union_all

from kenbun.database import Connection
from kenbun.scoring.hits_queries import OF_LEADS, judged_hits
from kenbun.scoring.inactivity.deductions import deductions_of
from kenbun.scoring.per_version import per_version
from kenbun.scoring.receipt_queries import Known, knowing, knowledge
from kenbun.scoring.scores_queries import line_value
from kenbun.scoring.versions import Version
from kenbun.scoring.whole import whole

_LEADS_NOW = text("""
    SELECT l.lead_id, p.name FROM leads l
    JOIN lead_profiles p ON p.workspace_id = l.workspace_id AND p.lead_id = l.lead_id
    WHERE l.workspace_id = :workspace_id AND l.account_id = :account_id
""")

# Who ever came to the account, if that was the last move by then. One that is merged by now goes by its root's name.
_LEADS_AT = text("""
    SELECT c.lead_id, p.name
    FROM lead_account_changes c
    LEFT JOIN lead_parts part ON part.workspace_id = :workspace_id AND part.lead_id = c.lead_id
    JOIN lead_profiles p ON p.workspace_id = :workspace_id AND p.lead_id = coalesce(part.root_id, c.lead_id)
    WHERE c.workspace_id = :workspace_id AND c.account_id = :account_id AND c.changed_at = (
        SELECT max(m.changed_at) FROM lead_account_changes m
        WHERE m.workspace_id = :workspace_id AND m.lead_id = c.lead_id AND m.changed_at <= :at)
""")

_SHOWN = text("""
    SELECT lead_id, engagement_score FROM leads
    WHERE workspace_id = :workspace_id AND account_id = :account_id
""")


async def shown_scores(connection: Connection, workspace_id: UUID, account_id: UUID) -> dict[UUID, int]:
    """The engagement scores that lists show of the account's leads."""
    rows = await connection.execute(_SHOWN, {"workspace_id": workspace_id, "account_id": account_id})
    return {row.lead_id: row.engagement_score for row in rows.all()}


async def leads_of(
    connection: Connection, workspace_id: UUID, account_id: UUID, at: datetime, known: Known
) -> dict[UUID, str]:
    """The names of the leads that belonged to the account then, or do by today's knowledge."""
    values: dict[str, Any] = {"workspace_id": workspace_id, "account_id": account_id}
    if known == "now":
        rows = await connection.execute(_LEADS_NOW, values)
    else:
        rows = await connection.execute(_LEADS_AT, values | {"at": at})
    return {row.lead_id: row.name for row in rows.all()}


async def scores_at(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    lead_ids: Collection[UUID],
    at: datetime,
    known: Known,
) -> dict[UUID, int]:
    """As the lines of their receipts add up to; who has no line is left out."""
    values = await knowing(connection, workspace_id, lead_ids, at, known)
    rows = await connection.execute(_scores(version, known), values | {"workspace": workspace_id, "at": at})
    totals = {row.lead_id: int(row.total) for row in rows.all()}
    for lead_id, taken in (
        await deductions_of(connection, workspace_id, version, lead_ids, at, known)
    ).items():
        totals[lead_id] = totals.get(lead_id, 0) - sum(one.value(at) for one in taken)
    return {lead_id: whole(total, negative=version.negative) for lead_id, total in totals.items()}


@per_version
def _scores(version: Version, known: Known) -> Select[Any]:
    what = knowledge(known)
    parts = [
        judged_hits(
            version,
            *(OF_LEADS, what.is_known),
            capped=capped,
            let_through=what.let_through,
            whose=what.whose,
        ).subquery()
        for capped in (False, True)
    ]
    lines = union_all(*(select(part.c.lead_id, line_value(part).label("value")) for part in parts)).subquery()
    return select(lines.c.lead_id, func.sum(lines.c.value).label("total")).group_by(lines.c.lead_id)
