"""How far the pipeline is behind, per workspace: too far, and senders are told to come back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kenbun.database import Database
from kenbun.events import inbox_queries
from kenbun.kit.clock import Clock
from kenbun.kit.errors import TooMany

MOST_BEHIND = 200_000
LONGEST_BEHIND = timedelta(seconds=60)
_MEASURED_EVERY = timedelta(seconds=1)
_COME_BACK_AFTER = 5


@dataclass
class _Measure:
    at: datetime
    waiting: int = 0
    oldest: datetime | None = None


class Backlogs:
    """Measured at most once a second; in between, what this process takes in is added."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._measures: dict[UUID, _Measure] = {}

    async def check(self, workspace_id: UUID) -> None:
        """Raises `TooMany` where the workspace's inbox is too far behind."""
        now = self._clock()
        measure = self._measures.get(workspace_id)
        if measure is None or abs(now - measure.at) >= _MEASURED_EVERY:
            measure = await self._measured(workspace_id, now, measure)
        late = measure.oldest is not None and now - measure.oldest > LONGEST_BEHIND
        if late or measure.waiting > MOST_BEHIND:
            raise TooMany(
                "Events come in faster than they can be worked on. Nothing was taken in: send it again.",
                retry_after=_COME_BACK_AFTER,
            )

    def add(self, workspace_id: UUID, accepted: int) -> None:
        if measure := self._measures.get(workspace_id):
            measure.waiting += accepted

    async def _measured(self, workspace_id: UUID, now: datetime, before: _Measure | None) -> _Measure:
        measure = before or _Measure(now)
        # Set before waiting, so that requests that come meanwhile go by the last measure.
        measure.at = now
        self._measures[workspace_id] = measure
        with inbox_queries.needing_database():
            async with self._database.transaction() as connection:
                found = await inbox_queries.backlog(connection, workspace_id, MOST_BEHIND + 1)
        measure.waiting, measure.oldest = found.waiting, found.oldest
        return measure
