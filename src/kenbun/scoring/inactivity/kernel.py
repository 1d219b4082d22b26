"""The one reckoning of inactivity: for any number of leads at once, what is taken from them, and when.

All times are whole microseconds since 2000. A lead's course is cut at its *due moments*: L + k × N days for each of its
activities L, each rule's interval N and k = 1, 2, … until right before the next activity. In between, sums only fade
and grow. So all leads take their first step together, then their second, and so on: the work in Python is that of
the lead with the most steps, all else is arithmetic on columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kenbun.scoring.inactivity.steps import NEVER, Activities, Steps, due_moments, next_steps
from kenbun.scoring.versions import Version

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MICROSECONDS_PER_DAY = 86_400_000_000
# What doubles leave of a score of 0, by the way it was reckoned; a receipt's line would show it as 0 as well.
_NOTHING = 1e-9
# further on there is nothing left, and a double has an end
_MOST_HALF_LIVES = 600.0


@dataclass(frozen=True, slots=True)
class Terms:
    """What a version says of inactivity: of each rule, in their order, the points as a positive size and the interval;
    the half-lives of its slots in days, endless for the first."""

    sizes: Floats
    intervals: Integers
    half_lives: Floats
    negative: bool

    @classmethod
    def of(cls, version: Version) -> Terms:
        rules = [rule.draft for rule in version.decays]
        return cls(
            sizes=np.array([-draft.points for draft in rules], np.float64),
            intervals=np.array([draft.every_days * MICROSECONDS_PER_DAY for draft in rules], np.int64),
            half_lives=np.array([np.inf if one is None else one for one in version.slots], np.float64),
            negative=version.negative,
        )

    def left(self, ages: Integers, slots: Integers | None = None) -> Floats:
        """Of a point, after these ages: a row per slot, or for each age that of its slot."""
        half_lives = self.half_lives[:, None] if slots is None else self.half_lives[slots]
        days = np.maximum(0, ages) / MICROSECONDS_PER_DAY
        worth: Floats = np.exp2(-np.minimum(_MOST_HALF_LIVES, days / half_lives))
        return worth


class Hits(NamedTuple):
    """What events brought: the lead's place, the time, the slot, the points that caps left, and how many lines that
    fade."""

    leads: Integers
    at: Integers
    slots: Integers
    points: Floats
    lines: Integers


@dataclass(slots=True)
class Course:
    """Where leads stand, a column entry each: `sums` (of all) and `positive` (what is left of the positive points) by
    slot as of `as_of`, with all taken that was due by then."""

    as_of: Integers
    sums: Floats
    positive: Floats
    # lines that fade, and deductions, each of which is rounded
    lines: Integers
    # NEVER where there was no activity, or nothing was due
    last_active: Integers
    decayed_until: Integers

    @classmethod
    def beginning(cls, leads: int, slots: int) -> Course:
        return cls(
            as_of=np.zeros(leads, np.int64),
            sums=np.zeros((slots, leads)),
            positive=np.zeros((slots, leads)),
            lines=np.zeros(leads, np.int64),
            last_active=np.full(leads, NEVER),
            decayed_until=np.full(leads, NEVER),
        )

    def of(self, leads: Integers) -> Course:
        return Course(
            self.as_of[leads],
            self.sums[:, leads],
            self.positive[:, leads],
            self.lines[leads],
            self.last_active[leads],
            self.decayed_until[leads],
        )


class Deductions(NamedTuple):
    """What was taken, in order of time for each lead: by which rule, the last activity before (`since`), the number of
    the interval, the points in all, and (rows) from each slot."""

    leads: Integers
    at: Integers
    rules: Integers
    since: Integers
    numbers: Integers
    taken: Floats
    parts: Floats


def advance(
    terms: Terms, course: Course, hits: Hits, activities: Activities, until: Integers, *, record: bool = False
) -> Deductions | None:
    """Brings the course to `until` (a time for each lead), with what happened since.

    Nothing may have happened at or before a due moment that lies behind the course already.
    """
    steps = due_moments(terms.intervals, course.as_of, course.last_active, activities, until)
    homes = next_steps(steps, hits.leads, hits.at)
    fresh = _fresh(terms, steps, hits, homes)
    taken = _walk(terms, course, steps, fresh, record)
    _to_the_end(terms, course, hits, homes, until)
    np.maximum.at(course.last_active, activities.leads, activities.at)
    ends = np.flatnonzero(np.diff(steps.leads, append=-1))
    course.decayed_until[steps.leads[ends]] = steps.at[ends]
    return taken


class _Fresh(NamedTuple):
    """What comes in at each step: by slot, all and the positive; lines; and the next step at which anything does."""

    sums: Floats
    positive: Floats
    lines: Integers
    following: Integers


def _fresh(terms: Terms, steps: Steps, hits: Hits, homes: Integers) -> _Fresh:
    within = np.flatnonzero(homes >= 0)
    home, slots, count = homes[within], hits.slots[within], len(steps.at)
    worth = hits.points[within] * terms.left(steps.at[home] - hits.at[within], slots)
    lines = np.bincount(home, hits.lines[within], count).astype(np.int64)
    following = np.where(np.bincount(home, minlength=count) > 0, np.arange(count), count)
    following = np.append(np.minimum.accumulate(following[::-1])[::-1], count)
    sums, positive = _by_slot(terms, slots, home, worth, count)
    return _Fresh(sums, positive, lines, following)


def _by_slot(
    terms: Terms, slots: Integers, places: Integers, worth: Floats, count: int
) -> tuple[Floats, Floats]:
    """All, and what is positive, as a row per slot."""
    shape = (len(terms.half_lives), count)
    cells = slots * count + places
    sums, positive = (
        np.bincount(cells, one, shape[0] * count).astype(np.float64, copy=False).reshape(shape)
        for one in (worth, np.maximum(0.0, worth))
    )
    return sums, positive


def _walk(terms: Terms, course: Course, steps: Steps, fresh: _Fresh, record: bool) -> Deductions | None:
    first = np.flatnonzero(np.diff(steps.leads, prepend=-1))
    leads = steps.leads[first]
    ends = np.append(first[1:], len(steps.leads))
    at_step, pieces = first, []
    while len(leads):
        ages = steps.at[at_step] - course.as_of[leads]
        left = terms.left(ages)
        sums = course.sums[:, leads] * left + fresh.sums[:, at_step]
        positive = course.positive[:, leads] * left + fresh.positive[:, at_step]
        taken, parts = _take(terms, terms.sizes[steps.rules[at_step]], sums, positive)
        sums -= parts
        if not terms.negative:
            positive -= parts
        course.sums[:, leads], course.positive[:, leads] = sums, positive
        course.as_of[leads] = steps.at[at_step]
        some = taken > 0
        course.lines[leads] += fresh.lines[at_step] + some
        if record and some.any():
            pieces.append((at_step[some], taken[some], parts[:, some]))
        # of nothing nothing can be taken: on to where something comes in
        goes_on = np.full(len(leads), terms.negative) | (positive > 0).any(axis=0)
        at_step = np.where(goes_on, at_step + 1, fresh.following[at_step + 1])
        still = at_step < ends
        leads, at_step, ends = leads[still], at_step[still], ends[still]
    return _recorded(terms, steps, pieces) if record else None


def _take(terms: Terms, sizes: Floats, sums: Floats, positive: Floats) -> tuple[Floats, Floats]:
    """How many points, and from each slot."""
    parts = np.zeros_like(sums)
    if terms.negative:
        # in full and for good
        parts[0] = sizes
        return sizes, parts
    score, there = _total(sums), _total(positive)
    taken = np.where(there > 0, np.minimum(sizes, np.maximum(0.0, score)), 0.0)
    taken = np.where(taken > _NOTHING, taken, 0.0)
    share = np.minimum(1.0, taken / np.where(there > 0, there, 1.0))
    return taken, positive * share


def _total(by_slot: Floats) -> Floats:
    """Slot by slot, so that it comes out the same for one lead and among many: NumPy's sum pairs as it likes."""
    total: Floats = by_slot[0].copy()
    for one in by_slot[1:]:
        total += one
    return total


