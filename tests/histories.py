"""Random rules and random histories that have something to do with one another."""

from collections.abc import Container, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.world import event

# Shortly after the clocks changed in Berlin (29 March) and in Auckland (5 April).
NOW = datetime(2026, 4, 8, 12, tzinfo=UTC)
PEOPLE = ("ada@acme.com", "cookie:c1", "+493012345678")
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Auckland"])

_EDGES = [
    datetime(2026, 3, 28, 23, tzinfo=UTC),  # midnight in Berlin, before a day of 23 hours
    datetime(2026, 3, 29, 21, 59, 59, 999999, tzinfo=UTC),
    datetime(2026, 4, 4, 11, tzinfo=UTC),  # midnight in Auckland, before a day of 25 hours
    datetime(2026, 4, 5, 12, tzinfo=UTC),
    datetime(2026, 4, 6, tzinfo=UTC),  # a Monday
    datetime(2026, 4, 7, 11, 30, tzinfo=UTC),
    datetime(2026, 4, 7, 12, tzinfo=UTC),
]
_STEPS = st.sampled_from([0, 0, 1, 60, 1799, 1800, 1801, 3600, 86400])


@st.composite
def moments(draw: Any) -> datetime:
    """Times that meet: the same few, half an hour apart, around midnights; or anywhere in two months."""
    if draw(st.booleans()):
        return draw(st.sampled_from(_EDGES)) + timedelta(seconds=draw(_STEPS) - draw(_STEPS))
    return NOW - timedelta(days=1, microseconds=draw(st.integers(0, 60 * 86_400_000_000)))


TYPES = ("Page View", "Email Opened", "Form Sent")
_SPELLED = st.sampled_from([*TYPES, "page_view", "EMAIL-OPENED", "Something Else"])
_METADATA = st.fixed_dictionaries(
    {},
    optional={
        "plan": st.sampled_from(["pro", "Pro", "free", None, 5]),
        "seats": st.sampled_from([1, 10, "10", 12.5]),
        "channel": st.sampled_from(["system", "crm", "nonsense"]),
    },
)


def events(people: tuple[str, ...] = PEOPLE) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(
        lambda who, name, at, metadata, message: event(who, name, at, message_id=message, **metadata),
        st.sampled_from(people),
        _SPELLED,
        moments(),
        _METADATA,
        st.text(st.sampled_from("aB1é𝒳"), min_size=1, max_size=3),
    )


def histories(min_size: int = 1, max_size: int = 24, **more: Any) -> st.SearchStrategy[list[dict[str, Any]]]:
    """In an order of receipt that has nothing to do with that of time; message ids are unique."""
    return st.lists(
        events(**more), min_size=min_size, max_size=max_size, unique_by=lambda call: call["message_id"]
    )


_CONDITIONS = st.sampled_from(
    [
        {"all": [{"field": "metadata.plan", "operator": "equals", "value": "pro"}]},
        {"none": [{"field": "metadata.plan", "operator": "is_not_empty"}]},
        {"field": "metadata.seats", "operator": "gte", "value": 10},
    ]
)
_DAYS = st.sampled_from(["2026-03-01", "2026-03-28", "2026-03-29", "2026-04-05", "2026-04-06", "2026-04-07"])
HALF_LIVES = st.sampled_from([None, None, 0.5, 1, 7, 2.5, 30, 3650])
_CAPS = st.fixed_dictionaries(
    {"points": st.integers(1, 25), "per": st.sampled_from(["day", "day", "week", "ever"])}
)


@st.composite
def rules(draw: Any) -> dict[str, Any]:
    first, last = sorted([draw(_DAYS), draw(_DAYS)])
    return {
        "name": draw(st.sampled_from(["One", "Two", "Three"])),
        "event_type": draw(st.sampled_from([*TYPES, "page view"])),
        "points": draw(st.one_of(st.integers(-9, 20), st.sampled_from([0, 100, -100]))),
        "half_life_days": draw(HALF_LIVES),
        "cap": draw(st.one_of(st.none(), _CAPS)),
        "conditions": draw(st.one_of(st.none(), st.none(), _CONDITIONS)),
        "from": draw(st.sampled_from([None, None, None, first])),
        "to": draw(st.sampled_from([None, None, None, last])),
        "active": draw(st.sampled_from([True, True, True, True, False])),
    }


RULES = st.lists(rules(), min_size=1, max_size=5)


def unheard(calls: Iterable[dict[str, Any]], heard: Container[str]) -> list[dict[str, Any]]:
    """Those whose message ids are new; of several with one id the last."""
    return list({call["message_id"]: call for call in calls if call["message_id"] not in heard}.values())


def batches(calls: int) -> st.SearchStrategy[list[int]]:
    """Sizes of batches for so many calls; what is left over makes one more."""
    return st.lists(st.integers(1, max(1, calls)), max_size=5)
