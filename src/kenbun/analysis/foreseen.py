"""What a change of rules, levels or settings would do to segments, and have triggers hold back.

It is done, looked at and taken back before anybody sees it, so what is foreseen is what comes. The tick is held for
some thousand at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.access.queries.ticks import visible
from kenbun.analysis import foreseen_queries as queries
from kenbun.analysis.other_sessions import KEY as SESSIONS
from kenbun.analysis.other_sessions import OtherSessions, other_sessions
from kenbun.analysis.tried import Foreseen, in_pieces, tried
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.levels.dimensions import SCORED, Dimension
from kenbun.levels.drafts import BandDraft, check
from kenbun.levels.edit_queries import add_moves, replace_bands
from kenbun.levels.queries import bands_in_force
from kenbun.levels.ranges import moved
from kenbun.scoring.moves import note_moves
from kenbun.scoring.preview.outcome import Outcome
from kenbun.scoring.preview.preview import Preview
from kenbun.segments.defining.drafts import KINDS
from kenbun.segments.following.in_force import read_in_force
from kenbun.segments.following.looks import Looks
from kenbun.segments.following.needs import Keys, score
from kenbun.triggers.foreseen import look_at
from kenbun.workspace_settings.preview import SettingsPreview

_DIMENSIONS: Mapping[str, str] = {"account_engagement": "engagement"}
"""As conditions call them, where that is otherwise."""


Moves = Mapping[str, tuple[Sequence[UUID], Sequence[int]]]
"""By dimension, whose scores become others, and which."""

AT_ONCE = 5_000
_AS_THEY_ARE = OtherSessions()


async def foresee_preview(database: Database, workspace_id: UUID, clock: Clock, preview: Preview) -> Foreseen:
    """Of rules: nobody, where lists do not show the scores of that ruleset."""
    outcomes: dict[str, Outcome] = {preview.dimension: preview.outcome} if preview.shown else {}
    return await foresee_scores(database, workspace_id, clock, outcomes)


async def foresee_settings(
    database: Database, workspace_id: UUID, clock: Clock, preview: SettingsPreview
) -> Foreseen:
    before, after = preview.before.time_zone, preview.after.time_zone
    zone = after if before != after else None
    sessions = OtherSessions()
    if await anybody_looks(database, workspace_id, SESSIONS, ()):
        sessions = await other_sessions(database, workspace_id, preview.before, preview.after)
    return await foresee_scores(database, workspace_id, clock, preview.outcomes, zone, sessions)


async def foresee_scores(
    database: Database,
    workspace_id: UUID,
    clock: Clock,
    outcomes: Mapping[str, Outcome],
    zone: str | None = None,
    sessions: OtherSessions = _AS_THEY_ARE,
) -> Foreseen:
    """Where lists would show the scores of these outcomes, by dimension, of the primary rulesets; where `zone` is
    another one, days would be days of that; and where there are other `sessions`, these. What accounts sum up follows
    from their leads."""
    asked = frozenset(score(_called(dimension)) for dimension in outcomes) | (SESSIONS if sessions else set())
    waiting = {*outcomes, "account_engagement"} if "engagement" in outcomes else set(outcomes)
    if not await anybody_looks(database, workspace_id, asked if zone is None else None, waiting):
        return Foreseen()
    moves = {name: one.moved() for name, one in outcomes.items() if name != "account_engagement"}
    parts: Sequence[tuple[Moves, OtherSessions]] = [(moves, sessions)]
    if not moves and zone is None:
        parts = [({}, some) for some in sessions.pieces(AT_ONCE)]
    elif len(moves) == 1 and zone is None and not sessions:
        parts = [(some, sessions) for some in await _pieces(database, workspace_id, *moves.popitem())]
    move = partial(_move, workspace_id=workspace_id, everybody=zone is not None)
    attempts = [partial(move, piece=piece, sessions=woven) for piece, woven in parts]
    return await tried(database, workspace_id, clock, attempts, zone)


async def _move(
    connection: Connection, *, workspace_id: UUID, piece: Moves, sessions: OtherSessions, everybody: bool
) -> Looks:
    looks, now = Looks(), await visible(connection, workspace_id)
    await sessions.weave(connection, workspace_id, looks)
    for changed, (ids, scores) in piece.items():
        for dimension, moves in (
            await queries.set_scores(connection, workspace_id, changed, ids, scores)
        ).items():
            subject = SCORED[dimension].subject
            keys = frozenset({score(_called(dimension))})
            looks.add(subject, [one for one, *_ in moves], keys, fires=False)
            await note_moves(connection, workspace_id, subject, dimension, moves, now, "publish")
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
) -> Foreseen:
    """With these bands in force. Raises Invalid."""
    key = frozenset({score(_called(dimension))})
    place = (caller.workspace_id, dimension)
    async with database.snapshot() as connection:
        before = await bands_in_force(connection, *place)
        after = check(drafts, before)
        changed = moved(before, after)
        ranges = [(one.low, one.high) for one in changed]
        ids = await queries.scored_within(connection, *place, ranges) if ranges else []
    if not ids or not await anybody_looks(database, caller.workspace_id, key, {dimension}):
        return Foreseen()

    async def attempt(connection: Connection, some: Sequence[UUID], *, first: bool) -> Looks:
        now = await visible(connection, caller.workspace_id)
        await replace_bands(connection, *place, after, now, by=caller.name, restored_from=None)
        # of all at once, so that triggers are asked about them in one attempt alone
        if first:
            await add_moves(connection, *place, changed, now)
        looks = Looks()
        looks.add(SCORED[dimension].subject, some, key, fires=False)
        return looks

    pieces = in_pieces(ids, AT_ONCE)
    attempts = [partial(attempt, some=some, first=some is pieces[0]) for some in pieces]
    return await tried(database, caller.workspace_id, clock, attempts)


async def anybody_looks(
    database: Database,
    workspace_id: UUID,
    asked: Keys | None,
    waiting: Collection[str],
    *,
    surges: bool = False,
) -> bool:
    """Whether an active segment, or trigger, looks at what will have changed: scores of these dimensions, surges."""
    async with database.snapshot() as connection:
        active = await read_in_force(connection, workspace_id)
        if any(one.looks_at(asked) for one in active.segments):
            return True
        return await look_at(connection, workspace_id, waiting, surges=surges)


def _called(dimension: str) -> str:
    return _DIMENSIONS.get(dimension, dimension)
