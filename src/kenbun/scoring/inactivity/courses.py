"""Leads' courses from all their events: what was taken on the way, and the states at its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np

from kenbun.database import Connection
from kenbun.scoring.bulk.copy_states import EPOCH, microseconds
from kenbun.scoring.bulk.facts import Ids
from kenbun.scoring.bulk.lead_index import LeadIndex
from kenbun.scoring.inactivity import course_queries
from kenbun.scoring.inactivity.deductions import Deduction
from kenbun.scoring.inactivity.kernel import Course, Deductions, Terms, advance
from kenbun.scoring.receipt_queries import Known
from kenbun.scoring.versions import Version

_HALF = 2**64


async def taken(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    lead_ids: Collection[UUID],
    at: datetime,
    known: Known | None,
    without: Collection[UUID],
) -> dict[UUID, list[Deduction]]:
    leads = index_of(lead_ids)
    hits, activities = await course_queries.read(
        connection, workspace_id, version, leads, lead_ids, at, known, without
    )
    course = Course.beginning(len(leads), len(version.slots))
    until = np.full(len(leads), microseconds(at))
    found = advance(Terms.of(version), course, hits, activities, until, record=True)
    assert found is not None  # recorded
    return _told(version, leads, found)


async def from_scratch(
    connection: Connection, workspace_id: UUID, version: Version, lead_ids: Collection[UUID], at: datetime
) -> tuple[list[UUID], Course]:
    """As all their events make them at `at`: those who did anything that matters."""
    leads = index_of(lead_ids)
    hits, activities = await course_queries.read(connection, workspace_id, version, leads, lead_ids, at, None)
    course = Course.beginning(len(leads), len(version.slots))
    advance(Terms.of(version), course, hits, activities, np.full(len(leads), microseconds(at)))
    known = np.unique(np.concatenate([hits.leads, activities.leads]))
    return [leads.ids[place] for place in known.tolist()], course.of(known)


def index_of(lead_ids: Collection[UUID]) -> LeadIndex:
    return LeadIndex(ids_of(set(lead_ids)))


def ids_of(lead_ids: Collection[UUID]) -> Ids:
    halves = [divmod(one.int, _HALF) for one in lead_ids]
    high, low = (np.array([pair[place] for pair in halves], np.uint64) for place in range(2))
    return Ids(high, low)


def _told(version: Version, leads: LeadIndex, found: Deductions) -> dict[UUID, list[Deduction]]:
    told: dict[UUID, list[Deduction]] = defaultdict(list)
    parts = found.parts.T.tolist()
    columns = (found.leads, found.rules, found.at, found.since, found.numbers, found.taken)
    rows = zip(*(column.tolist() for column in columns), parts, strict=True)
    for lead, rule, at, since, number, points, of_slots in rows:
        told[leads.ids[lead]].append(
            Deduction(
                version.decays[rule],
                moment(at),
                moment(since),
                number,
                points,
                tuple((slot, part) for slot, part in zip(version.slots, of_slots, strict=True) if part),
            )
        )
    return told


def moment(microseconds_since_2000: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds_since_2000)
