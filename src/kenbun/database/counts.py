"""Totals of lists: counted on their own, and where that is much work kept for a few seconds per filter."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable

_KEPT_FOR = 10.0
MUCH = 20_000
"""So many that their number is kept."""
_MOST = 1_000

_kept: OrderedDict[Hashable, tuple[float, int]] = OrderedDict()


async def total(key: Hashable, count: Callable[[], Awaitable[int]]) -> int:
    """`key` names the workspace and the filters. Small totals are always fresh."""
    known = _kept.get(key)
    if known and time.monotonic() - known[0] < _KEPT_FOR:
        return known[1]
    counted = await count()
    if counted >= MUCH:
        _kept[key] = (time.monotonic(), counted)
        _kept.move_to_end(key)
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
    return counted
