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
    order = np.lexsort((starts, leads))
    leads, starts = leads[order], starts[order]
    ends = until[leads]
    followed = np.flatnonzero(leads[1:] == leads[:-1])
    ends[followed] = np.minimum(ends[followed], starts[followed + 1] - 1)
    begins = np.maximum(starts, after[leads])
    parts = [_of_rule(rule, int(every), starts, begins, ends) for rule, every in enumerate(intervals)]
    gaps, numbers, rules = (np.concatenate([part[place] for part in parts]) for place in range(3))
    at = starts[gaps] + numbers * intervals[rules]
    order = np.lexsort((rules, at, leads[gaps]))
    return Steps(leads[gaps][order], at[order], rules[order], starts[gaps][order], numbers[order])


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
    is_step = np.concatenate([np.zeros(len(leads), np.int8), np.ones(count, np.int8)])
    order = np.lexsort((is_step, np.concatenate([at, steps.at]), np.concatenate([leads, steps.leads])))
    # steps are in this order already, so each one's number is how many come before it
    numbers = np.cumsum(is_step[order], dtype=np.int64) - is_step[order]
    found = np.empty(len(order), np.int64)
    found[order] = numbers
    found = found[: len(leads)]
    there = found < count
    there[there] = steps.leads[found[there]] == leads[there]
    return np.where(there, found, -1)
