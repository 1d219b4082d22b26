"""Scores at many past times by today's knowledge, in one walk through the events.

As with states, sums that fade differ from the sum of the receipt's lines by half a millionth a line at most; where that
could change the whole number, the lines themselves are added up.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from kenbun.database import Connection
from kenbun.scoring.history import past_queries
from kenbun.scoring.inactivity.deductions import Deduction, deductions_of
from kenbun.scoring.versions import Version
from kenbun.scoring.whole import MILLION, whole_points

_DAY = timedelta(days=1)
# place of the time -> slot -> (value, rounded lines)
_Fresh = dict[int, dict[int, tuple[float, int]]]


async def engagement_over(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    lead_ids: Collection[UUID],
    moments: Collection[datetime],
) -> dict[tuple[UUID, datetime], int]:
    """As `past_queries.engagement_at`, for many times: the work is that of the events once."""
    if not lead_ids or not moments:
        return {}
    times = sorted(set(moments))
    fresh: dict[UUID, _Fresh] = defaultdict(lambda: defaultdict(dict))
    for row in await past_queries.worth_by_moment(connection, workspace_id, version, lead_ids, times):
        # what does not fade is whole
        fresh[row.lead_id][row.place][row.slot] = (row.value, row.lines if row.slot else 0)
    taken = await deductions_of(connection, workspace_id, version, lead_ids, times[-1], "now")
    for lead_id, own in taken.items():
        for one in own:
            _take(version, fresh[lead_id], one, times)
    scores: dict[tuple[UUID, datetime], int] = {}
    for lead_id, parts in fresh.items():
        near = []
        for at, score in zip(times, _walk(version, parts, times), strict=True):
            if score is None:
                near.append(at)
            else:
                scores[lead_id, at] = score
        scores |= await past_queries.engagement_at(connection, workspace_id, version, [lead_id], near)
    return scores


def _take(version: Version, fresh: _Fresh, one: Deduction, times: Sequence[datetime]) -> None:
    """A deduction belongs to the first of the times that it was made by."""
    place = bisect_left(times, one.at)
    for half_life, part in one.parts:
        slot = version.slots.index(half_life)
        left = 1.0 if half_life is None else 0.5 ** min(600.0, (times[place] - one.at) / _DAY / half_life)
        value, lines = fresh[place].get(slot, (0.0, 0))
        fresh[place][slot] = (value - part * left, lines + 1)


def _walk(version: Version, fresh: _Fresh, times: Sequence[datetime]) -> list[int | None]:
    """The score at each time, None where only the lines can tell it."""
    sums = [0.0] * len(version.slots)
    fading_lines = 0
    scores: list[int | None] = []
    for place, at in enumerate(times):
        passed = (at - times[place - 1]) / _DAY if place else 0.0
        for slot, half_life in enumerate(version.slots):
            value, lines = fresh.get(place, {}).get(slot, (0.0, 0))
            # further on there is nothing left, and a double has an end
            left = 1.0 if half_life is None else 0.5 ** min(600.0, passed / half_life)
            sums[slot] = sums[slot] * left + value
            fading_lines += lines
        value = sum(sums)
        shifted = value + 0.5
        tolerance = (fading_lines * 0.5 + 1.0) / MILLION
        near = fading_lines and abs(shifted - round(shifted)) <= tolerance
        scores.append(None if near else whole_points(value, negative=version.negative))
    return scores
