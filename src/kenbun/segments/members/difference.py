"""What must be written for memberships to become what they should be."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kenbun.segments.evaluation import Cells, Grid, Pair, Reason
from kenbun.segments.members.member_queries import Standing


class Difference(NamedTuple):
    """Who comes in and why, who stays for other reasons and why, and who leaves."""

    coming: list[tuple[Pair, Reason]]
    staying: list[tuple[Pair, Reason]]
    leaving: list[Pair]


def difference(grid: Grid, stands: Standing) -> Difference:
    """Of what was asked: of the rest nothing is known."""
    should = grid.places > 0
    keys = np.array([one.key if one else 0 for one in grid.reasons], np.int64)[grid.places]
    return Difference(
        _with_reasons(grid, should & ~stands.inside),
        _with_reasons(grid, should & stands.inside & (keys != stands.keys)),
        grid.pairs(grid.asked & stands.inside & ~should),
    )


def _with_reasons(grid: Grid, cells: Cells) -> list[tuple[Pair, Reason]]:
    reasons = map(grid.reasons.__getitem__, grid.places[cells].tolist())
    return [(pair, reason) for pair, reason in zip(grid.pairs(cells), reasons, strict=True) if reason]
