"""Publishing: a version is built beside the one in force and switched to, while events stream on.

Whoever writes scores holds the workspace's tick, so opening and switching each fall between two batches. While a
version is building, every batch notes the leads it touches; they are made again until few are left, and the
last ones are made under the tick, right before the switch. The row of the version is the job: a build without a
living process is dropped and started again.
"""

import asyncio
from datetime import datetime
from uuid import UUID

import structlog

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.database import Away, Connection, Database
from kenbun.events.type_queries import ensure_types
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict
from kenbun.kit.ids import new_id, public
from kenbun.levels.changes import level_changes
from kenbun.levels.queries import add_level_changes, bands_in_force
from kenbun.scoring import build_queries, publish_queries, scores_queries, states_queries, version_queries
from kenbun.scoring.rulesets import get_ruleset
from kenbun.scoring.versions import Version
from kenbun.services import Services

# A round of catching up with so few leads is short enough to be the one under the tick.
_FEW = 500
_ROUNDS = 20
_POLL = 0.1

log = structlog.get_logger()


async def open_publish(connection: Connection, caller: Caller, ruleset_id: UUID, clock: Clock) -> UUID:
    """Makes a version of the draft, to be built by `build`. One publish at a time per workspace."""
    now = await tick(connection, caller.workspace_id, clock)
    ruleset = await get_ruleset(connection, caller.workspace_id, ruleset_id)
    if await publish_queries.building(connection, caller.workspace_id):
        raise Conflict("Another version is being published: wait until it is in force.")
    await ensure_types(
        connection, caller.workspace_id, [rule.draft.event_type for rule in ruleset.draft], now
    )
    version_id = new_id()
    number = await publish_queries.open_version(
        connection, caller.workspace_id, ruleset_id, version_id, now, by=caller.name
    )
    subject = ("ruleset", public("rs", ruleset_id))
    await audit.record(connection, caller, "ruleset.publish", subject, after={"version": number}, now=now)
    return version_id


async def start_publish(services: Services, caller: Caller, ruleset_id: UUID) -> UUID:
    """Opens a version of the draft and has the worker build it; answers its id, to follow it by."""
    async with services.database.transaction() as connection:
        version_id = await open_publish(connection, caller, ruleset_id, services.clock)
    services.worker.wake_builder()
    return version_id


async def build_opened(database: Database, workspace_id: UUID, clock: Clock) -> None:
    """Builds what has been opened in the workspace. A build that fails is marked so, and the old version stays."""
    async with database.snapshot() as connection:
        opened = await publish_queries.building(connection, workspace_id)
        left_over = await publish_queries.left_over(connection, workspace_id)
    for version_id in left_over:
        await _drop(database, workspace_id, version_id)
    if opened is None:
        return
    try:
        await build(database, workspace_id, opened.version_id, clock)
    except Away:
        raise  # the database is away: the next round starts again
    except Exception as error:
        log.exception("publish.failed")
        async with database.transaction() as connection:
            await publish_queries.fail(connection, workspace_id, opened.version_id, str(error))


async def wait_for(database: Database, workspace_id: UUID, version_id: UUID, patience: float) -> str:
    """The state of the version once it is no longer building, or `building` after `patience` seconds."""
    async with asyncio.timeout(patience + 5):
        for _ in range(int(patience / _POLL)):
            async with database.snapshot() as connection:
                state = await publish_queries.state_of(connection, workspace_id, version_id)
            if state != "building":
                break
            await asyncio.sleep(_POLL)
    return state


async def build(database: Database, workspace_id: UUID, version_id: UUID, clock: Clock) -> None:
    """Builds an opened version and puts it in force. Safe to start again after a crash."""
    await _drop(database, workspace_id, version_id)
    async with database.transaction() as connection:
        version = await version_queries.read_version(connection, workspace_id, version_id)
        total = await publish_queries.count_leads(connection, workspace_id)
        await publish_queries.report(connection, workspace_id, version_id, 0, total)
        parts = await build_queries.count_parts(connection)
    done = await _make_states(database, workspace_id, version, clock(), parts)
    async with database.transaction() as connection:
        await publish_queries.report(connection, workspace_id, version_id, min(done, total), total)
    for _ in range(_ROUNDS):
        if await _catch_up(database, workspace_id, version, clock) <= _FEW:
            break
    replaced = await _switch(database, workspace_id, version, clock)
    if replaced:
        await _drop(database, workspace_id, replaced)


async def _make_states(
    database: Database, workspace_id: UUID, version: Version, at: datetime, parts: int
) -> int:
    """On all cores. Snapshots need not be the same: whom a batch touches meanwhile is made again."""

    async def make(part: int) -> int:
        async with database.transaction() as connection:
            return await build_queries.make_states(connection, workspace_id, version, at, part, parts)

    try:
        async with asyncio.TaskGroup() as group:
            making = [group.create_task(make(part)) for part in range(parts)]
    except ExceptionGroup as errors:
        # which kind it is decides whether the build has failed or the database was away
        raise errors.exceptions[0] from None
    return sum(task.result() for task in making)


async def _catch_up(database: Database, workspace_id: UUID, version: Version, clock: Clock) -> int:
    async with database.transaction() as connection:
        leads = await build_queries.untouch(connection, workspace_id, version.version_id)
        await states_queries.rebuild(connection, workspace_id, version, leads, clock())
        return len(leads)


async def _switch(database: Database, workspace_id: UUID, version: Version, clock: Clock) -> UUID | None:
    """Batches wait for this transaction; taking in and reading do not."""
    async with database.transaction() as connection:
        now = await tick(connection, workspace_id, clock)
        leads = await build_queries.untouch(connection, workspace_id, version.version_id)
        await states_queries.rebuild(connection, workspace_id, version, leads, now)
        if version.is_primary:
            await _show(connection, workspace_id, version, now)
        return await publish_queries.switch(
            connection, workspace_id, version.ruleset_id, version.version_id, now
        )


async def _show(connection: Connection, workspace_id: UUID, version: Version, now: datetime) -> None:
    rows = await build_queries.show_states(connection, workspace_id, version, now)
    near = [row.lead_id for row in rows if row.near]
    exact = await scores_queries.exact_scores(connection, workspace_id, version, near, now)
    off = {row.lead_id: exact[row.lead_id] for row in rows if row.near and exact[row.lead_id] != row.score}
    await scores_queries.correct_scores(connection, workspace_id, off)
    bands = await bands_in_force(connection, workspace_id, "engagement")
    moves = [(row.lead_id, row.before, off.get(row.lead_id, row.score)) for row in rows]
    await add_level_changes(
        connection, workspace_id, "engagement", level_changes(bands, moves), "publish", now
    )


async def _drop(database: Database, workspace_id: UUID, version_id: UUID) -> None:
    """Old results go in pieces, so that nobody waits for them."""
    async with database.transaction() as connection:
        await build_queries.untouch(connection, workspace_id, version_id)
    while True:
        async with database.transaction() as connection:
            if not await build_queries.drop_states(connection, workspace_id, version_id):
                return
