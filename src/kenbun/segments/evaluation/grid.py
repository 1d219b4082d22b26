"""Who is in what, as a grid of subjects and segments: of thousands by hundreds, looking at each pair would take longer
than having it answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np

from kenbun.segments.evaluation.reasons import Reason

Cells = np.ndarray[Any, Any]
Pair = tuple[UUID, UUID]
"""A segment, and a lead or an account."""


class Grid:
    """A row for each subject that is asked anything of, a column for each segment. `asked` says which of the segments
    are, and `places` why a subject is in one: by place among `reasons`, the first of which is none, for who is not."""

    def __init__(self, segments: Collection[UUID], asked: Mapping[UUID, Collection[UUID]]) -> None:
        self.subjects = list(asked)
        self.segments = list(segments)
        self.column_of = {one: place for place, one in enumerate(self.segments)}
        self.asked = self._asked(asked)
        self.places: Cells = np.zeros(self.asked.shape, np.int32)
        # the rows that are filled in, and not to be asked for
        self.known: Cells = np.zeros(len(self.subjects), bool)
        self.reasons: list[Reason | None] = [None]
        self._place_of: dict[str, int] = {}

    def _asked(self, asked: Mapping[UUID, Collection[UUID]]) -> Cells:
        """Many subjects are asked the same, which is one object."""
        rows: list[Cells] = []
        places: dict[int, int] = {}
        for segments in asked.values():
            if id(segments) not in places:
                places[id(segments)] = len(rows)
                row = np.zeros(len(self.segments), bool)
                row[[self.column_of[one] for one in segments]] = True
                rows.append(row)
        found = [places[id(segments)] for segments in asked.values()]
        return np.stack(rows)[found] if rows else np.zeros((0, len(self.segments)), bool)

    @cached_property
    def row_of(self) -> dict[UUID, int]:
        return {one: place for place, one in enumerate(self.subjects)}

    def place_of(self, reason: Reason | None) -> int:
        if reason is None:
            return 0
        place = self._place_of.setdefault(reason.text, len(self.reasons))
        if place == len(self.reasons):
            self.reasons.append(reason)
        return place

    def take(self, other: Grid, subjects: Sequence[UUID]) -> None:
        """What the other one says of these; whom it does not have is in nothing."""
        rows = np.array([self.row_of[one] for one in subjects], np.intp)
        self.known[rows] = True
        found = np.array([other.row_of.get(one, -1) for one in subjects], np.intp)
        there = found >= 0
        places = np.array([self.place_of(reason) for reason in other.reasons], np.int32)
        for segment in self.column_of.keys() & other.column_of.keys():
            theirs = other.places[found[there], other.column_of[segment]]
            self.places[rows[there], self.column_of[segment]] = places[theirs]

    def asks(self, pair: Pair) -> bool:
        segment_id, subject_id = pair
        return bool(self.asked[self.row_of[subject_id], self.column_of[segment_id]])

    def known_members(self) -> set[UUID]:
        """Of those whose answers were taken, who is in anything."""
        rows = np.flatnonzero(self.known & self.places.any(axis=1))
        return {self.subjects[row] for row in rows.tolist()}

    def take_out(self, subjects: Collection[UUID]) -> None:
        for one in subjects:
            self.places[self.row_of[one]] = 0

    def put(self, pair: Pair, reason: Reason | None) -> None:
        segment_id, subject_id = pair
        self.places[self.row_of[subject_id], self.column_of[segment_id]] = self.place_of(reason)

    def reason_of(self, pair: Pair) -> Reason | None:
        segment_id, subject_id = pair
        place = int(self.places[self.row_of[subject_id], self.column_of[segment_id]])
        return self.reasons[place]

    def pairs(self, cells: Cells) -> list[Pair]:
        """Of the cells that are true."""
        rows, columns = np.nonzero(cells)
        segments, subjects = self.segments, self.subjects
        return [
            (segments[column], subjects[row])
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        ]
