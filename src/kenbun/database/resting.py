"""Letting go of connections that nobody needs for now: open ones keep 3 to 20 MB each of the server's memory."""

from typing import Any, cast

from sqlalchemy import QueuePool, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

KEPT = 3
"""So many stay open, however little happens."""


class Resting:
    """Knows which connections of an engine are open, and how many at most were in use at once."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._open: set[Any] = set()
        self._peak = 0
        event.listen(engine.sync_engine, "connect", lambda _, record: self._open.add(record))
        event.listen(engine.sync_engine, "close", lambda _, record: self._open.discard(record))
        event.listen(engine.sync_engine, "checkout", self._on_checkout)

    @property
    def _pool(self) -> QueuePool:
        return cast("QueuePool", self._engine.pool)

    async def rest(self) -> int:
        """Closes as many as have not been needed since the last call, and answers how many.

        Those used last stay: they know the tables and the statements.
        """
        in_use = self._pool.checkedout()
        needed, self._peak = max(self._peak, KEPT), in_use
        if len(self._open) <= needed:
            return 0
        idle, kept = len(self._open) - in_use, needed - in_use
        held: list[AsyncConnection] = []
        closed = 0
        try:
            # the pool hands out the one used last first, and open ones before others; for none it is waited
            while len(held) < idle and self._pool.checkedin():
                held.append(await self._engine.connect())
        finally:
            while held:
                connection = held.pop()
                if len(held) >= kept:
                    await connection.invalidate()
                    closed += 1
                await connection.close()
            self._peak = self._pool.checkedout()
        return closed

    def _on_checkout(self, *_: Any) -> None:
        self._peak = max(self._peak, self._pool.checkedout())