def _recorded(terms: Terms, steps: Steps, pieces: list[tuple[Integers, Floats, Floats]]) -> Deductions:
    at_step = np.concatenate([np.zeros(0, np.int64), *(piece[0] for piece in pieces)])
    taken = np.concatenate([np.zeros(0), *(piece[1] for piece in pieces)])
    parts = np.concatenate([np.zeros((len(terms.half_lives), 0)), *(piece[2] for piece in pieces)], axis=1)
    order = np.argsort(at_step, kind="stable")
    chosen = at_step[order]
    return Deductions(
        steps.leads[chosen],
        steps.at[chosen],
        steps.rules[chosen],
        steps.since[chosen],
        steps.numbers[chosen],
        taken[order],
        parts[:, order],
    )


def _to_the_end(terms: Terms, course: Course, hits: Hits, homes: Integers, until: Integers) -> None:
    """From the last step on: what is there fades, what came since is added."""
    after = np.flatnonzero(homes < 0)
    leads, slots, count = hits.leads[after], hits.slots[after], len(until)
    worth = hits.points[after] * terms.left(until[leads] - hits.at[after], slots)
    sums, positive = _by_slot(terms, slots, leads, worth, count)
    left = terms.left(until - course.as_of)
    course.sums[:] = course.sums * left + sums
    course.positive[:] = course.positive * left + positive
    course.lines += np.bincount(leads, hits.lines[after], count).astype(np.int64)
    course.as_of[:] = until
