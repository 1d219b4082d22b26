"""The interpreter of scores, sessions, people and fields on cases worked out by hand."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tests.interpreter.fields import account_fields, lead_fields
from tests.interpreter.people import companies, people
from tests.interpreter.scores import level, receipt, score, score_at
from tests.interpreter.sessions import sessions

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
VIEW = {"name": "Viewed", "event_type": "Page View", "points": 10}


def view(hours=0, message="m", **metadata):
    at = NOON - timedelta(hours=hours)
    return {"event_type": "page_view", "timestamp": at, "message_id": message, "metadata": metadata}


def told(lines):
    return [(line["kind"], str(line["points"]), str(line["value"])) for line in lines]


def test_an_event_halves_with_each_half_life():
    """10 points with a half-life of a day: 10, then 5, then 2.5, which is 3."""
    rule = VIEW | {"half_life_days": 1}
    assert [score_at([rule], [view()], NOON + timedelta(days=n), "UTC") for n in (0, 1, 2)] == [10, 5, 3]
    assert told(receipt([rule], [view()], NOON + timedelta(days=2), "UTC")) == [
        ("rule", "10", "2.500000"),
        ("rounding", "0.500000", "0.500000"),
    ]


def test_a_cap_counts_the_earliest_and_the_last_in_part():
    """Of 3 × 10 points 15 a day count: all of the first, half of the second, none of the third."""
    rule = VIEW | {"half_life_days": 1, "cap": {"points": 15, "per": "day"}}
    events = [view(1, "c"), view(3, "a"), view(2, "b")]
    lines = receipt([rule], events, NOON, "UTC")
    assert [line["event"] for line in lines[:3]] == ["a", "b", "c"]
    assert (lines[3]["kind"], lines[3]["points"]) == ("cap", -15)
    faded = [Decimal("0.5") ** (Decimal(hours) / 24) for hours in (2, 1)]
    assert abs(lines[3]["value"] + 5 * faded[0] + 10 * faded[1]) < Decimal("0.00001")


def test_a_cap_on_negative_points_limits_their_size():
    """Three times -4 under a cap of 5 take 5 off."""
    rules = [
        VIEW,
        {"name": "Bad", "event_type": "Page View", "points": -4, "cap": {"points": 5, "per": "ever"}},
    ]
    assert score_at(rules, [view(), view(1, "n"), view(2, "o")], NOON, "UTC") == 25


def test_below_nothing_is_shown_as_nothing():
    """-10 + 10 of the floor is 0, and no rounding is left."""
    lines = receipt([VIEW | {"points": -10}], [view()], NOON, "UTC")
    assert told(lines) == [("rule", "-10", "-10.000000"), ("floor", "10.000000", "10.000000")]
    assert score(lines) == 0


def test_days_are_those_of_the_zone():
    """23:30 in UTC is the next day in Berlin, for caps and for dates."""
    late, later = view(12.5, "a"), view(11.5, "b")
    daily = VIEW | {"cap": {"points": 10, "per": "day"}}
    assert score_at([daily], [late, later], NOON, "UTC") == 20
    assert score_at([daily], [late, later], NOON, "Europe/Berlin") == 10
    assert score_at([VIEW | {"from": "2026-03-04"}], [late], NOON, "UTC") == 0
    assert score_at([VIEW | {"from": "2026-03-04"}], [late], NOON, "Europe/Berlin") == 10
    assert score_at([VIEW | {"to": "2026-03-03"}], [late], NOON, "UTC") == 10


def test_conditions_and_activity_of_rules():
    """Only events that match count, and only rules that are active."""
    pro = VIEW | {"conditions": {"field": "metadata.plan", "operator": "equals", "value": "pro"}}
    assert score_at([pro, VIEW | {"active": False}], [view(plan="PRO"), view(plan="x")], NOON, "UTC") == 10


def test_a_level_is_the_band_that_holds_the_score():
    """Ends are inclusive; what no band holds is Unclassified."""
    bands = [{"name": "Low", "min": 0, "max": 9}, {"name": "High", "min": 20, "max": None}]
    assert [level(score, bands) for score in (0, 9, 10, 20, 99)] == [
        "Low",
        "Low",
        "Unclassified",
        "High",
        "High",
    ]


def test_sessions_end_where_the_gap_is_the_timeout():
    """29:59 apart is one session, 30:00 apart is two; `system` opens none."""
    first, second, third = view(2), view(1.50001), view(1)
    runs = sessions([third, first, view(0, channel="system"), second])
    assert [(run[2], run[3]) for run in runs] == [(2, ["website"]), (1, ["website"])]
    assert (runs[0][0], runs[0][1], runs[1][0]) == (
        first["timestamp"],
        second["timestamp"],
        third["timestamp"],
    )


def by(*aliases, at=NOON, **more):
    return {"aliases": list(aliases), "timestamp": at} | more


def test_people_are_told_apart_in_order_of_receipt():
    """The strongest alias did it; known others it met are its likely doubles, and visitors turn out to be it."""
    cookie, mail, user = ("cookie", "1"), ("email", "a@acme.com"), ("external_id", "1")
    other, phone = ("cookie", "2"), ("phone", "+493012345678")
    doers, lead_of, pairs, into = people([by(cookie), by(mail), by(mail, user), by(cookie, mail)])
    assert doers == [0, 1, 1, 1]
    assert lead_of == {cookie: 0, mail: 1, user: 1}
    assert (pairs, into) == (set(), {0: 1})
    doers, _, pairs, into = people([by(mail), by(phone), by(phone, mail), by(cookie, mail), by(cookie)])
    assert (doers, pairs, into) == ([0, 1, 0, 0, 0], {frozenset({0, 1})}, {})
    doers, _, pairs, into = people([by(cookie), by(other), by(other, cookie), by(mail), by(other, mail)])
    assert (doers, pairs, into) == ([0, 1, 1, 3 - 1, 2], set(), {1: 0, 0: 2})


def test_what_is_shown_as_one_has_the_company_named_last():
    """A visitor's company stands for the person it turned out to be, unless that named one later."""
    cookie, mail = ("cookie", "1"), ("email", "a@acme.com")
    calls = [by(cookie, account_id="k1"), by(mail), by(cookie, mail)]
    leads, of_calls, _, _ = companies(calls)
    assert leads.keys() == {1}
    assert (leads[1][0], leads[1][1]["id"]) == ("account_id", "k1")
    assert [account["domain"] or account["id"] for account in of_calls] == ["k1", "acme.com", "k1"]


