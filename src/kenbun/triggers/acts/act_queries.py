from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_OF_LEAD = text("SELECT owner_id FROM leads WHERE workspace_id = :workspace_id AND lead_id = :id")
_OF_ACCOUNT = text("SELECT owner_id FROM accounts WHERE workspace_id = :workspace_id AND account_id = :id")

_TURN = text("""
    INSERT INTO trigger_turns (workspace_id, trigger_id, turn) VALUES (:workspace_id, :trigger_id, 0)
    ON CONFLICT (workspace_id, trigger_id) DO UPDATE SET turn = trigger_turns.turn + 1
    RETURNING turn
""")


async def owner_of_lead(connection: Connection, workspace_id: UUID, lead_id: UUID) -> UUID | None:
    found = await connection.execute(_OF_LEAD, {"workspace_id": workspace_id, "id": lead_id})
    owner: UUID | None = found.scalar()
    return owner


async def owner_of_account(connection: Connection, workspace_id: UUID, account_id: UUID) -> UUID | None:
    """That of its lead with the highest score."""
    found = await connection.execute(_OF_ACCOUNT, {"workspace_id": workspace_id, "id": account_id})
    owner: UUID | None = found.scalar()
    return owner


OWNERS: dict[str, Callable[[Connection, UUID, UUID], Awaitable[UUID | None]]] = {
    "lead": owner_of_lead,
    "account": owner_of_account,
}


async def next_turn(connection: Connection, workspace_id: UUID, trigger_id: UUID) -> int:
    """0, 1, 2, …: how often there was a turn before."""
    values = {"workspace_id": workspace_id, "trigger_id": trigger_id}
    return int((await connection.execute(_TURN, values)).scalar_one())
