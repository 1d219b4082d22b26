"""Velocity filters: which of a lead's events of one type come too fast. Pure, whatever the order of arrival."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from kenbun.events.filters.in_force import Revision
from kenbun.events.filters.reasons import Reason


class Moment(NamedTuple):
    """One event of a lead and a type; sorted as things happened, ties by message id."""

    happened_at: datetime
    message_id: str
    event_id: UUID


def judge(revision: Revision, moments: Sequence[Moment], subject: Sequence[bool]) -> list[Reason | None]:
    """Why each of these events, which come sorted, is suppressed.

    They are all there are of the lead and the type; those that are no subject of the revision are counted alone.
    """
    too_many = exceeding(revision, [moment.happened_at for moment in moments])
    found: list[Reason | None] = [None] * len(moments)
    if not revision.keep_first:
        for place, is_over in enumerate(too_many):
            if is_over and subject[place]:
                found[place] = "inorganic"
        return found
    for run in runs(moments, revision.window):
        if any(too_many[place] and subject[place] for place in run):
            for place in run[1:]:
                if subject[place]:
                    found[place] = "inorganic_grouped"
    return found


def judge_tail(
    revision: Revision, before: Sequence[Moment], goes_on: bool, fresh: Sequence[Moment]
) -> list[Reason | None] | None:
    """Of events that happened after all others of the lead and the type, all of them subject to the revision.

    `before` are the last events in front of them within the window: all, or more than the count. `goes_on` says that
    the last of them is part of a burst. None where more has to be looked at: a burst begins before these events.
    """
    too_many = exceeding(revision, [moment.happened_at for moment in (*before, *fresh)])[len(before) :]
    if not revision.keep_first:
        return ["inorganic" if is_over else None for is_over in too_many]
    found: list[Reason | None] = [None] * len(fresh)
    for run in runs(fresh, revision.window):
        follows = run[0] == 0 and before and fresh[0].happened_at - before[-1].happened_at <= revision.window
        if follows and goes_on:
            found[: len(run)] = ["inorganic_grouped"] * len(run)
        elif any(too_many[place] for place in run):
            if follows:
                return None
            for place in run[1:]:
                found[place] = "inorganic_grouped"
    return found


def exceeding(revision: Revision, times: Sequence[datetime]) -> list[bool]:
    """Whether more than the count lie in (t - window, t], of these sorted times."""
    return [
        bisect_right(times, at) - bisect_right(times, at - revision.window) > revision.count for at in times
    ]


def runs(moments: Sequence[Moment], window: timedelta) -> Iterator[range]:
    """The places of the maximal runs with gaps up to the window."""
    start = 0
    for place in range(1, len(moments) + 1):
        if place == len(moments) or moments[place].happened_at - moments[place - 1].happened_at > window:
            yield range(start, place)
            start = place
