from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from kenbun.demo.history import EVENTS, Received, history
from kenbun.identity.domains import business_domain

WEDNESDAY_AFTERNOON = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
SUNDAY_NIGHT = datetime(2026, 8, 30, 23, 59, 59, tzinfo=UTC)


@cache
def lived(now: datetime) -> Sequence[Received]:
    return history(now)


def test_is_the_same_each_time() -> None:
    """Two who start at one moment see the same demo, to the last message."""
    assert history(WEDNESDAY_AFTERNOON) == lived(WEDNESDAY_AFTERNOON)


@pytest.mark.parametrize("now", [WEDNESDAY_AFTERNOON, SUNDAY_NIGHT])
def test_reaches_from_120_days_ago_to_seconds_ago(now: datetime) -> None:
    """Whenever the demo is made, its history is as long, as full, and ends just now."""
    calls = lived(now)
    times = [each.call.happened_at for each in calls]

    assert sum(each.call.kind == "event" for each in calls) == EVENTS
    assert now - timedelta(days=121) < min(times) < now - timedelta(days=100)
    assert now - timedelta(minutes=2) < max(times) < now


@pytest.mark.parametrize("now", [WEDNESDAY_AFTERNOON, SUNDAY_NIGHT])
def test_is_received_in_order_seconds_after_it_happened(now: datetime) -> None:
    """Calls come in the order of their receipt, each one to nine seconds old, none from the future."""
    calls = lived(now)
    ages = [(each.at - each.call.happened_at).total_seconds() for each in calls]

    assert [each.at for each in calls] == sorted(each.at for each in calls)
    assert min(ages) >= 1
    # times are written in whole milliseconds
    assert max(ages) < 9.001
    assert calls[-1].at < now


def test_rests_at_weekends() -> None:
    """A weekend day sees less than a third of what a working day sees."""
    days = [each.call.happened_at.isoweekday() for each in lived(WEDNESDAY_AFTERNOON)]

    assert (days.count(6) + days.count(7)) / 2 < sum(map(days.count, range(1, 6))) / 5 / 3


def test_has_bursts() -> None:
    """Somebody does forty things within five minutes."""
    by_person: dict[tuple[str, str], list[datetime]] = {}
    for each in lived(WEDNESDAY_AFTERNOON):
        if each.call.kind == "event":
            by_person.setdefault(each.call.aliases[0], []).append(each.call.happened_at)
    fastest = min(
        late - early
        for times in by_person.values()
        for early, late in zip(sorted(times), sorted(times)[39:], strict=False)
    )

    assert fastest < timedelta(minutes=5)


def test_names_no_real_company() -> None:
    """Business addresses are all of the domain reserved for examples; the others say that they are made up."""
    addresses = {
        value for each in lived(WEDNESDAY_AFTERNOON) for kind, value in each.call.aliases if kind == "email"
    }
    of_companies = {address for address in addresses if business_domain(address)}

    assert all(address.endswith(".example") for address in of_companies)
    assert all(".demo" in address or ".private" in address for address in addresses - of_companies)
    assert len(of_companies) > 300
