"""When rules of inactivity are due, and at which of these steps what happened before is in."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

NEVER = np.iinfo(np.int64).min


class Activities(NamedTuple):
    """The lead's place, and the time."""

    leads: Integers
    at: Integers


class Steps(NamedTuple):
    """Due moments, by lead, time and the order of rules: the `numbers`th interval `since` the last activity."""

    leads: Integers
    at: Integers
    rules: Integers
    since: Integers
    numbers: Integers


def due_moments(
    intervals: Integers, after: Integers, last_active: Integers, activities: Activities, until: Integers
) -> Steps:
    """Those after `after` and up to `until`, a time for each lead. An activity at a due moment comes before it: the
    interval was not full."""
    known = np.flatnonzero(last_active != NEVER)
    leads = np.concatenate([known, activities.leads])
    starts = np.concatenate([last_active[known], activities.at])
    order = np.argsort(_Order(len(until), starts).keys(leads, starts))
    leads, starts = leads[order], starts[order]
    ends = until[leads]
    followed = np.flatnonzero(leads[1:] == leads[:-1])
    ends[followed] = np.minimum(ends[followed], starts[followed + 1] - 1)
    # most gaps are too short for anything to fall due
    long = np.flatnonzero(ends - starts >= intervals.min())
    leads, starts, ends = leads[long], starts[long], ends[long]
    begins = np.maximum(starts, after[leads])
    parts = [_of_rule(rule, int(every), starts, begins, ends) for rule, every in enumerate(intervals)]
    gaps, numbers, rules = (np.concatenate([part[place] for part in parts]) for place in range(3))
    leads, at = leads[gaps], starts[gaps] + numbers * intervals[rules]
    # of one moment in the order of the rules, as they come here
    order = np.argsort(_Order(len(until), at).keys(leads, at), kind="stable")
    return Steps(leads[order], at[order], rules[order], starts[gaps][order], numbers[order])


class _Order:
    """Leads and times in one number each, by which they are sorted and found many times as fast as by two."""

    def __init__(self, leads: int, *times: Integers) -> None:
        """`times` are all that there are."""
        some = [one for one in times if len(one)]
        self._first = min((int(one.min()) for one in some), default=0)
        last = max((int(one.max()) for one in some), default=0)
        self._bits = (last - self._first).bit_length()
        self._ranks: Integers | None = None
        if leads.bit_length() + self._bits >= 63:
            # too far apart: by their places among all times
            self._ranks = np.unique(np.concatenate(some))
            self._bits = len(self._ranks).bit_length()

    def keys(self, leads: Integers, at: Integers) -> Integers:
        offsets = at - self._first if self._ranks is None else np.searchsorted(self._ranks, at)
        packed: Integers = leads << self._bits | offsets
        return packed


def _of_rule(
    rule: int, every: int, starts: Integers, begins: Integers, ends: Integers
) -> tuple[Integers, Integers, Integers]:
    """Of each gap the numbers of the intervals that end in it."""
    first = (begins - starts) // every + 1
    counts = np.maximum(0, (ends - starts) // every - first + 1)
    gaps = np.repeat(np.arange(len(starts)), counts)
    numbers = first[gaps] + np.arange(len(gaps)) - np.repeat(np.cumsum(counts) - counts, counts)
    return gaps, numbers, np.full(len(gaps), rule)


def next_steps(steps: Steps, leads: Integers, at: Integers) -> Integers:
    """Of what happened to these leads at these times the lead's first step at or after it; -1 where there is none."""
    count = len(steps.leads)
    if not count:
        return np.full(len(leads), -1)
    highest = int(max(steps.leads[-1], leads.max(initial=0)))
    order = _Order(highest, steps.at, at)
    found = np.searchsorted(order.keys(steps.leads, steps.at), order.keys(leads, at))
    there = found < count
    there[there] = steps.leads[found[there]] == leads[there]
    return np.where(there, found, -1)
