"""The way into the inbox: requests wait together, and one transaction takes in all that wait.

A commit costs the same for one call as for thousands. So each request puts its calls into a queue in
memory and waits; one writer per process takes what has gathered, commits it, and lets the requests answer.
Nothing is answered before it is durable.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Sequence
from typing import NamedTuple
from uuid import UUID

import structlog

from kenbun.database import Database
from kenbun.events.accept.call import Call, Refusal
from kenbun.events.backlog import Backlogs
from kenbun.events.inbox_queries import Unstorable, needing_database
from kenbun.events.storing import Counts, Parcel, store
from kenbun.kit.clock import Clock
from kenbun.kit.errors import TooMany, Unavailable
from kenbun.measures import measures

# Calls that may wait in memory; what is over is told to come back.
MOST_WAITING = 50_000
# Calls of one transaction: enough to make a commit cheap, few enough not to hold up those behind.
MOST_TOGETHER = 5_000

log = structlog.get_logger()


class _Waiting(NamedTuple):
    parcel: Parcel
    answer: asyncio.Future[Counts]


class Inbox:
    """One per process. `on_commit` hears of each workspace that has something new, right after the commit."""

    def __init__(self, database: Database, clock: Clock, on_commit: Callable[[UUID], None]) -> None:
        self._database = database
        self._clock = clock
        self.on_commit = on_commit
        self._backlogs = Backlogs(database, clock)
        self._queue: deque[_Waiting] = deque()
        self._queued = 0
        self._wake = asyncio.Event()
        self._open = False
        self._writer: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._open = True
        self._writer = asyncio.create_task(self._write())

    async def stop(self) -> None:
        """Takes in nothing more, and ends when all that waits is answered."""
        self._open = False
        self._wake.set()
        if self._writer:
            await self._writer

    async def accept(
        self,
        workspace_id: UUID,
        source_id: UUID | None,
        calls: Sequence[Call],
        refusals: Sequence[Refusal] = (),
    ) -> Counts:
        """Durable when this returns. Raises `TooMany` or `Unavailable`: then nothing was taken in.

        A call whose message id came before, in this request or any other, counts as a duplicate.
        The refusals are kept in the same transaction.
        """
        if not calls and not refusals:
            return Counts(0, 0, 0)
        await self._backlogs.check(workspace_id)
        if not self._open:
            raise Unavailable("The server is stopping. Send it again.", retry_after=5)
        if self._queued + len(calls) > MOST_WAITING:
            raise TooMany("More events are coming in than can be stored. Send it again.", retry_after=1)
        parcel = Parcel(workspace_id, source_id, self._clock(), calls, refusals)
        waiting = _Waiting(parcel, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        self._queued += len(calls)
        self._wake.set()
        return await waiting.answer

    async def _write(self) -> None:
        while self._open or self._queue:
            await self._wake.wait()
            self._wake.clear()
            while self._queue:
                together = self._take()
                answers = await self._commit([waiting.parcel for waiting in together])
                for waiting, answer in zip(together, answers, strict=True):
                    _tell(waiting.answer, answer)

    def _take(self) -> list[_Waiting]:
        taken = [self._queue.popleft()]
        size = len(taken[0].parcel.calls)
        while self._queue and size + len(self._queue[0].parcel.calls) <= MOST_TOGETHER:
            taken.append(self._queue.popleft())
            size += len(taken[-1].parcel.calls)
        self._queued -= size
        return taken

    async def _commit(self, parcels: Sequence[Parcel]) -> list[Counts | Exception]:
        """All parcels in one transaction; each on its own where the data of one is at fault. Never raises."""
        try:
            with needing_database():
                async with self._database.transaction() as connection:
                    counts = await store(connection, parcels)
                    accepted: Counter[UUID] = Counter()
                    for parcel, each in zip(parcels, counts, strict=True):
                        accepted[parcel.workspace_id] += each.accepted
                    await self._backlogs.taken_in(connection, accepted)
        except Unstorable as error:
            log.warning("inbox.unstorable", requests=len(parcels), reason=str(error))
            if len(parcels) == 1:
                return [await self._commit_in_halves(parcels[0], error)]
            return [(await self._commit([parcel]))[0] for parcel in parcels]
        except Unavailable as error:
            log.warning("inbox.database_away", reason=str(error.__cause__))
            return [error] * len(parcels)
        except Exception as error:
            log.exception("inbox.commit_failed")
            return [error] * len(parcels)
        for workspace_id in accepted:
            self.on_commit(workspace_id)
        for each in counts:
            measures.accepted += each.accepted
            measures.duplicates += each.duplicates
            measures.rejected += each.rejected
        return [*counts]

    async def _commit_in_halves(self, parcel: Parcel, error: Unstorable) -> Counts | Exception:
        """Finds the call that the database refuses, so that it spoils no other, and keeps it as rejected."""
        calls, refusals = parcel.calls, parcel.refusals
        if not calls:
            return Unavailable("The workspace takes in nothing now.", retry_after=60)
        if len(calls) == 1:
            refusal = Refusal(0, calls[0].dialect, calls[0].payload, f"Cannot be stored: {error}", None)
            halves = [_part(parcel, (), [*refusals, refusal])]
        else:
            middle = len(calls) // 2
            halves = [_part(parcel, calls[:middle], refusals), _part(parcel, calls[middle:], ())]
        accepted = duplicates = rejected = 0
        for half in halves:
            [answer] = await self._commit([half])
            if isinstance(answer, Exception):
                return answer
            accepted += answer.accepted
            duplicates += answer.duplicates
            rejected += answer.rejected
        return Counts(accepted, duplicates, rejected)


def _part(parcel: Parcel, calls: Sequence[Call], refusals: Sequence[Refusal]) -> Parcel:
    return Parcel(parcel.workspace_id, parcel.source_id, parcel.accepted_at, calls, refusals)


def _tell(answer: asyncio.Future[Counts], outcome: Counts | Exception) -> None:
    """Whoever has gone away in the meantime is told nothing."""
    if answer.done():
        return
    if isinstance(outcome, Exception):
        answer.set_exception(outcome)
    else:
        answer.set_result(outcome)
