"""Segments worked out from scratch: whoever changes one asks for it. Where few are to be looked at, it is done at once;
else some at a time behind it, each piece in a transaction of its own, while batches go on by the new conditions."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from kenbun.access.ticks import tick
from kenbun.access.workspaces import Workspace, get_workspace
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.kit.ids import public
from kenbun.segments.defining.drafts import KINDS
from kenbun.segments.following import from_scratch_queries as queries
from kenbun.segments.following.candidates import Candidates, candidates_for
from kenbun.segments.following.follow import follow
from kenbun.segments.following.from_scratch_queries import Evaluation
from kenbun.segments.following.in_force import Active, InForce, in_force, read_in_force
from kenbun.segments.following.known import Known
from kenbun.segments.following.looks import Looks
from kenbun.segments.following.needs import itself, member_of
from kenbun.stirred.silent import fires

AT_ONCE = 10_000
"""So many leads, or accounts, hold a batch up for a fraction of a second."""
_KNOWN = 2
"""So many times as many, where they need not be asked."""


async def evaluate_now_or_later(
    connection: Connection, workspace_id: UUID, segment_id: UUID, now: datetime
) -> None:
    """One that has been changed in this transaction, under the tick whose time `now` is."""
    segments = await read_in_force(connection, workspace_id)
    await _now_or_later(connection, workspace_id, segments, [segments.by_id[segment_id]], now)


async def clear(connection: Connection, workspace_id: UUID, segment_id: UUID, now: datetime) -> None:
    """One that is not active any more: nobody is in, and those that ask who is are worked out anew."""
    await queries.clear(connection, workspace_id, segment_id, now)
    segments = await read_in_force(connection, workspace_id)
    key = member_of(public("seg", segment_id))
    asking = [one for one in segments.segments if key in one.needs]
    if asking:
        await _now_or_later(connection, workspace_id, segments, asking, now)


async def evaluate_later(
    connection: Connection, workspace_id: UUID, meant: Collection[Active], now: datetime, cause: str
) -> None:
    """The worker works them out, together."""
    for kind in KINDS:
        ids = [one.segment_id for one in meant if one.kind == kind]
        if ids:
            total = await queries.how_many(connection, workspace_id, kind)
            await queries.ask(connection, workspace_id, ids, cause, total, now)


async def evaluate_asked(database: Database, workspace_id: UUID, clock: Clock) -> int:
    """To the end of what is asked for; answers how many pieces that took."""
    pieces = 0
    known: dict[frozenset[tuple[UUID, datetime]], Candidates] = {}
    while True:
        async with database.transaction() as connection:
            together = next_together(await queries.asked(connection, workspace_id))
        if not together:
            return pieces
        begun_at = time.monotonic()
        if _named(together) not in known:
            known = {_named(together): await candidates_for(database, workspace_id, together, clock)}
        async with database.transaction() as connection:
            now = await tick(connection, workspace_id, clock)
            segments = await in_force(connection, workspace_id)
            workspace = await get_workspace(connection, workspace_id)
            # under the tick: somebody else may have come first
            there = next_together(await queries.asked(connection, workspace_id))
            if there and _named(there) in known:
                candidates = known[_named(there)]
                await _piece(connection, workspace, segments, there, now, candidates, begun_at)
                pieces += 1


def _named(together: Sequence[Evaluation]) -> frozenset[tuple[UUID, datetime]]:
    """Another one where one of them has been asked for again."""
    return frozenset((one.segment_id, one.asked_at) for one in together)


def next_together(asked: Sequence[Evaluation]) -> list[Evaluation]:
    """Those asked for first, and all that are of the same kind, as far and for the same reason, in one piece."""
    if not asked:
        return []
    first = asked[0]
    return [
        one
        for one in asked
        if (one.kind, one.cursor, one.cause, one.asked_at)
        == (first.kind, first.cursor, first.cause, first.asked_at)
    ]


async def _now_or_later(
    connection: Connection,
    workspace_id: UUID,
    segments: InForce,
    meant: Sequence[Active],
    now: datetime,
    cause: str = "edit",
) -> None:
    await evaluate_later(connection, workspace_id, meant, now, cause)
    ids = {one.segment_id for one in meant}
    asked = [one for one in await queries.asked(connection, workspace_id) if one.segment_id in ids]
    workspace = await get_workspace(connection, workspace_id)
    for kind in KINDS:
        together = [one for one in asked if one.kind == kind]
        if together and together[0].total < AT_ONCE:
            await _piece(connection, workspace, segments, together, now, Candidates(None), time.monotonic())


async def _piece(
    connection: Connection,
    workspace: Workspace,
    segments: InForce,
    together: Sequence[Evaluation],
    now: datetime,
    candidates: Candidates,
    begun_at: float,
) -> None:
    place = (connection, workspace.workspace_id)
    first, segment_ids = together[0], [one.segment_id for one in together]
    at_once = AT_ONCE if candidates.found is None else AT_ONCE * _KNOWN
    ids = candidates.next(first.cursor, at_once)
    if ids is None:
        ids = await queries.next_ids(*place, first.kind, segment_ids, first.cursor, at_once)
    looks = Looks()
    themselves = frozenset(itself(public("seg", one)) for one in segment_ids)
    looks.add(first.kind, ids, themselves, fires=fires(first.cause))
    touched = await candidates.touched.read(*place) if candidates.found else set[UUID]()
    known = Known(themselves, candidates.found, touched)
    await follow(connection, workspace, segments, looks, now, first.cause, known)
    spent_ms = round(1000 * (time.monotonic() - begun_at))
    if len(ids) == at_once:
        done = first.total * at_once // candidates.number if candidates.number else at_once
        await queries.go_on(*place, segment_ids, ids[-1], done, spent_ms)
    else:
        await queries.end(*place, segment_ids)
        await queries.evaluated(*place, segment_ids, first.asked_at, first.spent_ms + spent_ms)
