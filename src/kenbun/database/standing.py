"""Whether a connection of the pool still stands: asked before it is used, where there is any sign that it may not."""

import select
import time
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine

# A wire can be cut without a word.
_TRUSTED_FOR = 5.0
_USED = "used"


class Standing:
    """Of each connection of an engine: when it was used last, and whether something came over it since.

    Asking the server costs as much as a small statement does. A server that ends a connection says so: then there is
    something to read where nobody has asked anything.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._dialect = engine.sync_engine.dialect
        event.listen(engine.sync_engine, "connect", self._note)
        event.listen(engine.sync_engine, "checkin", self._note)
        event.listen(engine.sync_engine, "checkout", self._ask)

    @staticmethod
    def _note(_connection: Any, record: Any) -> None:
        record.info[_USED] = time.monotonic()

    def _ask(self, connection: Any, record: Any, _proxy: Any) -> None:
        """Where it fell, all that are as old go, and the pool makes a new one."""
        if time.monotonic() - record.info[_USED] < _TRUSTED_FOR and not _has_word(connection):
            return
        try:
            self._dialect.do_ping(connection)
        except self._dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error


def _has_word(connection: Any) -> bool:
    poll = select.poll()
    poll.register(connection.driver_connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))
