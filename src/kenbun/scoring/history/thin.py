"""Hours are kept for as long as the workspace's setting says; then a day is one point, for good. Moves as they happened
are kept for as long as simulations look back."""

from datetime import timedelta
from uuid import UUID

from kenbun.database import Database
from kenbun.kit.clock import Clock
from kenbun.scoring.history import thin_queries

_AT_ONCE = 5000
_MOVES_KEPT = timedelta(days=92)


async def thin_out(database: Database, workspace_id: UUID, clock: Clock) -> None:
    """In pieces, each a transaction of its own: no writer waits, as none writes to hours that are over."""
    async with database.snapshot() as connection:
        until = await thin_queries.thinned_until(connection, workspace_id, clock())
    while True:
        async with database.transaction() as connection:
            if not await thin_queries.thin(connection, workspace_id, until, _AT_ONCE):
                break
    while True:
        async with database.transaction() as connection:
            if not await thin_queries.drop_moves(connection, workspace_id, clock() - _MOVES_KEPT, _AT_ONCE):
                break
