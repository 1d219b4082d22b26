"""The interpreter of surges against cases worked out by hand."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tests.interpreter.surges import USUAL, surges

START = datetime(2026, 1, 1, tzinfo=UTC)


def day(number):
    return START + timedelta(days=number)


def burst(first, count, leads=("ada", "bob"), channel="website"):
    """An event an hour from that day on, by the leads in turn."""
    return [(leads[n % len(leads)], day(first) + timedelta(hours=n), channel) for n in range(count)]


def test_a_burst_after_a_quiet_month_begins_with_its_tenth_event():
    """Ten events from two leads, ten times an average of less than one: it ends as the first leaves the window."""
    found = surges([("ada", day(0), "email"), *burst(20, 10)], USUAL, day(60))
    assert found == [
        {
            "started_at": day(20) + timedelta(hours=9),
            "ended_at": day(27),
            "events": 1,
            "leads": 1,
            "primary_channel": "website",
            "multiplier": Decimal("10.00"),
            "peak_events": 10,
        }
    ]


def test_a_young_account_surges_once_it_is_fourteen_days_old():
    """Everything in the first week is no surge; what is still in the window at that instant is."""
    early = [("ada", day(0), "email"), *burst(8, 10)]
    [found] = surges(early, USUAL, day(30))
    assert (found["started_at"], found["ended_at"], found["events"]) == (day(14), day(15), 0)
    assert surges([("ada", day(0), "email"), *burst(1, 10)], USUAL, day(30)) == []


def test_one_lead_alone_is_no_surge():
    """However much it does."""
    assert surges([("ada", day(0), "email"), *burst(20, 50, leads=("ada",))], USUAL, day(60)) == []


def test_twice_the_average_begins_and_less_than_one_and_a_half_times_ends():
    """At 8 a week before, 16 begin it; the ratio falls as they become what one is used to."""
    weeks = [act for week in range(4) for act in burst(7 * week, 8)]
    assert surges([*weeks, *burst(28, 15)], USUAL, day(90)) == []
    [found] = surges([*weeks, *burst(28, 16)], USUAL, day(90))
    assert found["started_at"] == day(28) + timedelta(hours=15)
    assert found["multiplier"] == Decimal("2.00")
    # eleven of sixteen are under one and a half times eight
    assert found["ended_at"] == day(35) + timedelta(hours=4)


def test_what_still_surges_has_no_end():
    """At a time in between, the row is open and counts what there is so far."""
    [found] = surges([("ada", day(0), "email"), *burst(20, 12)], USUAL, day(21))
    assert (found["ended_at"], found["events"], found["leads"]) == (None, 3, 2)
