"""What each loop of the worker does in a round."""

from __future__ import annotations

import time
from uuid import UUID

from kenbun.access.workspaces import list_workspaces
from kenbun.accounts.no_news import follow_quietly
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
from kenbun.merging.accounts.alike import compare_some
from kenbun.poison import take_what_can_be_taken
from kenbun.rejudged import follow_deleted, follow_rejudged
from kenbun.resolution.derive import compare_and_derive
from kenbun.scoring.fading import fade_all_due
from kenbun.scoring.history.previous import look_back_all
from kenbun.scoring.history.thin import thin_out
from kenbun.scoring.publish import build_opened
from kenbun.segments.following import from_scratch_queries
from kenbun.segments.following.from_scratch import evaluate_asked
from kenbun.segments.following.passing import pass_time
from kenbun.segments.following.settle import settle as settle_segments
from kenbun.settings import Settings
from kenbun.stirred import queries as stirred_queries
from kenbun.surge.settle import settle_gently
from kenbun.transfer.imports import jobs as imports
from kenbun.triggers.acts import perform
from kenbun.triggers.message import renderer
from kenbun.triggers.settle import settle as settle_triggers
from kenbun.triggers.silence import hold_back
from kenbun.worker.bell import Bell
from kenbun.worker.stirring import Stirring
from kenbun.workspace_settings.weave import weave_opened

# Another process may have taken events in, or this one may have died before it worked them off.
SWEEP_EVERY = 5.0
# Seconds until one looks again whether another process is still building.
NOT_ALONE = 1.0
# So many calls in the inbox are more than a batch or two.
BEHIND = 5_000


class Rounds:
    def __init__(
        self, database: Database, clock: Clock, settings: Settings | None, means: Means, bell: Bell
    ) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._bell = bell
        self._stirring = Stirring(database)
        self._swept = float("-inf")
        self.waiting: set[UUID] = set()
        """Workspaces whose inboxes are to be worked off."""
        render = renderer(means.settings.address)
        self.deliverer = Deliverer(database, means, render, perform, lambda: bell.ring("deliveries"))

    async def work_off(self) -> None:
        """Takes batches of the workspaces in turn, so that none waits for another's backlog."""
        waiting, self.waiting = self.waiting, set()
        if time.monotonic() - self._swept >= SWEEP_EVERY:
            waiting |= await self._workspaces()
            self._swept = time.monotonic()
        while waiting:
            for workspace_id in sorted(waiting):
                if not await take_what_can_be_taken(self._database, workspace_id, self._clock):
                    waiting.discard(workspace_id)
            waiting |= self.waiting
            self.waiting = set()

    async def fade(self) -> None:
        for workspace_id in await self._workspaces():
            await fade_all_due(self._database, workspace_id, self._clock)

    async def build(self) -> float | None:
        """Again soon where another process is at it: it may be a dead one, of which the database does not know yet."""
        alone = [
            await build_opened(self._database, workspace_id, self._clock)
            for workspace_id in await self._workspaces()
        ]
        self._bell.ring("weaving")
        return None if all(alone) else NOT_ALONE

    async def weave(self) -> None:
        for workspace_id in await self._workspaces():
            await weave_opened(self._database, workspace_id, self._clock)

    async def map(self) -> None:
        for workspace_id in await self._workspaces():
            await run_opened(self._database, workspace_id, self._clock, follow_quietly)
            await remove_values(self._database, workspace_id, self._clock, follow_quietly)

    async def filter(self) -> None:
        for workspace_id in await self._workspaces():
            if await filter_history.run_opened(self._database, workspace_id, self._clock, follow_rejudged):
                # what was freed without a lead waits in the inbox
                self.waiting.add(workspace_id)
                self._bell.ring("events")

    async def take_in(self) -> None:
        for workspace_id in await self._workspaces():
            await imports.run_opened(self._database, workspace_id, self._clock)

    async def act(self) -> None:
        for workspace_id in await self._workspaces():
            await run_begun(self._database, workspace_id, self._clock)

    async def delete(self) -> None:
        for workspace_id in await self._workspaces():
            await deletion.run_begun(self._database, workspace_id, self._clock, follow_deleted)

    async def look_back(self) -> None:
        for workspace_id in await self._workspaces():
            await look_back_all(self._database, workspace_id, self._clock)

    async def compare(self) -> None:
        for workspace_id in await self._stirring.since_last("compare"):
            for compare in (compare_some, compare_and_derive):
                while await self._has_time(workspace_id):
                    if not await compare(self._database, workspace_id, self._clock):
                        break

    async def settle(self) -> None:
        for workspace_id in await self._stirring.since_last("settle"):
            await settle_gently(self._database, workspace_id, self._clock)

    async def detect(self) -> None:
        for workspace_id in await self._stirring.since_last("detect"):
            await detect_gently(self._database, workspace_id, self._clock)

    def detect_everywhere(self) -> None:
        """Committees are to follow other roles, or time."""
        self._stirring.forget("detect")
        self._bell.ring("roles")

    async def follow(self) -> None:
        """What has been changed outside of batches; of many workspaces, one question says in which."""
        async with self._database.snapshot() as connection:
            stirred = await stirred_queries.workspaces_stirred(connection)
        for workspace_id in stirred:
            await settle_segments(self._database, workspace_id, self._clock)
        if stirred:
            self._bell.ring("segments")

    async def evaluate(self) -> None:
        async with self._database.snapshot() as connection:
            asked = await from_scratch_queries.workspaces_asked(connection)
        for workspace_id in asked:
            await evaluate_asked(self._database, workspace_id, self._clock)

    async def pass_time(self) -> None:
        for workspace_id in await self._workspaces():
            await pass_time(self._database, workspace_id, self._clock)
            if await pass_time_in_committees(self._database, workspace_id, self._clock):
                self.detect_everywhere()

    async def fire(self) -> None:
        """Triggers, by what has happened outside of batches."""
        for workspace_id in await self._stirring.since_last("fire"):
            await settle_triggers(self._database, workspace_id)

    async def hold_back(self) -> None:
        """What is no news of all that has happened; it may be much, and nobody waits for it."""
        for workspace_id in await self._stirring.since_last("hold_back"):
            await settle_triggers(self._database, workspace_id)
            await hold_back(self._database, workspace_id)

    async def deliver(self) -> float | None:
        return await self.deliverer.round()

    async def thin(self) -> None:
        for workspace_id in await self._workspaces():
            await thin_out(self._database, workspace_id, self._clock)
            await tidy(self._database, workspace_id, self._clock)

    async def mail(self) -> None:
        if self._settings is not None and is_set_up(self._settings):
            await mail_what_is_due(self._database, self._settings, self._clock)

    async def rest(self) -> None:
        await self._database.rest()

    async def _has_time(self, workspace_id: UUID) -> bool:
        """For what can wait until events have been scored, and files been taken in."""
        async with self._database.snapshot() as connection:
            waiting = await inbox_queries.backlog(connection, workspace_id, BEHIND)
            return waiting.waiting < BEHIND and not await imports.is_at_work(connection, workspace_id)

    async def _workspaces(self) -> set[UUID]:
        async with self._database.snapshot() as connection:
            return {workspace.workspace_id for workspace in await list_workspaces(connection)}
