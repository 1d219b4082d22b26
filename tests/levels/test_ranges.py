"""Which scores change their level when bands change."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kenbun.levels.bands import Bands
from kenbun.levels.ranges import HIGHEST, LOWEST, moved, ranges

_NAMES = ["Low", "Middle", "High", "Top"]


@st.composite
def sets_of_bands(draw: st.DrawFn) -> Bands:
    """Bands that do not overlap, with gaps or without, open at the ends or not."""
    ends = sorted(draw(st.sets(st.integers(-30, 60), max_size=8)))
    bands: list[dict[str, Any]] = []
    opened = draw(st.tuples(st.booleans(), st.booleans()))
    for number, (low, high) in enumerate(zip(ends[::2], ends[1::2], strict=False)):
        bands.append(
            {"level_id": f"l{number}", "name": _NAMES[number], "min": low, "max": high, "color": "blue"}
        )
    if bands and opened[0]:
        bands[0]["min"] = None
    if bands and opened[1]:
        bands[-1]["max"] = None
    return Bands.read(bands)


@given(sets_of_bands(), sets_of_bands())
def test_every_score_is_in_one_range_with_its_levels(before, after):
    """From end to end without a hole, each range with the level before and after of every score in it."""
    found = ranges(before, after)
    assert (found[0].low, found[-1].high) == (LOWEST, HIGHEST)
    assert [one.low for one in found[1:]] == [one.high + 1 for one in found[:-1]]
    for one in found:
        for score in {one.low, one.high, *range(max(one.low, -32), min(one.high, 62) + 1)}:
            assert (one.from_level, one.to_level) == (before.level_of(score), after.level_of(score))


@given(sets_of_bands(), sets_of_bands())
def test_only_what_moves_is_looked_for(before, after):
    """Bands that stay as they are move nobody."""
    assert moved(before, before) == []
    assert all(one.from_level != one.to_level for one in moved(before, after))
