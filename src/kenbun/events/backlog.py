"""How far the pipeline is behind, per workspace: too far, and senders are told to come back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kenbun.database import Connection, Database
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
    waiting: int
    oldest: datetime | None


class Backlogs:
    """Measured at most once a second, by the transactions that take in; in between, their calls are added.

    Only where nothing is taken in any more do those who ask measure: the others never wait for it.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._measures: dict[UUID, _Measure] = {}

    async def check(self, workspace_id: UUID) -> None:
        """Raises `TooMany` where the workspace's inbox is too far behind."""
        now = self._clock()
        measure = self._measures.get(workspace_id)
        if measure is None or not _too_far(measure, now):
            return
        if _stale(measure, now):
            # Set before waiting: those that come meanwhile go by the last measure.
            measure.at = now
            with inbox_queries.needing_database():
                async with self._database.transaction() as connection:
                    await self._measure(connection, workspace_id, now)
        if _too_far(self._measures[workspace_id], now):
            raise TooMany(
                "Events come in faster than they can be worked on. Nothing was taken in: send it again.",
                retry_after=_COME_BACK_AFTER,
            )

    async def taken_in(self, connection: Connection, accepted: Mapping[UUID, int]) -> None:
        """So many calls per workspace, in the transaction of the connection."""
        now = self._clock()
        for workspace_id, count in accepted.items():
            measure = self._measures.get(workspace_id)
            if measure is None or _stale(measure, now):
                await self._measure(connection, workspace_id, now)
            else:
                measure.waiting += count

    async def _measure(self, connection: Connection, workspace_id: UUID, now: datetime) -> None:
        found = await inbox_queries.backlog(connection, workspace_id, MOST_BEHIND + 1)
        self._measures[workspace_id] = _Measure(now, found.waiting, found.oldest)


def _stale(measure: _Measure, now: datetime) -> bool:
    return abs(now - measure.at) >= _MEASURED_EVERY


def _too_far(measure: _Measure, now: datetime) -> bool:
    late = measure.oldest is not None and now - measure.oldest > LONGEST_BEHIND
    return late or measure.waiting > MOST_BEHIND
