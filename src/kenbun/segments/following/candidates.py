"""Whom an evaluation from scratch has to come by: all who meet the conditions, found at once, and whoever is in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from kenbun.access.workspaces import get_workspace
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.segments.evaluation import who_meets
from kenbun.segments.following import from_scratch_queries as queries
from kenbun.segments.following.from_scratch_queries import Evaluation
from kenbun.segments.following.in_force import read_in_force

_FEW = 8
"""Of more segments together most leads are in one or the other."""


class Candidates(NamedTuple):
    """In order of their ids; None: everybody."""

    ids: list[UUID] | None

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
    that follows changes; time is followed from the moment on at which the evaluation was asked for."""
    if len(together) > _FEW:
        return Candidates(None)
    async with database.transaction() as connection:
        return Candidates(await _who(connection, workspace_id, together, clock))


async def _who(
    connection: Connection, workspace_id: UUID, together: Sequence[Evaluation], clock: Clock
) -> list[UUID]:
    """What is said of them comes last, as it must not be older than the answers of conditions."""
    first, ids = together[0], [one.segment_id for one in together]
    workspace = await get_workspace(connection, workspace_id)
    segments = await read_in_force(connection, workspace_id)
    trees = {one: tree for one in ids if one in segments.by_id and (tree := segments.by_id[one].tree)}
    now = max(clock(), first.asked_at)
    found = await who_meets(connection, workspace_id, first.kind, trees, now, workspace.time_zone)
    standing = await queries.standing(connection, workspace_id, first.kind, ids)
    # as the database sorts them; to compare two ids takes as long as ten of these numbers
    return sorted(found.union(standing), key=attrgetter("int"))
