"""Write keys as they come in with events, looked up at most once in 4 seconds each."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from kenbun.access.keys import WRITE_KEY, Secret, read
from kenbun.access.queries import credentials
from kenbun.access.sources import Source
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock

_FRESH = timedelta(seconds=4)
_MOST = 10_000
_NOTE_USE_EVERY = timedelta(minutes=5)


@dataclass
class WriteKeys:
    """What is known of keys, right or wrong, for 4 seconds: a revoked key is refused within 5.

    One per process. Wrong keys are remembered too, so that a lost SDK costs no statement per request.
    """

    _known: dict[bytes, tuple[datetime, Source | None]] = field(default_factory=dict)

    async def source(self, database: Database, key: str, clock: Clock) -> Source | None:
        """The source of a key that holds, or None."""
        secret = read(WRITE_KEY, key)
        if secret is None:
            return None
        now = clock()
        looked_up_at, source = self._known.get(secret.hash, (None, None))
        # A clock that was set back must not make an entry last longer.
        if looked_up_at is not None and timedelta(0) <= now - looked_up_at < _FRESH:
            return source
        async with database.transaction() as connection:
            source = await _look_up(connection, secret, now)
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[secret.hash] = (now, source)
        return source

    def forget(self, source_id: UUID) -> None:
        """Something of it was changed here: this process goes by that at once, the others when they look again."""
        stale = [key for key, (_, source) in self._known.items() if source and source.source_id == source_id]
        for key in stale:
            del self._known[key]


async def _look_up(connection: Connection, secret: Secret, now: datetime) -> Source | None:
    """Notes the use, at most every 5 minutes: whoever changes a key sees whether the former one is still in use."""
    row = await credentials.source_by_key(connection, secret, now)
    if row is None:
        return None
    values = dict(row)
    by_former = values.pop("by_former")
    source = Source(**values)
    noted = source.former_key_used_at if by_former else source.last_used_at
    if noted is None or now - noted > _NOTE_USE_EVERY:
        await credentials.source_used(
            connection, source.workspace_id, source.source_id, now, by_former=by_former
        )
    return source
