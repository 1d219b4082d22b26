"""Sessions as another timeout would make them, for previews: of the few leads of whom they would be others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from kenbun.database import Connection, Database
from kenbun.scoring.account_sums_queries import accounts_of
from kenbun.segments.following.looks import Looks
from kenbun.sessions.again import weave_again
from kenbun.workspace_settings import queries
from kenbun.workspace_settings.settings import Settings

KEY = frozenset({"sessions"})

_LEADS, _EVENTS = 20_000, 200_000
_FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class OtherSessions:
    """Of these leads, by the timeout that would hold."""

    lead_ids: tuple[UUID, ...] = ()
    idle: timedelta = timedelta()

    def __bool__(self) -> bool:
        return bool(self.lead_ids)

    def pieces(self, size: int) -> Iterator[OtherSessions]:
        for start in range(0, len(self.lead_ids), size):
            yield OtherSessions(self.lead_ids[start : start + size], self.idle)

    async def weave(self, connection: Connection, workspace_id: UUID, looks: Looks) -> None:
        """Adds to `looks` whom that can have moved."""
        if not self:
            return
        await weave_again(connection, workspace_id, self.lead_ids, lambda _: self.idle)
        looks.add("lead", self.lead_ids, KEY, fires=False)
        looks.add("account", await accounts_of(connection, workspace_id, self.lead_ids), KEY, fires=False)


async def other_sessions(
    database: Database, workspace_id: UUID, before: Settings, after: Settings
) -> OtherSessions:
    if not before.moves_sessions(after):
        return OtherSessions()
    found: list[UUID] = []
    one, other = (timedelta(minutes=each.session_timeout_minutes) for each in (before, after))
    async with database.snapshot() as connection:
        last = _FIRST
        while some := await queries.next_leads(connection, workspace_id, last, leads=_LEADS, events=_EVENTS):
            found += await queries.leads_that_differ(connection, workspace_id, some, one, other)
            last = some[-1]
    return OtherSessions(tuple(found), other)
