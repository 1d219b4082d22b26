"""One pool for the process, and the two ways to use it: a transaction that writes, a snapshot that reads."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import psycopg
from psycopg.types.json import set_json_loads
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from kenbun.database import arrays
from kenbun.database.resting import Resting
from kenbun.database.standing import Standing

Connection = AsyncConnection

arrays.install()
# Three times as quick as json, which psycopg takes by itself.
set_json_loads(msgspec.json.decode)

BINARY = {"binary_results": True}
"""Execution options of a statement that answers with megabytes: as text, bytes would come as hexadecimal digits."""

Away = (
    *(OperationalError, InterfaceError, PoolTimeout),
    # COPY goes past SQLAlchemy, which would wrap them
    *(psycopg.OperationalError, psycopg.InterfaceError),
)
"""The database cannot be reached for now: what was under way is rolled back and can be tried again."""

# Said to the server, for the transaction: what is set on a connection would stay with it where somebody is cancelled
# before SQLAlchemy has noted that it is to be taken back, and whoever is given it next could not write. In one go:
# every read begins with it.
_AS_SNAPSHOT = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL statement_timeout = '30s'"
)
_TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")


class Database:
    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        Standing(engine)
        self._resting = Resting(engine)

    @classmethod
    def connect(cls, url: str, *, pool_size: int = 12) -> "Database":
        """`url` as libpq or SQLAlchemy writes it (`postgresql://…`); psycopg 3 is the driver in any case."""
        address = make_url(url).set(drivername="postgresql+psycopg")
        engine = create_async_engine(
            address,
            pool_size=pool_size,
            # the one used last knows the statements and the tables; the others may rest
            pool_use_lifo=True,
            max_overflow=0,
            pool_timeout=30,
            connect_args={"options": "-c timezone=UTC", "connect_timeout": 10},
        )
        event.listen(engine.sync_engine, "before_cursor_execute", _choose_format)
        return cls(engine)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Commits at the end of the block, rolls back where it raises."""
        async with self.engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Connection]:
        """Reads only, all of them from one moment, so that a list, its total and its receipts agree."""
        async with self.engine.begin() as connection:
            await connection.exec_driver_sql(_AS_SNAPSHOT)
            yield connection

    @asynccontextmanager
    async def glance(self) -> AsyncIterator[Connection]:
        """For one statement that reads: what it sees is of one moment anyway."""
        async with self.engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[bool]:
        """Whether nobody else, in whatever process, is in a block of this name; it ends with the process, too."""
        async with self.engine.begin() as connection:
            found = await connection.execute(_TRY_LOCK, {"name": name})
            yield bool(found.scalar())

    async def answers(self) -> bool:
        try:
            async with self.engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except Away:
            return False
        return True

    async def rest(self) -> int:
        """Closes connections that have not been needed since the last call; answers how many."""
        return await self._resting.rest()

    async def close(self) -> None:
        await self.engine.dispose()


def _choose_format(
    _connection: Any, cursor: Any, _statement: str, _values: Any, context: Any, _many: bool
) -> None:
    if context is not None and context.execution_options.get("binary_results"):
        # SQLAlchemy has no way to ask psycopg for it
        cursor._cursor.format = psycopg.pq.Format.BINARY
