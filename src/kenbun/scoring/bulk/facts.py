"""Columns of events and ids, as arrays of one length each."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

# Told by one number: a bigint, less the bits in which the first one tells more (see facts_queries).
RULES_PER_MASK = 45


@dataclass(frozen=True, slots=True)
class Ids:
    """UUIDs in two halves."""

    high: NDArray[np.uint64]
    low: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.high)

    def __getitem__(self, place: int) -> UUID:
        return UUID(int=int(self.high[place]) << 64 | int(self.low[place]))


@dataclass(frozen=True, slots=True)
class Facts:
    """Of events that match rules, or are activity where that matters. `at` in microseconds and `day`, the local one, in
    days since 2000."""

    lead_ids: Ids
    at: NDArray[np.int64]
    day: NDArray[np.int64]
    masks: list[NDArray[np.int64]]
    # whether it is activity; told where there are rules of inactivity
    active: NDArray[np.bool_] | None = None
