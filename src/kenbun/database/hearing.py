"""Hearing at once what any process has committed, so that nobody has to ask again and again.

A transaction tells a word, and PostgreSQL passes it on with its commit. It says only that there is something to look
at: who was not connected looks at everything when it is again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Literal, get_args

import psycopg
import structlog
from sqlalchemy import text

from kenbun.database.engine import Connection, Database

Word = Literal["ticks", "stirs", "deliveries", "notifications"]
WORDS: tuple[Word, ...] = get_args(Word)

TELL = "pg_notify('kenbun', '{}')"
"""For a statement that tells by the way."""

_TELL = text("SELECT pg_notify('kenbun', :word)")
_PROBE = "SELECT pg_notify('kenbun', 'probe')"
# A connection that died without a word is noticed by its own probe that does not come back.
_PROBED_EVERY = 60.0
_LONGEST_SILENCE = 10.0
_AGAIN_AFTER = 2.0
_LONGEST_PAUSE = 60.0

log = structlog.get_logger()


async def tell(connection: Connection, word: Word) -> None:
    """Whoever listens hears it when this transaction has been committed, once."""
    await connection.execute(_TELL, {"word": word})


class Hearing:
    """`works` says whether words arrive. They do not while the database is away, and never through a pooler that hands
    each transaction another connection: then one has to look by oneself."""

    def __init__(self, database: Database, heard: Callable[[Word], None]) -> None:
        self._database = database
        self._heard = heard
        self.works = False

    async def listen(self) -> None:
        """Until it is cancelled."""
        pause = _AGAIN_AFTER
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError, TimeoutError) as error:
                log.warning("hearing.lost", reason=type(error).__name__)
            pause = _AGAIN_AFTER if self.works else min(pause * 2, _LONGEST_PAUSE)
            self.works = False
            await asyncio.sleep(pause)

    async def _listen(self) -> None:
        """Until the connection is lost, or no word of our own comes back."""
        async with await self._connect() as connection:
            await connection.execute("LISTEN kenbun")
            while True:
                async with asyncio.timeout(_LONGEST_SILENCE):
                    await connection.execute(_PROBE)
                probed = False
                async for told in connection.notifies(
                    timeout=_PROBED_EVERY if self.works else _LONGEST_SILENCE
                ):
                    probed = True
                    self._hear(told.payload)
                if not probed:
                    raise TimeoutError

    def _hear(self, payload: str) -> None:
        if not self.works:
            # what was told before
            self.works = True
            for word in WORDS:
                self._heard(word)
        elif payload in WORDS:
            self._heard(payload)

    async def _connect(self) -> psycopg.AsyncConnection[tuple[object, ...]]:
        """Beside the pool, as it stays open for as long as the process."""
        address = self._database.engine.url.set(drivername="postgresql")
        return await psycopg.AsyncConnection.connect(
            address.render_as_string(hide_password=False), autocommit=True, connect_timeout=10
        )
