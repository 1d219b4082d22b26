"""Adds up, lead by lead, what events are worth: the same sums as `states_queries`, for all leads at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kenbun.scoring.bulk.courses import Courses
from kenbun.scoring.bulk.facts import RULES_PER_MASK, Facts
from kenbun.scoring.bulk.lead_index import LeadIndex
from kenbun.scoring.inactivity.kernel import Course
from kenbun.scoring.inactivity.steps import NEVER
from kenbun.scoring.rules import Rule
from kenbun.scoring.versions import Version

_MICROSECONDS_PER_DAY = 86_400e6
# 2000-01-01, a Saturday, in days since 1970
_EPOCH_DAY = 10_957


class _Hits(NamedTuple):
    """Of one capped rule: the leads' places, the first days of the periods, the times."""

    leads: NDArray[np.int64]
    periods: NDArray[np.int64]
    at: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sums:
    """What rows of `lead_states` hold, a column each; of a version's slots and capped rules a list of columns."""

    sums: list[NDArray[np.float64]]
    fading_lines: NDArray[np.int64]
    cap_periods: list[NDArray[np.int64]]
    cap_used: list[NDArray[np.int64]]
    # microseconds since 2000, or NEVER
    capped_until: NDArray[np.int64]
    # whether any event of the lead matched a rule, or where there are rules of inactivity was activity
    matched: NDArray[np.bool_]
    # where the leads stand under rules of inactivity
    course: Course | None = None


class Tally:
    def __init__(self, version: Version, leads: LeadIndex, at: int) -> None:
        """`at`, the time to fade to, in microseconds since 2000."""
        self._version = version
        self._leads = leads
        self._at = at
        size = len(leads)
        self._sums = [np.zeros(size) for _ in version.slots]
        self._lines = np.zeros(size, np.int64)
        self._until = np.full(size, NEVER)
        self._matched = np.zeros(size, np.bool_)
        self._capped: dict[int, list[_Hits]] = defaultdict(list)
        self._courses = Courses(version, size, at) if version.decays else None

    def add(self, facts: Facts) -> None:
        """Events of leads that are not in the index, new since it was made, are left out."""
        places = self._leads.places(facts.lead_ids)
        for number, rule in enumerate(self._version.active):
            word, bit = divmod(number, RULES_PER_MASK)
            chosen = np.flatnonzero((facts.masks[word] >> bit) & 1 & (places >= 0))
            leads, at = places[chosen], facts.at[chosen]
            self._matched[leads] = True
            if rule.draft.cap:
                self._capped[number].append(_Hits(leads, _periods(rule, facts.day[chosen]), at))
            else:
                self._count(rule, leads, np.full(len(leads), float(rule.draft.points)), at, lines=1)
        if self._courses and facts.active is not None:
            active = np.flatnonzero(facts.active & (places >= 0))
            self._courses.add_activities(places[active], facts.at[active])
            self._matched[places[active]] = True

    def finish(self) -> Sums:
        """To be called once, after all events are in."""
        periods, used = [], []
        for number in self._version.capped:
            last = self._count_capped(self._version.active[number], _joined(self._capped.pop(number, [])))
            periods.append(last[0])
            used.append(last[1])
        if self._courses is None:
            return Sums(self._sums, self._lines, periods, used, self._until, self._matched)
        course = self._courses.finish()
        return Sums(list(course.sums), course.lines, periods, used, self._until, self._matched, course)

    def _count(
        self,
        rule: Rule,
        leads: NDArray[np.int64],
        points: NDArray[np.float64],
        at: NDArray[np.int64],
        lines: int,
    ) -> None:
        if self._courses:
            slot = self._version.slot_of(rule)
            self._courses.add_hits(slot, leads, points, at, lines if slot else 0)
            return
        half_life = rule.draft.half_life_days
        if half_life is not None:
            age = np.maximum(0, self._at - at) / _MICROSECONDS_PER_DAY
            points = points * np.exp2(-np.minimum(600.0, age / half_life))
            self._lines += np.bincount(leads, minlength=len(self._leads)) * lines
        self._sums[self._version.slot_of(rule)] += np.bincount(leads, points, len(self._leads))

    def _count_capped(self, rule: Rule, hits: _Hits) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The earliest events of each lead and period count; answers each lead's last period, and what it used."""
        assert rule.draft.cap is not None
        cap, size = rule.draft.cap.points, abs(rule.draft.points)
        order = np.lexsort((hits.at, hits.periods, hits.leads))
        leads, periods, at = (column[order] for column in hits)
        opens = np.flatnonzero(
            np.diff(leads, prepend=-1).astype(bool) | np.diff(periods, prepend=0).astype(bool)
        )
        counts = np.diff(opens, append=len(leads))
        before = (np.arange(len(leads)) - np.repeat(opens, counts)) * size
        granted = np.clip(cap - before, 0, size) * np.sign(rule.draft.points)
        # a line for the hit, and one for what its cap takes off
        self._count(rule, leads, granted.astype(np.float64), at, lines=2)
        np.maximum.at(self._until, leads, at)
        last_period, used = (np.zeros(len(self._leads), np.int64) for _ in range(2))
        # of a lead's periods the last one is written last
        last_period[leads[opens]] = periods[opens]
        used[leads[opens]] = np.minimum(counts * size, cap)
        return last_period, used


def _joined(parts: list[_Hits]) -> _Hits:
    if not parts:
        return _Hits(*(np.zeros(0, np.int64) for _ in range(3)))
    return _Hits(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _periods(rule: Rule, day: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first day of the cap's period, in days since 1970; 0 for `ever`."""
    assert rule.draft.cap is not None
    if rule.draft.cap.per == "ever":
        return np.zeros(len(day), np.int64)
    since_1970 = day + _EPOCH_DAY
    # 1970-01-01 was a Thursday
    return since_1970 - (since_1970 + 3) % 7 if rule.draft.cap.per == "week" else since_1970
