"""What events are worth, on small cases worked out by hand."""

from datetime import UTC, datetime

import pytest

from kenbun.scoring.receipt_queries import points_between
from kenbun.scoring.version_queries import versions_in_force
from tests.world import NOON, days, event, hours, minutes, rule

VIEW = ("ada@acme.com", "Page View")


async def score(make, rules, calls, **more):
    world = await make(rules, **more)
    await world.hear(*calls)
    await world.fade()
    return await world.score("ada@acme.com")


async def test_all_matching_rules_add_up(make):
    """3 + 4 for a view of the pricing page, 3 for another, nothing for what no rule names."""
    pricing = {"field": "metadata.path", "operator": "contains", "value": "/pricing"}
    rules = [rule("Any", "Page View", 3), rule("Pricing", "page-view", 4, conditions=pricing)]
    calls = [event(*VIEW, path="/pricing"), event(*VIEW, path="/"), event(VIEW[0], "Shrugged")]
    assert await score(make, rules, calls) == 10


async def test_negative_rules_take_off_and_nothing_goes_below_zero(make):
    """10 - 4 is 6; 10 - 14 is shown as 0."""
    rules = [rule("Good", "Form Sent", 10), rule("Bad", "Email Bounced", -4)]
    good, bad = event(VIEW[0], "Form Sent"), event(VIEW[0], "Email Bounced")
    assert await score(make, rules, [good, bad]) == 6
    assert await score(make, rules, [good, bad, bad | {"message_id": "b2"}, bad | {"message_id": "b3"}]) == 0


async def test_half_is_rounded_away_from_zero(make):
    """5 points after one half-life are 2.5, shown as 3."""
    assert await score(make, [rule("V", "Page View", 5, 2)], [event(*VIEW, NOON - days(2))]) == 3


async def test_an_inactive_rule_is_none(make):
    """Switched off, it brings nothing."""
    assert await score(make, [rule("V", "Page View", 5, active=False)], [event(*VIEW)]) == 0


@pytest.mark.parametrize(
    ("zone", "expected"), [("UTC", 1), ("Europe/Berlin", 2), ("America/New_York", 0), ("Pacific/Auckland", 2)]
)
async def test_the_dates_of_a_rule_are_days_of_the_zone(make, zone, expected):
    """From 4 to 4 March: what is that day in the workspace's zone, first and last moment included."""
    rules = [rule("V", "Page View", 1, **{"from": "2026-03-04", "to": "2026-03-04"})]
    moments = {
        "UTC": [datetime(2026, 3, 4, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=UTC)],
        "Europe/Berlin": [
            datetime(2026, 3, 3, 23, tzinfo=UTC),
            datetime(2026, 3, 4, 22, 59, 59, 999999, tzinfo=UTC),
        ],
        "America/New_York": [
            datetime(2026, 3, 4, 4, 59, 59, tzinfo=UTC),
            datetime(2026, 3, 5, 5, tzinfo=UTC),
        ],
        "Pacific/Auckland": [
            datetime(2026, 3, 3, 11, tzinfo=UTC),
            datetime(2026, 3, 4, 10, 59, 59, tzinfo=UTC),
        ],
    }
    calls = [event(*VIEW, at) for at in moments[zone]]
    assert await score(make, rules, calls, zone=zone, now=datetime(2026, 3, 6, tzinfo=UTC)) == expected


@pytest.mark.parametrize(("per", "expected"), [("day", 17), ("week", 10), ("ever", 5)])
async def test_a_cap_holds_per_day_week_or_ever(make, per, expected):
    """Of 2 points each: 4 on Sunday, 2 and 6 in the week after; at most 5 per period."""
    sunday = datetime(2026, 3, 1, 12, tzinfo=UTC)
    calls = [event(*VIEW, sunday + hours(place)) for place in range(4)]
    calls += [event(*VIEW, sunday + days(1)), event(*VIEW, sunday + days(1) + hours(1))]
    calls += [event(*VIEW, sunday + days(2) + hours(place)) for place in range(4)]
    calls += [event(*VIEW, sunday + days(3) - hours(2)), event(*VIEW, sunday + days(3) - hours(1))]
    calls += [event(*VIEW, sunday + days(2)), event(*VIEW, sunday + days(2))]
    rules = [rule("V", "Page View", 2, cap={"points": 5, "per": per})]
    worked_out = {"day": 5 + 4 + 5 + 4, "week": 5 + 5, "ever": 5}[per]
    assert await score(make, rules, calls) == worked_out


