"""When days begin."""

from datetime import UTC, date, datetime, timedelta

from kenbun.kit.clock import midnight


def test_a_day_lasts_until_the_next_begins():
    """Of the day on which clocks go back it is 25 hours, and of that on which they go forward 23."""
    for day, hours in ((date(2026, 4, 5), 25), (date(2026, 9, 27), 23), (date(2026, 6, 1), 24)):
        begins, ends = (midnight(one, "Pacific/Auckland") for one in (day, day + timedelta(days=1)))
        assert ends - begins == timedelta(hours=hours)
    assert midnight(date(2026, 4, 5), "Pacific/Auckland") == datetime(2026, 4, 4, 11, tzinfo=UTC)


def test_before_the_first_day_there_is_no_other():
    """It begins in Auckland before times that can be written do."""
    assert midnight(date(1, 1, 1), "Pacific/Auckland") == datetime(1, 1, 1, tzinfo=UTC)
