"""Whom an evaluation from scratch has to come by: all who meet the conditions, found at once, and whoever is in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from uuid import UUID

from kenbun.access.queries import ticks
from kenbun.access.workspaces import get_workspace
from kenbun.database import Connection, Database
from kenbun.database.side_by_side import side_by_side
from kenbun.kit.clock import Clock
from kenbun.segments.evaluation import Grid, who_meets
from kenbun.segments.following import from_scratch_queries as queries
from kenbun.segments.following.from_scratch_queries import Evaluation
from kenbun.segments.following.in_force import read_in_force
from kenbun.segments.following.touched_queries import Touched

_FEW = 8
"""Of more segments together most leads are in one or the other."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """In order of their ids, None: everybody; who meets the conditions, where that was asked; and to whom something has
    happened since."""

    ids: list[UUID] | None
    found: Grid | None = None
    touched: Touched = field(default_factory=Touched)

    @property
    def number(self) -> int:
        """0: not known."""
        return len(self.ids or ())

    def next(self, after: UUID | None, limit: int) -> list[UUID] | None:
        if self.ids is None:
            return None
        begin = bisect_right(self.ids, after) if after else 0
        return self.ids[begin : begin + limit]


async def candidates_for(
    database: Database, workspace_id: UUID, together: Sequence[Evaluation], clock: Clock
) -> Candidates:
    """Without the tick, so that batches go on: these have the segments in force already, and so has everything else
    that follows changes; time is followed from the moment on at which the evaluation was asked for. From before the
    answers on, whoever is looked at meanwhile is noted: of all others the answers go on being true."""
    if len(together) > _FEW:
        return Candidates(None)
    async with database.transaction() as connection:
        # whoever does not know of it has ended once this is held
        await ticks.lock(connection, workspace_id)
        await queries.begin_noting(connection, workspace_id, [one.segment_id for one in together])
    async with database.transaction() as connection:
        return await _who(connection, workspace_id, together, clock)


async def _who(
    connection: Connection, workspace_id: UUID, together: Sequence[Evaluation], clock: Clock
) -> Candidates:
    """What is said of them comes last, as it must not be older than the answers of conditions."""
    first, ids = together[0], [one.segment_id for one in together]
    workspace = await get_workspace(connection, workspace_id)
    segments = await read_in_force(connection, workspace_id)
    trees = {one: tree for one in ids if one in segments.by_id and (tree := segments.by_id[one].tree)}
    now = max(clock(), first.asked_at)
    async with side_by_side(connection):
        found = await who_meets(connection, workspace_id, first.kind, trees, now, workspace.time_zone)
    standing = await queries.standing(connection, workspace_id, first.kind, ids)
    # as the database sorts them; to compare two ids takes as long as ten of these numbers
    return Candidates(sorted(standing.union(found.subjects), key=attrgetter("int")), found)
