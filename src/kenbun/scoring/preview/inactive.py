"""Previews where rules of inactivity are in force, or are what is tried: what is taken is not linear in the rules, so
leads are gone through from their first event."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from kenbun.database import Connection
from kenbun.scoring.bulk import facts_queries
from kenbun.scoring.bulk.copy_states import microseconds
from kenbun.scoring.bulk.facts import Facts
from kenbun.scoring.bulk.lead_index import LeadIndex
from kenbun.scoring.bulk.make import CHUNK
from kenbun.scoring.bulk.tally import Sums, Tally
from kenbun.scoring.inactivity import courses, state_queries
from kenbun.scoring.inactivity.states import course_of, quiet
from kenbun.scoring.preview import values_queries
from kenbun.scoring.versions import Version

_FIRST = UUID(int=0)
# whose events are read at a time
_LEADS_AT_ONCE = 20_000

Worth = tuple[NDArray[np.float64], NDArray[np.int64]]
"""Points by lead, and how many rounded lines they are the sum of."""


async def standing(
    connection: Connection, workspace_id: UUID, version: Version, leads: LeadIndex, at: datetime
) -> Worth:
    """By the states, with all taken that is due by `at`."""
    points, lines = await values_queries.read_worth(connection, workspace_id, version, leads, at)
    if version.decays:
        due = await state_queries.due(connection, workspace_id, version, at, len(leads))
        rows = await state_queries.read(connection, workspace_id, version, due)
        course = course_of(rows, len(version.slots))
        quiet(version, course, np.full(len(rows), microseconds(at)))
        places = leads.places(courses.ids_of([row.lead_id for row in rows]))
        points[places], lines[places] = course.sums.sum(axis=0), course.lines
    return points, lines


async def from_scratch(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    leads: LeadIndex,
    at: datetime,
    chosen: NDArray[np.int64],
) -> Worth:
    """Of the leads at these places of the index, in that order."""
    if len(chosen) > len(leads) // 2:
        facts = _all(connection, workspace_id, version)
    else:
        facts = _of(connection, workspace_id, version, leads, chosen)
    tally = Tally(version, leads, microseconds(at))
    async for some in facts:
        await asyncio.to_thread(tally.add, some)
    sums = await asyncio.to_thread(tally.finish)
    return np.sum(sums.sums, axis=0)[chosen], sums.fading_lines[chosen]


async def _all(connection: Connection, workspace_id: UUID, version: Version) -> AsyncIterator[Facts]:
    """In order of receipt: what is read lies side by side."""
    after: UUID | None = _FIRST
    while after is not None:
        up_to = await facts_queries.bound(connection, workspace_id, after, CHUNK)
        yield await facts_queries.read_facts(connection, workspace_id, version, after, up_to)
        after = up_to


async def _of(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    leads: LeadIndex,
    chosen: NDArray[np.int64],
) -> AsyncIterator[Facts]:
    for first in range(0, len(chosen), _LEADS_AT_ONCE):
        ids = [leads.ids[place] for place in chosen[first : first + _LEADS_AT_ONCE].tolist()]
        yield await facts_queries.read_facts_of(connection, workspace_id, version, ids)


async def whom_rules_match(
    connection: Connection, workspace_id: UUID, version: Version, leads: LeadIndex, at: datetime
) -> NDArray[np.int64]:
    """The places of the leads with events that match any rule of this version."""
    if not any(rule.type_key in version.type_ids for rule in version.active):
        return np.zeros(0, np.int64)
    plain = replace(version, decays=())
    return np.flatnonzero((await sums_of(connection, workspace_id, plain, leads, at)).matched)


async def sums_of(
    connection: Connection, workspace_id: UUID, version: Version, leads: LeadIndex, at: datetime
) -> Sums:
    """Of all events of the types of its rules, added up in a thread, while the server answers others."""
    tally = Tally(version, leads, microseconds(at))
    await asyncio.to_thread(
        tally.add, await facts_queries.read_facts(connection, workspace_id, version, _FIRST, None)
    )
    return await asyncio.to_thread(tally.finish)
