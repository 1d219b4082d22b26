"""All that happened to all leads, kept until it is complete, and then gone through by the kernel of inactivity.

Where nothing is taken, sums can be made in the order of receipt. Deductions need each lead's events in order of time:
so each chunk is sorted by lead, and when all are in, blocks of leads are put together from slices of the chunks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kenbun.scoring.inactivity.kernel import Course, Hits, Terms, advance
from kenbun.scoring.inactivity.steps import Activities
from kenbun.scoring.versions import Version

_MOST_LEADS = 16_384
# Sums at due moments that are held at a time, by slot: 8 bytes each, twice.
_MOST_CELLS = 8_000_000

_Integers = NDArray[np.int64]


class _Chunk(NamedTuple):
    """Hits by lead, in few bytes each; of one rule, so all have one slot and number of lines. Points are whole and far
    below what a float of four bytes can tell."""

    leads: NDArray[np.int32]
    at: _Integers
    points: NDArray[np.float32]
    slot: int
    lines: int


class Courses:
    def __init__(self, version: Version, leads: int, at: int) -> None:
        """`leads` is how many; `at` the end, in microseconds since 2000."""
        self._terms = Terms.of(version)
        self._slots = len(version.slots)
        self._leads = leads
        self._at = at
        self._hits: list[_Chunk] = []
        self._activities: list[tuple[NDArray[np.int32], _Integers]] = []

    def add_hits(
        self, slot: int, leads: _Integers, points: NDArray[np.float64], at: _Integers, lines: int
    ) -> None:
        """What one rule gave, after its cap."""
        if len(leads):
            order = np.argsort(leads, kind="stable")
            places, few = leads[order].astype(np.int32), points[order].astype(np.float32)
            self._hits.append(_Chunk(places, at[order], few, slot, lines))

    def add_activities(self, leads: _Integers, at: _Integers) -> None:
        if len(leads):
            order = np.argsort(leads, kind="stable")
            self._activities.append((leads[order].astype(np.int32), at[order]))

    def finish(self) -> Course:
        """To be called once, after all is in."""
        whole = Course.beginning(self._leads, self._slots)
        for first, last in self._blocks():
            course = Course.beginning(last - first, self._slots)
            until = np.full(last - first, self._at)
            hits, activities = self._hits_of(first, last), self._activities_of(first, last)
            advance(self._terms, course, hits, activities, until)
            whole.sums[:, first:last], whole.positive[:, first:last] = course.sums, course.positive
            for name in ("as_of", "lines", "last_active", "decayed_until"):
                getattr(whole, name)[first:last] = getattr(course, name)
        return whole

    def _blocks(self) -> Iterator[tuple[int, int]]:
        """Few enough leads at a time that all they may have lost by now fits into memory."""
        begun = min((int(at.min()) for _, at in self._activities), default=self._at)
        steps = int((np.maximum(0, self._at - begun) // self._terms.intervals).sum())
        size = min(_MOST_LEADS, max(1, _MOST_CELLS // (self._slots * max(1, steps))))
        for first in range(0, self._leads, size):
            yield first, min(first + size, self._leads)

    def _hits_of(self, first: int, last: int) -> Hits:
        parts = []
        for chunk in self._hits:
            begin, end = np.searchsorted(chunk.leads, np.array((first, last), np.int32))
            leads = chunk.leads[begin:end].astype(np.int64) - first
            same = (np.full(len(leads), chunk.slot), np.full(len(leads), chunk.lines))
            parts.append((leads, chunk.at[begin:end], same[0], chunk.points[begin:end], same[1]))
        kinds = (np.int64, np.int64, np.int64, np.float64, np.int64)
        leads, at, slots, points, lines = (
            np.concatenate([np.zeros(0, kind), *(part[place] for part in parts)])
            for place, kind in enumerate(kinds)
        )
        return Hits(leads, at, slots, points, lines)

    def _activities_of(self, first: int, last: int) -> Activities:
        parts = []
        for leads, at in self._activities:
            begin, end = np.searchsorted(leads, np.array((first, last), np.int32))
            parts.append((leads[begin:end].astype(np.int64) - first, at[begin:end]))
        nothing = np.zeros(0, np.int64)
        return Activities(
            np.concatenate([nothing, *(part[0] for part in parts)]),
            np.concatenate([nothing, *(part[1] for part in parts)]),
        )
