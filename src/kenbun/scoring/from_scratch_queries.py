from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.subject import Subject

_NEXT = {
    "lead": text("""
        SELECT lead_id FROM leads WHERE workspace_id = :workspace_id AND lead_id > :after
        ORDER BY lead_id LIMIT :limit
    """),
    "account": text("""
        SELECT account_id FROM accounts WHERE workspace_id = :workspace_id AND account_id > :after
        ORDER BY account_id LIMIT :limit
    """),
}

_SHOWN = text("""
    SELECT lead_id, engagement_score FROM leads
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
""")


async def next_ids(
    connection: Connection, workspace_id: UUID, subject: Subject, after: UUID, limit: int
) -> list[UUID]:
    """In their order, those after one."""
    values = {"workspace_id": workspace_id, "after": after, "limit": limit}
    return list((await connection.execute(_NEXT[subject], values)).scalars())


async def shown(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> dict[UUID, int]:
    """The engagement scores that lists show of these leads."""
    rows = await connection.execute(_SHOWN, {"workspace_id": workspace_id, "lead_ids": list(lead_ids)})
    return {row.lead_id: row.engagement_score for row in rows.all()}
