from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_ACCOUNTS_OF = text("""
    SELECT DISTINCT account_id FROM leads
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[])) AND account_id IS NOT NULL
""")


async def accounts_of(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> set[UUID]:
    if not lead_ids:
        return set()
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    return set((await connection.execute(_ACCOUNTS_OF, values)).scalars())
