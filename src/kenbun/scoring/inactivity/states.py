"""States of leads under inactivity rules: taken further by the kernel, or made from all events."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np

from kenbun.database import Connection
from kenbun.scoring.bulk.copy_states import microseconds
from kenbun.scoring.inactivity import courses, state_queries
from kenbun.scoring.inactivity.kernel import Course, Hits, Terms, advance
from kenbun.scoring.inactivity.state_queries import Saved
from kenbun.scoring.inactivity.steps import NEVER, Activities
from kenbun.scoring.versions import Version

_NOTHING = np.zeros(0, np.int64)


async def advance_states(
    connection: Connection, workspace_id: UUID, version: Version, until: Mapping[UUID, datetime]
) -> None:
    """Takes what is due up to a time of each; nothing else may have happened since."""
    rows = await state_queries.read(connection, workspace_id, version, until)
    course = course_of(rows, len(version.slots))
    ends = np.array([microseconds(until[row.lead_id]) for row in rows], np.int64)
    quiet(version, course, ends)
    await _save(connection, workspace_id, version, [row.lead_id for row in rows], course)


def course_of(rows: Sequence[Any], slots: int) -> Course:
    """Of rows as `state_queries.read` gives them."""
    return Course(
        as_of=np.array([microseconds(row.as_of) for row in rows], np.int64),
        sums=np.array([row.sums for row in rows]).reshape(-1, slots).T,
        positive=np.array([row.positive for row in rows]).reshape(-1, slots).T,
        lines=np.array([row.fading_lines for row in rows], np.int64),
        last_active=_times([row.last_active_at for row in rows]),
        decayed_until=_times([row.decayed_until for row in rows]),
    )


def quiet(version: Version, course: Course, until: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
    """Brings a course to a time for each lead, in which nothing happened."""
    nothing = Hits(_NOTHING, _NOTHING, _NOTHING, np.zeros(0), _NOTHING)
    advance(Terms.of(version), course, nothing, Activities(_NOTHING, _NOTHING), until)


async def remake_states(
    connection: Connection, workspace_id: UUID, version: Version, lead_ids: Collection[UUID], at: datetime
) -> None:
    """From all their events."""
    ids, course = await courses.from_scratch(connection, workspace_id, version, lead_ids, at)
    await _save(connection, workspace_id, version, ids, course)


async def _save(
    connection: Connection, workspace_id: UUID, version: Version, ids: list[UUID], course: Course
) -> None:
    saved = zip(
        ids,
        map(courses.moment, course.as_of.tolist()),
        map(_array, course.sums.T.tolist()),
        map(_array, course.positive.T.tolist()),
        course.lines.tolist(),
        map(_moment, course.last_active.tolist()),
        map(_moment, course.decayed_until.tolist()),
        strict=True,
    )
    await state_queries.save(connection, workspace_id, version, list(map(Saved._make, saved)))


def _times(moments: list[datetime | None]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([NEVER if one is None else microseconds(one) for one in moments], np.int64)


def _moment(at: int) -> datetime | None:
    return None if at == NEVER else courses.moment(at)


def _array(numbers: list[float]) -> str:
    """As PostgreSQL writes an array; one of arrays would have to be of one length."""
    return "{" + ",".join(map(repr, numbers)) + "}"