async def test_a_capped_day_has_as_many_hours_as_the_clocks_give_it(make):
    """29 March 2026 has 23 hours in Berlin: 23:00 to 21:59 UTC is that day, and 22:00 is the next."""
    rules = [rule("V", "Page View", 4, cap={"points": 4, "per": "day"})]
    calls = [
        event(*VIEW, datetime(2026, 3, 28, 23, tzinfo=UTC)),
        event(*VIEW, datetime(2026, 3, 29, 21, 59, tzinfo=UTC)),
        event(*VIEW, datetime(2026, 3, 29, 22, tzinfo=UTC)),
    ]
    now = datetime(2026, 3, 30, tzinfo=UTC)
    assert await score(make, rules, calls, zone="Europe/Berlin", now=now) == 8
    assert await score(make, rules, calls, zone="UTC", now=now) == 8


async def test_a_day_that_comes_back_is_one_day(make):
    """In St. John's the clocks went back from 0:01 on 1 November 2009 to 23:01 of the day before."""
    rules = [rule("V", "Page View", 4, cap={"points": 4, "per": "day"})]
    midnight = datetime(2009, 11, 1, 2, 30, tzinfo=UTC)
    moments = [midnight - minutes(1), midnight, midnight + minutes(30), midnight + minutes(70)]
    calls = [event(*VIEW, at) for at in moments]
    for parts in ([calls], [[call] for call in calls], [[call] for call in reversed(calls)]):
        world = await make(rules, zone="America/St_Johns")
        for part in parts:
            await world.hear(*part)
        assert await world.score("ada@acme.com") == 8


async def test_fading_comes_after_the_cap(make):
    """A day's cap of 10 on 2 × 8: the first counts 8, the second 2; then each fades by its own age."""
    rules = [rule("V", "Page View", 8, 1, cap={"points": 10, "per": "ever"})]
    assert await score(make, rules, [event(*VIEW, NOON - days(1)), event(*VIEW, NOON)]) == 8 / 2 + 2


async def test_a_late_event_takes_its_place_under_the_cap(make):
    """The earliest count: a late one takes the cap of a later one, which then fades away with it."""
    rules = [rule("V", "Page View", 8, 1, cap={"points": 8, "per": "ever"})]
    world = await make(rules)
    await world.hear(event(*VIEW, NOON))
    assert await world.score("ada@acme.com") == 8
    await world.hear(event(*VIEW, NOON - days(2)))
    assert await world.score("ada@acme.com") == 2


async def test_equal_times_count_in_order_of_message_id(make):
    """Of two at one time the cap leaves its points to the one whose message id comes first."""
    world = await make([rule("V", "Page View", 8, cap={"points": 8, "per": "ever"})])
    await world.hear(event(*VIEW, message_id="b"))
    await world.hear(event(*VIEW, message_id="a"))
    lead_id = await world.lead_by_alias(("email", VIEW[0]))
    rows = await world.rows("SELECT event_id, message_id FROM events WHERE workspace_id = :w")
    names = {row["event_id"]: row["message_id"] for row in rows}
    async with world.database.transaction() as connection:
        [version] = await versions_in_force(connection, world.workspace_id)
        found = await points_between(connection, world.workspace_id, version, lead_id, NOON, NOON)
    assert {names[event_id]: points for event_id, _, _, points in found} == {"a": 8, "b": 0}


async def test_an_event_from_the_past_is_worth_what_is_left_of_it(make):
    """An import of a visit of three half-lives ago brings an eighth, and its time as last activity."""
    world = await make([rule("V", "Page View", 80, 1)])
    await world.hear(event(*VIEW, NOON - days(3)))
    row = await world.lead("ada@acme.com")
    assert (row.engagement_score, row.last_active_at) == (10, NOON - days(3))


async def test_ages_beyond_all_digits_are_nothing(make):
    """Twenty-six years at a half-life of half a day: no underflow, no points."""
    assert (
        await score(make, [rule("V", "Page View", 9, 0.5)], [event(*VIEW, datetime(2000, 1, 1, tzinfo=UTC))])
        == 0
    )
