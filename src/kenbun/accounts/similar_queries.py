from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_SIMILAR = text("""
    SELECT account_id, alike FROM (
        SELECT account_id, similarity(casefold(name COLLATE pg_unicode_fast), casefold(:name COLLATE pg_unicode_fast))
                 AS alike
        FROM accounts WHERE workspace_id = :workspace_id
    ) AS compared
    WHERE alike >= :least
    ORDER BY alike DESC, account_id
    LIMIT :limit
""")


async def similar(
    connection: Connection, workspace_id: UUID, name: str, least: float, limit: int
) -> list[tuple[UUID, float]]:
    """By how alike their names are, from 0 to 1, the most first; archived ones too."""
    values = {"workspace_id": workspace_id, "name": name, "least": least, "limit": limit}
    return [(row.account_id, row.alike) for row in await connection.execute(_SIMILAR, values)]
