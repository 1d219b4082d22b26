"""Where a lead, or an account, stands in columns."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from kenbun.scoring.bulk.facts import Ids

# Odd numbers, by which nothing is lost in multiplying: the golden ratio's bits first, then what comes.
_GOLDEN = 0x9E3779B97F4A7C15


_Number = TypeVar("_Number", np.int64, np.float64)


class LeadIndex:
    """Finds ids by their halves folded into one number, which is another for each of them."""

    def __init__(self, ids: Ids) -> None:
        self._spread = np.uint64(_GOLDEN)
        while len(folded := np.unique(self._fold(ids))) < len(ids):
            self._spread += np.uint64(2)
        order = np.argsort(self._fold(ids))
        self.ids = Ids(ids.high[order], ids.low[order])
        self._folded = folded

    def __len__(self) -> int:
        return len(self.ids)

    def places(self, ids: Ids) -> NDArray[np.int64]:
        """In the order of `self.ids`; -1 for those that are not there."""
        if not len(self):
            return np.full(len(ids), -1)
        places = np.minimum(np.searchsorted(self._folded, self._fold(ids)), len(self) - 1)
        found = (self.ids.high[places] == ids.high) & (self.ids.low[places] == ids.low)
        return np.where(found, places, -1)

    def placed(self, ids: Ids, values: NDArray[_Number]) -> NDArray[_Number]:
        """The values of these ids in the order of `self.ids`, 0 for those without one."""
        places = self.places(ids)
        column = np.zeros(len(self), values.dtype)
        column[places[places >= 0]] = values[places >= 0]
        return column

    def _fold(self, ids: Ids) -> NDArray[np.uint64]:
        return ids.high * self._spread ^ ids.low
