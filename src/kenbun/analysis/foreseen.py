"""What a change of rules, levels or settings would do to segments: it is done, looked at and taken back before anybody
sees it, so what is foreseen is what comes. The tick is held for some thousand at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.access.queries.ticks import visible
from kenbun.access.ticks import tick
from kenbun.access.workspaces import get_workspace
from kenbun.analysis import foreseen_queries as queries
from kenbun.analysis.other_sessions import KEY as SESSIONS
from kenbun.analysis.other_sessions import OtherSessions, other_sessions
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.kit.ids import public
from kenbun.levels.dimensions import SCORED, Dimension
from kenbun.levels.drafts import BandDraft, check
from kenbun.levels.edit_queries import replace_bands
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


Moves = Mapping[str, tuple[Sequence[UUID], Sequence[int]]]
"""By dimension, whose scores become others, and which."""

AT_ONCE = 5_000
_AS_THEY_ARE = OtherSessions()

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
    sessions = OtherSessions()
    if await _anybody_looks(database, workspace_id, SESSIONS):
        sessions = await other_sessions(database, workspace_id, preview.before, preview.after)
    return await foresee_scores(database, workspace_id, clock, preview.outcomes, zone, sessions)


async def foresee_scores(
    database: Database,
    workspace_id: UUID,
    clock: Clock,
    outcomes: Mapping[str, Outcome],
    zone: str | None = None,
    sessions: OtherSessions = _AS_THEY_ARE,
) -> list[Foreseen]:
    """Where lists would show the scores of these outcomes, by dimension, of the primary rulesets; where `zone` is
    another one, days would be days of that; and where there are other `sessions`, these. What accounts sum up follows
    from their leads."""
    asked = frozenset(score(_called(dimension)) for dimension in outcomes) | (SESSIONS if sessions else set())
    if not await _anybody_looks(database, workspace_id, asked if zone is None else None):
        return []
    moves = {name: one.moved() for name, one in outcomes.items() if name != "account_engagement"}
    parts: Sequence[tuple[Moves, OtherSessions]] = [(moves, sessions)]
    if not moves and zone is None:
        parts = [({}, some) for some in sessions.pieces(AT_ONCE)]
    elif len(moves) == 1 and zone is None and not sessions:
        parts = [(some, sessions) for some in await _pieces(database, workspace_id, *moves.popitem())]
    move = partial(_move, workspace_id=workspace_id, everybody=zone is not None)
    attempts = [partial(move, piece=piece, sessions=woven) for piece, woven in parts]
    return await _tried(database, workspace_id, clock, attempts, zone)


async def _move(
    connection: Connection, *, workspace_id: UUID, piece: Moves, sessions: OtherSessions, everybody: bool
) -> Looks:
    looks = Looks()
    await sessions.weave(connection, workspace_id, looks)
    for dimension, (ids, scores) in piece.items():
        kind: Kind = "account" if dimension == "account" else "lead"
        looks.add(kind, ids, frozenset({score(dimension)}), fires=False)
        accounts = await queries.set_scores(connection, workspace_id, dimension, ids, scores)
        looks.add("account", accounts, frozenset({score("engagement")}), fires=False)
    for each in KINDS if everybody else ():
        looks.add(each, await queries.everybody(connection, workspace_id, each), None, fires=False)
    return looks


async def _pieces(
    database: Database, workspace_id: UUID, dimension: str, moves: tuple[list[UUID], list[int]]
) -> list[Moves]:
    """Some at a time, so that nobody waits long; the leads of an account together, as it shows what they add up to."""
    will = dict(zip(*moves, strict=True))
    homes: Sequence[tuple[UUID, UUID | None]] = [(one, None) for one in moves[0]]
    if dimension != "account":
        async with database.snapshot() as connection:
            homes = await queries.homes_of(connection, workspace_id, moves[0])
    pieces: list[Moves] = []
    ids: list[UUID] = []
    for place, (one, home) in enumerate(homes):
        ids.append(one)
        ends = place + 1 == len(homes) or home is None or homes[place + 1][1] != home
        if ends and (len(ids) >= AT_ONCE or place + 1 == len(homes)):
            pieces.append({dimension: (ids, [will[each] for each in ids])})
            ids = []
    return pieces


async def foresee_levels(
    database: Database, caller: Caller, clock: Clock, dimension: Dimension, drafts: Sequence[BandDraft]
) -> list[Foreseen]:
    """With these bands in force. Raises Invalid."""
    key = frozenset({score(_called(dimension))})
    place = (caller.workspace_id, dimension)
    async with database.snapshot() as connection:
        before = await bands_in_force(connection, *place)
        after = check(drafts, before)
        ranges = [(one.low, one.high) for one in moved(before, after)]
        ids = await queries.scored_within(connection, *place, ranges) if ranges else []
    if not ids or not await _anybody_looks(database, caller.workspace_id, key):
        return []

    async def attempt(connection: Connection, some: Sequence[UUID]) -> Looks:
        now = await visible(connection, caller.workspace_id)
        await replace_bands(connection, *place, after, now, by=caller.name, restored_from=None)
        looks = Looks()
        looks.add(SCORED[dimension].subject, some, key, fires=False)
        return looks

    pieces = [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
    attempts = [partial(attempt, some=some) for some in pieces]
    return await _tried(database, caller.workspace_id, clock, attempts)


async def _anybody_looks(database: Database, workspace_id: UUID, asked: Keys | None) -> bool:
    """Whether an active segment looks at what will have changed."""
    async with database.snapshot() as connection:
        active = await read_in_force(connection, workspace_id)
    return any(one.looks_at(asked) for one in active.segments)


async def _tried(
    database: Database,
    workspace_id: UUID,
    clock: Clock,
    attempts: Sequence[Attempt],
    zone: str | None = None,
) -> list[Foreseen]:
    """Each in a transaction of its own, of which nothing stays; the most moved first."""
    found: dict[UUID, Foreseen] = {}
    for attempt in attempts:
        async with database.transaction() as connection:
            savepoint = await connection.begin_nested()
            now = await tick(connection, workspace_id, clock)
            for row in await _moved(connection, workspace_id, now, attempt, zone):
                known = found.get(row.segment_id)
                enters, leaves = (known.enters, known.leaves) if known else (0, 0)
                found[row.segment_id] = Foreseen(
                    public("seg", row.segment_id),
                    row.kind,
                    row.name,
                    enters + row.enters,
                    leaves + row.leaves,
                )
            await savepoint.rollback()
    return sorted(found.values(), key=lambda one: -(one.enters + one.leaves))


async def _moved(
    connection: Connection, workspace_id: UUID, now: datetime, attempt: Attempt, zone: str | None
) -> Sequence[Any]:
    active = await read_in_force(connection, workspace_id)
    looks = await attempt(connection)
    workspace = await get_workspace(connection, workspace_id)
    workspace = workspace if zone is None else replace(workspace, time_zone=zone)
    await follow(connection, workspace, active, looks, now, "publish")
    # no other row is of this tick
    return await queries.moved_at(connection, workspace_id, now)


def _called(dimension: str) -> str:
    return _DIMENSIONS.get(dimension, dimension)
