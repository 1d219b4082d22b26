"""Publishing: a version is built beside the one in force and switched to, while events stream on.

Of one ruleset, or where settings change on which results hang, of all of them: the same rules under other settings.

Whoever writes scores holds the workspace's tick, so opening and switching each fall between two batches. While a
version is building, every batch notes the leads it touches; they are made again until few are left, and the
last ones are made under the tick, right before the switch. The row of the version is the job: a build without a
living process is dropped and started again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

import structlog

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.queries import setting_versions
from kenbun.access.ticks import tick
from kenbun.database import Away, Connection, Database
from kenbun.events.type_queries import ensure_types
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict
from kenbun.kit.ids import new_id, public
from kenbun.scoring import build_queries, publish_queries, version_queries
from kenbun.scoring.engagement_build import EngagementBuild
from kenbun.scoring.fit import score_queries as fit_scores
from kenbun.scoring.fit import version_queries as fit_versions
from kenbun.scoring.fit.build import FitBuild
from kenbun.scoring.inactivity.build import SetBuild
from kenbun.scoring.rules import Rule
from kenbun.scoring.ruleset_queries import INACTIVITY
from kenbun.scoring.rulesets import get_ruleset, replace_draft, rules_of_version
from kenbun.scoring.versions import rules_document
from kenbun.services import Services
from kenbun.stirred import stir_all

# A round of catching up with so few leads is short enough to be the one under the tick.
_FEW = 500
_ROUNDS = 20
_POLL = 0.1
# Seconds that one waits for a build of another process.
_PATIENCE = 120.0

log = structlog.get_logger()


class Build(Protocol):
    """What building a version means for its kind of ruleset."""

    async def count(self, connection: Connection) -> int:
        """Of how many leads or accounts results are to be made."""

    async def make(
        self, database: Database, at: datetime, on_progress: Callable[[int], Awaitable[None]]
    ) -> None:
        """All results from scratch, while others go on writing."""

    async def remake(self, connection: Connection, ids: Collection[UUID], at: datetime) -> None:
        """The results of these."""

    async def show(self, connection: Connection, now: datetime) -> int:
        """Brings lists and levels to the results: asked of primary rulesets, under the tick. Answers how many scores
        became others."""


async def open_publish(
    connection: Connection, caller: Caller, ruleset_id: UUID, clock: Clock, *, restored: int | None = None
) -> UUID:
    """Makes a version of the draft, or of the rules of a past version, to be built by `build`.

    One publish at a time per workspace. A draft without changes follows what is restored; another is left alone.
    """
    now = await tick(connection, caller.workspace_id, clock)
    ruleset = await get_ruleset(connection, caller.workspace_id, ruleset_id)
    if await version_queries.versions_building(connection, caller.workspace_id):
        raise Conflict("Another version is being published: wait until it is in force.")
    if restored is None:
        rules = ruleset.draft
    else:
        rules = await rules_of_version(connection, caller.workspace_id, ruleset, restored)
        if not ruleset.has_changes:
            await replace_draft(connection, caller.workspace_id, ruleset, rules, now)
    types = [rule.draft.event_type for rule in rules if isinstance(rule, Rule)]
    await ensure_types(connection, caller.workspace_id, types, now)
    version_id = new_id()
    document = rules_document([(rule.rule_id, rule.draft.document()) for rule in rules])
    number = await publish_queries.open_version(
        connection, caller.workspace_id, ruleset_id, version_id, now, by=caller.name, rules=document
    )
    subject, were = ("ruleset", public("rs", ruleset_id)), ruleset.in_force
    before = {"version": were.number if were else None, "rules": len(ruleset.published)}
    after = {"version": number, "rules": len(rules)} | ({} if restored is None else {"restored": restored})
    await audit.record(connection, caller, "ruleset.publish", subject, before=before, after=after, now=now)
    return version_id


async def start_publish(
    services: Services, caller: Caller, ruleset_id: UUID, *, restored: int | None = None
) -> UUID:
    """Opens a version of the draft, or of a past version, and has the worker build it; answers its id."""
    async with services.database.transaction() as connection:
        version_id = await open_publish(connection, caller, ruleset_id, services.clock, restored=restored)
    services.worker.wake_builder()
    return version_id


async def publish_now(database: Database, caller: Caller, ruleset_id: UUID, clock: Clock) -> str:
    """The draft in force when this ends: built right here, unless another process is at it. Answers the state."""
    async with database.transaction() as connection:
        version_id = await open_publish(connection, caller, ruleset_id, clock)
    await build_opened(database, caller.workspace_id, clock)
    return (await wait_for(database, caller.workspace_id, version_id, _PATIENCE)).state


async def build_opened(database: Database, workspace_id: UUID, clock: Clock) -> bool:
    """Builds what has been opened in the workspace, unless somebody does already: answers whether nobody did. A
    build that fails is marked so, and the old version stays."""
    async with database.alone(f"build {workspace_id}") as alone:
        if alone:
            await _build_opened(database, workspace_id, clock)
    return alone


async def _build_opened(database: Database, workspace_id: UUID, clock: Clock) -> None:
    async with database.snapshot() as connection:
        opened = await publish_queries.opened(connection, workspace_id)
        left_over = await publish_queries.left_over(connection, workspace_id)
    for version_id in left_over:
        await _drop(database, workspace_id, version_id)
    if not opened:
        return
    try:
        await build(database, workspace_id, opened, clock)
    except Away:
        raise  # the database is away: the next round starts again
    except Exception as error:
        log.exception("publish.failed")
        async with database.transaction() as connection:
            for one in opened:
                await publish_queries.fail(connection, workspace_id, one.version_id, str(error))
            if opened[0].setting_version:
                await setting_versions.fail(connection, workspace_id, opened[0].setting_version, str(error))


async def wait_for(
    database: Database, workspace_id: UUID, version_id: UUID, patience: float
) -> publish_queries.Built:
    """How the version ended; or as it is after `patience` seconds, still being built."""
    async with asyncio.timeout(patience + 5):
        for left in reversed(range(int(patience / _POLL) + 1)):
            async with database.snapshot() as connection:
                built = await publish_queries.how_far(connection, workspace_id, version_id)
            if built.state != "building" or not left:
                break
            await asyncio.sleep(_POLL)
    return built


async def build(
    database: Database, workspace_id: UUID, opened: Sequence[publish_queries.Opened], clock: Clock
) -> None:
    """Builds the versions of one publish and puts them in force at once. Safe to start again after a crash."""
    makings = {one.version_id: await _make(database, workspace_id, one, clock) for one in opened}
    for _ in range(_ROUNDS):
        async with database.transaction() as connection:
            if await _catch_up(connection, workspace_id, makings, clock()) <= _FEW:
                break
    # batches wait for this transaction; taking in and reading do not
    async with database.transaction() as connection:
        now = await tick(connection, workspace_id, clock)
        await _catch_up(connection, workspace_id, makings, now)
        await _show(connection, workspace_id, makings, now)
        replaced = await publish_queries.switch(connection, workspace_id, makings, now)
        if number := opened[0].setting_version:
            await setting_versions.put_in_force(connection, workspace_id, number, now)
        await stir_all(connection, workspace_id, "settings" if number else "publish")
    for version_id in replaced:
        await _drop(database, workspace_id, version_id)


async def _show(
    connection: Connection, workspace_id: UUID, makings: Mapping[UUID, Build], now: datetime
) -> None:
    opened = await publish_queries.opened(connection, workspace_id)
    changed = {
        one.version_id: await makings[one.version_id].show(connection, now) if one.is_primary else 0
        for one in opened
    }
    total = sum(changed.values())
    for one in opened:
        # rules of inactivity change what they are in, and nothing themselves
        count = total if one.dimension == INACTIVITY else changed[one.version_id]
        await publish_queries.note_changed(connection, workspace_id, one.version_id, count)


async def _make(
    database: Database, workspace_id: UUID, opened: publish_queries.Opened, clock: Clock
) -> Build:
    version_id = opened.version_id
    await _drop(database, workspace_id, version_id)
    async with database.transaction() as connection:
        making = await _build_of(connection, workspace_id, version_id, opened.dimension)
        total = await making.count(connection)
        await publish_queries.report(connection, workspace_id, version_id, 0, total)

    async def on_progress(done: int) -> None:
        async with database.transaction() as connection:
            await publish_queries.report(connection, workspace_id, version_id, min(done, total), total)

    await making.make(database, clock(), on_progress)
    async with database.transaction() as connection:
        await build_queries.let_planner_know(connection, opened.dimension, total)
    return making


async def _build_of(connection: Connection, workspace_id: UUID, version_id: UUID, dimension: str) -> Build:
    if dimension == "engagement":
        version = await version_queries.read_version(connection, workspace_id, version_id)
        return EngagementBuild(workspace_id, version)
    if dimension == INACTIVITY:
        return SetBuild()
    return FitBuild(workspace_id, await fit_versions.read_version(connection, workspace_id, version_id))


async def _catch_up(
    connection: Connection, workspace_id: UUID, makings: Mapping[UUID, Build], at: datetime
) -> int:
    """Makes those anew whom batches have touched; answers how many."""
    count = 0
    for version_id, making in makings.items():
        touched = await build_queries.untouch(connection, workspace_id, version_id)
        await making.remake(connection, touched, at)
        count += len(touched)
    return count


async def _drop(database: Database, workspace_id: UUID, version_id: UUID) -> None:
    """Old results go in pieces, so that nobody waits for them."""
    async with database.transaction() as connection:
        await build_queries.untouch(connection, workspace_id, version_id)
    for drop in (build_queries.drop_states, fit_scores.drop_scores):
        while True:
            async with database.transaction() as connection:
                if not await drop(connection, workspace_id, version_id):
                    break