def test_companies_follow_the_latest_id_then_the_domain():
    """Ada's account is the one that her latest event names, Bob's that of his domain, Cy has none."""
    ada, bob, cy = ("email", "a@acme.com"), ("email", "b@acme.com"), ("email", "c@gmail.com")
    older = NOON - timedelta(hours=1)
    calls = [by(bob), by(ada, account_id="k1"), by(ada, account_id="k2", at=older), by(cy)]
    leads, of_calls, accounts, clashes = companies(calls)
    assert accounts == [{"id": "k1", "domain": "acme.com"}, {"id": "k2", "domain": None}]
    assert leads == {0: ("domain", accounts[0]), 1: ("account_id", accounts[0]), 2: ("free_mail", None)}
    assert [account and account["id"] for account in of_calls] == ["k1", "k1", "k2", None]
    assert clashes == {frozenset(map(id, accounts))}


def test_fields_take_the_latest_and_fill_the_empty_with_the_earliest():
    """By the time of the event; a latest value stands over one that fills an empty field."""

    def said(hours, message, traits=None, **metadata):
        at = NOON - timedelta(hours=hours)
        return by(kind="identify", message_id=message, at=at, traits=traits, metadata=metadata)

    calls = [said(1, "b", {"title": "VP"}), said(2, "a", {"title": "CTO"}), said(1, "a", {"title": "CEO"})]
    seen = {"a": [], "b": [("email", "late@acme.com")]}
    assert lead_fields(calls, seen) == {"title": "VP", "email": "late@acme.com"}
    earlier = said(9, "c", email="first@acme.com")
    assert lead_fields([*calls, earlier], seen | {"c": []})["email"] == "first@acme.com"
    stated = said(20, "d", {"email": "stated@acme.com"})
    assert lead_fields([*calls, earlier, stated], seen | {"c": [], "d": []})["email"] == "stated@acme.com"
    assert account_fields([said(1, "e", plan="pro", employees="many")]) == {"plan": "pro"}
