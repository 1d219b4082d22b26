"""What a running process does beside answering: works off inboxes, fades scores, builds versions, weaves sessions
again, takes files in, maps backwards, applies filters to history, carries acts out, deletes events, looks back thirty
days, finds leads that are alike, works surges and committees out, follows segments, thins history out, mails to
members, delivers what triggers have fired, lets go of connections that rest."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog

from kenbun.access.queries import ticks
from kenbun.access.workspaces import list_workspaces
from kenbun.activity.deletion import run as deletion
from kenbun.acts.run import run_begun
from kenbun.alerts.channels.kind import Means
from kenbun.alerts.deliveries.deliverer import Deliverer
from kenbun.alerts.deliveries.tidy import tidy
from kenbun.alerts.mailing import mail_what_is_due
from kenbun.committee.passing import pass_time as pass_time_in_committees
from kenbun.committee.settle import detect_gently
from kenbun.database import Database
from kenbun.events import inbox_queries
from kenbun.events.filters import history as filter_history
from kenbun.kit.clock import Clock
from kenbun.mail import is_set_up
from kenbun.mapping.backwards import run_opened
from kenbun.mapping.removal import remove_values
from kenbun.measures import Round, measures
from kenbun.merging.accounts.alike import compare_some
from kenbun.outgoing import Outgoing, networks
from kenbun.poison import take_what_can_be_taken
from kenbun.rejudged import follow_deleted, follow_rejudged
from kenbun.resolution.derive import compare_and_derive
from kenbun.scoring.fading import fade_all_due
from kenbun.scoring.fit.follow import follow_fields
from kenbun.scoring.history.previous import look_back_all
from kenbun.scoring.history.thin import thin_out
from kenbun.scoring.publish import build_opened
from kenbun.segments import evaluation_queries
from kenbun.segments.evaluate import evaluate_asked
from kenbun.segments.passing import pass_time
from kenbun.segments.settle import settle as settle_segments
from kenbun.settings import Settings
from kenbun.stirred import queries as stirred_queries
from kenbun.surge.settle import settle_gently
from kenbun.transfer.imports import jobs as imports
from kenbun.triggers.acts import perform
from kenbun.triggers.message import renderer
from kenbun.triggers.settle import settle as settle_triggers
from kenbun.workspace_settings.weave import weave_opened

log = structlog.get_logger()

# Another process may have taken events in, or this one may have died before it worked them off.
_SWEEP_EVERY = 5.0
_FADE_EVERY = 30.0
_COMPARE_EVERY = 5.0
# Surges begin with an event, and end as time passes.
_SETTLE_EVERY = 1.0
_DETECT_EVERY = 2.0
_FOLLOW_EVERY = 0.5
_PASS_EVERY = 60.0
_FIRE_EVERY = 0.5
_THIN_EVERY = 3600.0
_MAIL_EVERY = 1.0
_DELIVER_EVERY = 1.0
_ALL_EVERY = 15.0
_REST_EVERY = 15.0
# Loops that began together would go on together, each on a connection of its own.
_SPREAD = 0.2
_BREATH_AFTER_ERROR = 1.0
# So many calls in the inbox are more than a batch or two.
_BEHIND = 5_000


@dataclass(slots=True)
class _Round:
    """When something had happened in each workspace by the last round, and when all were looked at."""

    ticked: dict[UUID, datetime] = field(default_factory=dict)
    of_all: float = float("-inf")


class Worker:
    """Loops that go on until `stop`; what goes wrong in one round is logged, and the next round tries again."""

    def __init__(self, database: Database, clock: Clock, settings: Settings | None = None) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        given = settings or Settings()
        self.means = Means(Outgoing(networks(given.deliver_to)), given, clock)
        self._deliverer = Deliverer(database, self.means, renderer(given.address), perform)
        self._waiting: set[UUID] = set()
        self._wake_inbox = asyncio.Event()
        self._wake_builder = asyncio.Event()
        self._wake_weaver = asyncio.Event()
        self._wake_mapper = asyncio.Event()
        self._wake_filters = asyncio.Event()
        self._wake_importer = asyncio.Event()
        self._wake_acts = asyncio.Event()
        self._wake_detector = asyncio.Event()
        self._wake_deleter = asyncio.Event()
        self._wake_segments = asyncio.Event()
        self._wake_deliverer = asyncio.Event()
        self._swept = float("-inf")
        self._rounds: dict[str, _Round] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def wake(self, workspace_id: UUID) -> None:
        """Something new is in this workspace's inbox."""
        self._waiting.add(workspace_id)
        self._wake_inbox.set()

    def wake_builder(self) -> None:
        """A version has been opened, or settings are to be followed."""
        self._wake_builder.set()

    def wake_mapper(self) -> None:
        """A mapping is to be applied to what is stored, or a field's values are to be removed."""
        self._wake_mapper.set()

    def wake_filters(self) -> None:
        """Filters are to be applied to history."""
        self._wake_filters.set()

    def wake_importer(self) -> None:
        """A file is to be taken in, or taken back."""
        self._wake_importer.set()

    def wake_acts(self) -> None:
        """Something is to be done with many leads."""
        self._wake_acts.set()

    def wake_detector(self) -> None:
        """Committees are to follow other roles."""
        self._rounds.pop("detect", None)
        self._wake_detector.set()

    def wake_deleter(self) -> None:
        """Events are to be deleted."""
        self._wake_deleter.set()

    def wake_segments(self) -> None:
        """A segment is to be worked out from scratch."""
        self._wake_segments.set()

    def wake_deliverer(self) -> None:
        """Something is to be delivered."""
        self._wake_deliverer.set()

    async def start(self) -> None:
        self._tasks = [
            asyncio.create_task(self._repeat(self._work_off, self._wake_inbox, _SWEEP_EVERY)),
            asyncio.create_task(self._repeat(self._fade, asyncio.Event(), _FADE_EVERY)),
            asyncio.create_task(self._repeat(self._build, self._wake_builder, _FADE_EVERY)),
            asyncio.create_task(self._repeat(self._weave, self._wake_weaver, _FADE_EVERY)),
            asyncio.create_task(self._repeat(self._map, self._wake_mapper, _FADE_EVERY)),
            asyncio.create_task(self._repeat(self._filter, self._wake_filters, _FADE_EVERY)),
            asyncio.create_task(self._repeat(self._import, self._wake_importer, _FADE_EVERY)),
            asyncio.create_task(self._repeat(self._act, self._wake_acts, _FADE_EVERY)),
            asyncio.create_task(self._repeat(self._delete, self._wake_deleter, _FADE_EVERY)),
            asyncio.create_task(self._repeat(self._look_back, asyncio.Event(), _FADE_EVERY)),
            asyncio.create_task(self._repeat(self._compare, asyncio.Event(), _COMPARE_EVERY)),
            asyncio.create_task(self._repeat(self._settle, asyncio.Event(), _SETTLE_EVERY)),
            asyncio.create_task(self._repeat(self._detect, self._wake_detector, _DETECT_EVERY)),
            asyncio.create_task(self._repeat(self._follow, asyncio.Event(), _FOLLOW_EVERY)),
            asyncio.create_task(self._repeat(self._evaluate, self._wake_segments, _FADE_EVERY)),
            asyncio.create_task(self._repeat(self._pass_time, asyncio.Event(), _PASS_EVERY)),
            asyncio.create_task(self._repeat(self._fire, asyncio.Event(), _FIRE_EVERY)),
            asyncio.create_task(self._repeat(self._thin, asyncio.Event(), _THIN_EVERY)),
            asyncio.create_task(self._repeat(self._deliver, self._wake_deliverer, _DELIVER_EVERY)),
            asyncio.create_task(self._repeat(self._mail, asyncio.Event(), _MAIL_EVERY)),
            asyncio.create_task(self._repeat(self._rest, asyncio.Event(), _REST_EVERY)),
        ]

    async def stop(self) -> None:
        """Whatever is cut off is rolled back and taken up by the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._deliverer.stop()

    async def _repeat(
        self, round_of_work: Callable[[], Awaitable[None]], wake: asyncio.Event, at_least_every: float
    ) -> None:
        told = measures.rounds[round_of_work.__name__.strip("_")] = Round(at_least_every)
        while True:
            began = time.monotonic()
            try:
                told.began_at = self._clock()
                await round_of_work()
                told.ended_at, told.seconds = self._clock(), time.monotonic() - began
                told.rounds, told.error = told.rounds + 1, None
                pause = at_least_every * random.uniform(1 - _SPREAD, 1)  # noqa: S311 no secret
                # not wait_for: until Python 3.12 it may lose a cancellation that comes together with the wake
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await wake.wait()
                wake.clear()
            except Exception as error:
                task = asyncio.current_task()
                if task and task.cancelling():
                    return  # cut off in the middle of a COPY, the driver may raise an error of its own
                told.failures, told.error = told.failures + 1, type(error).__name__
                told.ended_at = told.failed_at = self._clock()
                log.exception("worker.round_failed", work=round_of_work.__name__)
                await asyncio.sleep(_BREATH_AFTER_ERROR)

    async def _work_off(self) -> None:
        """Takes batches of the workspaces in turn, so that none waits for another's backlog."""
        waiting, self._waiting = self._waiting, set()
        if time.monotonic() - self._swept >= _SWEEP_EVERY:
            waiting |= await self._workspaces()
            self._swept = time.monotonic()
        while waiting:
            for workspace_id in sorted(waiting):
                taken = await take_what_can_be_taken(self._database, workspace_id, self._clock)
                if taken is None:
                    waiting.discard(workspace_id)
                elif taken.fired:
                    # what the batch has fired is on its way before the next one
                    self._wake_deliverer.set()
            waiting |= self._waiting
            self._waiting = set()

    async def _fade(self) -> None:
        for workspace_id in await self._workspaces():
            await fade_all_due(self._database, workspace_id, self._clock)

    async def _build(self) -> None:
        for workspace_id in await self._workspaces():
            await build_opened(self._database, workspace_id, self._clock)
        self._wake_weaver.set()

    async def _weave(self) -> None:
        for workspace_id in await self._workspaces():
            await weave_opened(self._database, workspace_id, self._clock)

    async def _map(self) -> None:
        for workspace_id in await self._workspaces():
            await run_opened(self._database, workspace_id, self._clock, follow_fields)
            await remove_values(self._database, workspace_id, self._clock, follow_fields)

    async def _filter(self) -> None:
        for workspace_id in await self._workspaces():
            if await filter_history.run_opened(self._database, workspace_id, self._clock, follow_rejudged):
                # what was freed without a lead waits in the inbox
                self.wake(workspace_id)

    async def _import(self) -> None:
        for workspace_id in await self._workspaces():
            await imports.run_opened(self._database, workspace_id, self._clock)

    async def _act(self) -> None:
        for workspace_id in await self._workspaces():
            await run_begun(self._database, workspace_id, self._clock)

    async def _delete(self) -> None:
        for workspace_id in await self._workspaces():
            await deletion.run_begun(self._database, workspace_id, self._clock, follow_deleted)

    async def _look_back(self) -> None:
        for workspace_id in await self._workspaces():
            await look_back_all(self._database, workspace_id, self._clock)

    async def _compare(self) -> None:
        for workspace_id in await self._stirred("compare"):
            for compare in (compare_some, compare_and_derive):
                while await self._has_time(workspace_id):
                    if not await compare(self._database, workspace_id, self._clock):
                        break

    async def _settle(self) -> None:
        for workspace_id in await self._stirred("settle"):
            await settle_gently(self._database, workspace_id, self._clock)

    async def _detect(self) -> None:
        for workspace_id in await self._stirred("detect"):
            await detect_gently(self._database, workspace_id, self._clock)

    async def _follow(self) -> None:
        """What has been changed outside of batches; of many workspaces, one question says in which."""
        async with self._database.snapshot() as connection:
            stirred = await stirred_queries.workspaces_stirred(connection)
        for workspace_id in stirred:
            await settle_segments(self._database, workspace_id, self._clock)
        if stirred:
            self._wake_segments.set()

    async def _evaluate(self) -> None:
        async with self._database.snapshot() as connection:
            asked = await evaluation_queries.workspaces_asked(connection)
        for workspace_id in asked:
            await evaluate_asked(self._database, workspace_id, self._clock)

    async def _pass_time(self) -> None:
        for workspace_id in await self._workspaces():
            await pass_time(self._database, workspace_id, self._clock)
            if await pass_time_in_committees(self._database, workspace_id, self._clock):
                self.wake_detector()

    async def _fire(self) -> None:
        """Triggers, by what has happened outside of batches."""
        for workspace_id in await self._stirred("fire"):
            if await settle_triggers(self._database, workspace_id):
                self._wake_deliverer.set()

    async def _deliver(self) -> None:
        await self._deliverer.round()

    async def _thin(self) -> None:
        for workspace_id in await self._workspaces():
            await thin_out(self._database, workspace_id, self._clock)
            await tidy(self._database, workspace_id, self._clock)

    async def _mail(self) -> None:
        if self._settings is not None and is_set_up(self._settings):
            await mail_what_is_due(self._database, self._settings, self._clock)

    async def _rest(self) -> None:
        await self._database.rest()

    async def _has_time(self, workspace_id: UUID) -> bool:
        """For what can wait until events have been scored, and files been taken in."""
        async with self._database.snapshot() as connection:
            waiting = await inbox_queries.backlog(connection, workspace_id, _BEHIND)
            return waiting.waiting < _BEHIND and not await imports.is_at_work(connection, workspace_id)

    async def _stirred(self, work: str) -> set[UUID]:
        """Workspaces in which something has happened since that work's last round; now and then all, as time passes.

        Of a thousand that are quiet none costs a statement a second.
        """
        round_of = self._rounds.setdefault(work, _Round())
        async with self._database.snapshot() as connection:
            ticked = await ticks.everywhere(connection)
        stirred = {one for one, at in ticked.items() if round_of.ticked.get(one) != at}
        round_of.ticked = ticked
        if time.monotonic() - round_of.of_all < _ALL_EVERY:
            return stirred
        round_of.of_all = time.monotonic()
        return set(ticked)

    async def _workspaces(self) -> set[UUID]:
        async with self._database.snapshot() as connection:
            return {workspace.workspace_id for workspace in await list_workspaces(connection)}
