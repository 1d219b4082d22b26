"""When days begin."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kenbun.kit.clock import day_of, midnight

# Clocks go back to midnight, on from it, back over it; and a zone that has left a day out.
_ZONES = (
    "America/Havana",
    "Atlantic/Azores",
    "Asia/Beirut",
    "America/Santiago",
    "Africa/Cairo",
    "Pacific/Apia",
)


def test_a_day_lasts_until_the_next_begins():
    """Of the day on which clocks go back it is 25 hours, and of that on which they go forward 23."""
    for day, hours in ((date(2026, 4, 5), 25), (date(2026, 9, 27), 23), (date(2026, 6, 1), 24)):
        begins, ends = (midnight(one, "Pacific/Auckland") for one in (day, day + timedelta(days=1)))
        assert ends - begins == timedelta(hours=hours)
    assert midnight(date(2026, 4, 5), "Pacific/Auckland") == datetime(2026, 4, 4, 11, tzinfo=UTC)


def test_before_the_first_day_there_is_no_other():
    """It begins in Auckland before times that can be written do."""
    assert midnight(date(1, 1, 1), "Pacific/Auckland") == datetime(1, 1, 1, tzinfo=UTC)


@given(st.sampled_from(_ZONES), st.integers(0, 366 * 24 * 4), st.sampled_from([2011, 2025, 2026]))
def test_each_instant_is_of_the_day_that_has_begun(zone, quarters, year):
    """Also where midnight comes twice, or never: the days of a zone share out all of time."""
    at = datetime(year, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * quarters)
    assert midnight(day_of(at, zone), zone) <= at < midnight(day_of(at, zone) + timedelta(days=1), zone)


def test_a_day_begins_with_the_first_midnight():
    """Of two; where there is none, with the instant after which there would have been one."""
    assert midnight(date(2026, 11, 1), "America/Havana") == datetime(2026, 11, 1, 4, tzinfo=UTC)
    assert midnight(date(2026, 3, 8), "America/Havana") == datetime(2026, 3, 8, 5, tzinfo=UTC)
