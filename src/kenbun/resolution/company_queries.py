from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_ONLY_ONES = text("""
    SELECT key, (array_agg(account_id))[1] AS account_id FROM account_keys
    WHERE workspace_id = :workspace_id AND kind = 'word' AND key = ANY(cast(:words AS text[]))
    GROUP BY key HAVING count(*) = 1
""")


async def only_ones(connection: Connection, workspace_id: UUID, words: Collection[str]) -> dict[str, UUID]:
    """Of each of these squashed names the account that is called so, where it is the only one."""
    if not words:
        return {}
    rows = await connection.execute(_ONLY_ONES, {"workspace_id": workspace_id, "words": list(words)})
    return {row.key: row.account_id for row in rows}
