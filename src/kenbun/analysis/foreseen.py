"""What a change of rules, levels or settings would do to segments: it is done, looked at and taken back before anybody
sees it, so what is foreseen is what comes. It holds the tick for as long as that takes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.access.workspaces import get_workspace
from kenbun.analysis import foreseen_queries as queries
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.kit.ids import public
from kenbun.levels.dimensions import SCORED, Dimension
from kenbun.levels.drafts import BandDraft
from kenbun.levels.edit import put_bands
from kenbun.levels.queries import bands_in_force
from kenbun.levels.ranges import moved
from kenbun.lists.segments import Kind
from kenbun.scoring.preview.outcome import Outcome
from kenbun.scoring.preview.preview import Preview
from kenbun.segments.drafts import KINDS
from kenbun.segments.follow import follow
from kenbun.segments.in_force import read_in_force
from kenbun.segments.looks import Looks
from kenbun.segments.needs import Keys, score
from kenbun.workspace_settings.preview import SettingsPreview

_DIMENSIONS: Mapping[str, str] = {"account_engagement": "engagement"}
"""As conditions call them, where that is otherwise."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A segment that would change, and how many would enter it and leave it."""

    segment_id: str
    kind: Kind
    name: str
    enters: int
    leaves: int


Attempt = Callable[[Connection], Awaitable[Looks]]
"""Makes the change, and answers whom it can have moved."""


async def foresee_preview(
    database: Database, workspace_id: UUID, clock: Clock, preview: Preview
) -> list[Foreseen]:
    """Of rules: nobody, where lists do not show the scores of that ruleset."""
    outcomes: dict[str, Outcome] = {preview.dimension: preview.outcome} if preview.shown else {}
    return await foresee_scores(database, workspace_id, clock, outcomes)


async def foresee_settings(
    database: Database, workspace_id: UUID, clock: Clock, preview: SettingsPreview
) -> list[Foreseen]:
    before, after = preview.before.time_zone, preview.after.time_zone
    zone = after if before != after else None
    return await foresee_scores(database, workspace_id, clock, preview.outcomes, zone)


async def foresee_scores(
    database: Database,
    workspace_id: UUID,
    clock: Clock,
    outcomes: Mapping[str, Outcome],
    zone: str | None = None,
) -> list[Foreseen]:
    """Where lists would show the scores of these outcomes, by dimension, of the primary rulesets; and, where `zone` is
    another one, days would be days of that. What accounts sum up follows from their leads."""
    asked = frozenset(score(_called(dimension)) for dimension in outcomes)

    async def attempt(connection: Connection) -> Looks:
        looks = Looks()
        for dimension, outcome in outcomes.items():
            if dimension != "account_engagement":
                await _move(connection, workspace_id, dimension, outcome, looks)
        if zone is not None:
            for kind in KINDS:
                looks.add(kind, await queries.everybody(connection, workspace_id, kind), None, fires=False)
        return looks

    return await _foresee(database, workspace_id, clock, asked if zone is None else None, attempt, zone)


async def _move(
    connection: Connection, workspace_id: UUID, dimension: str, outcome: Outcome, looks: Looks
) -> None:
    ids, scores = outcome.moved()
    kind: Kind = "account" if dimension == "account" else "lead"
    looks.add(kind, ids, frozenset({score(dimension)}), fires=False)
    accounts = await queries.set_scores(connection, workspace_id, dimension, ids, scores)
    looks.add("account", accounts, frozenset({score("engagement")}), fires=False)


async def foresee_levels(
    database: Database, caller: Caller, clock: Clock, dimension: Dimension, drafts: Sequence[BandDraft]
) -> list[Foreseen]:
    """With these bands in force. Raises Invalid."""
    key = frozenset({score(_called(dimension))})

    async def attempt(connection: Connection) -> Looks:
        before = await bands_in_force(connection, caller.workspace_id, dimension)
        await put_bands(connection, caller, dimension, drafts, clock)
        after = await bands_in_force(connection, caller.workspace_id, dimension)
        ranges = [(one.low, one.high) for one in moved(before, after)]
        ids = await queries.scored_within(connection, caller.workspace_id, dimension, ranges)
        looks = Looks()
        looks.add(SCORED[dimension].subject, ids, key, fires=False)
        return looks

    return await _foresee(database, caller.workspace_id, clock, key, attempt)


async def _foresee(
    database: Database,
    workspace_id: UUID,
    clock: Clock,
    asked: Keys | None,
    attempt: Attempt,
    zone: str | None = None,
) -> list[Foreseen]:
    """Where no segment looks at what is asked for, nothing is tried."""
    async with database.snapshot() as connection:
        active = await read_in_force(connection, workspace_id)
    if not any(one.looks_at(asked) for one in active.segments):
        return []
    async with database.transaction() as connection:
        savepoint = await connection.begin_nested()
        now = await tick(connection, workspace_id, clock)
        found = await _tried(connection, workspace_id, now, attempt, zone)
        await savepoint.rollback()
    return found


async def _tried(
    connection: Connection, workspace_id: UUID, now: datetime, attempt: Attempt, zone: str | None
) -> list[Foreseen]:
    active = await read_in_force(connection, workspace_id)
    looks = await attempt(connection)
    workspace = await get_workspace(connection, workspace_id)
    workspace = workspace if zone is None else replace(workspace, time_zone=zone)
    # rows of this transaction alone are of a later time than the tick it began with
    await follow(connection, workspace, active, looks, now, "publish")
    rows = await queries.moved_at(connection, workspace_id, now)
    return [
        Foreseen(public("seg", row.segment_id), row.kind, row.name, row.enters, row.leaves) for row in rows
    ]


def _called(dimension: str) -> str:
    return _DIMENSIONS.get(dimension, dimension)
