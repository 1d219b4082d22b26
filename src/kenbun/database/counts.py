"""Totals of lists: counted on their own, and where that is much work kept for a few seconds per filter."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable

_KEPT_FOR = 10.0
_ABOUT_FOR = 600.0
MUCH = 20_000
"""So many that their number is kept."""
_MOST = 1_000

_Kept = OrderedDict[Hashable, tuple[float, int]]
_kept: _Kept = OrderedDict()
_abouts: _Kept = OrderedDict()


async def total(key: Hashable, count: Callable[[], Awaitable[int]]) -> int:
    """`key` names the workspace and the filters. Small totals are always fresh."""
    return await _kept_or_counted(_kept, _KEPT_FOR, MUCH, key, count)


async def about(key: Hashable, count: Callable[[], Awaitable[int]]) -> int:
    """A number that nobody is shown, by which ways are chosen: up to ten minutes old, however small."""
    return await _kept_or_counted(_abouts, _ABOUT_FOR, 0, key, count)


async def _kept_or_counted(
    kept: _Kept, seconds: float, least: int, key: Hashable, count: Callable[[], Awaitable[int]]
) -> int:
    known = kept.get(key)
    if known and time.monotonic() - known[0] < seconds:
        return known[1]
    counted = await count()
    if counted >= least:
        kept[key] = (time.monotonic(), counted)
        kept.move_to_end(key)
        while len(kept) > _MOST:
            kept.popitem(last=False)
    return counted
