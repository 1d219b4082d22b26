"""What a Segment message means."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from kenbun.events.accept.call import Call, Receipt
from kenbun.events.accept.segment.read import read
from kenbun.kit.errors import Problem

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def call(**message: Any) -> Call:
    return read({"type": "track", "event": "X", "userId": "u1"} | message, Receipt.at(NOW))


def fault(**message: Any) -> str | None:
    with pytest.raises(Problem) as caught:
        call(**message)
    return caught.value.field


def test_a_user_id_that_reads_as_an_address_is_an_address_too() -> None:
    """userId is an external id, anonymousId a cookie, and addresses are e-mail aliases; strongest first."""
    found = call(
        userId="Ada@Example.com",
        anonymousId="c1",
        traits={"email": "ada@work.example"},
        context={"traits": {"email": "not an address"}},
    )
    assert found.aliases == [
        ("external_id", "Ada@Example.com"),
        ("email", "ada@example.com"),
        ("email", "ada@work.example"),
        ("cookie", "c1"),
    ]
    assert msgspec.json.decode(found.traits or b"") == {"email": "ada@work.example"}


def test_an_address_among_the_properties_is_no_alias() -> None:
    """It may be anyone's: whom a colleague invited, say."""
    assert call(properties={"email": "bob@example.com"}).aliases == [("external_id", "u1")]


def test_numbers_are_ids_too() -> None:
    """Many databases count their users."""
    assert call(userId=42).aliases == [("external_id", "42")]


def test_nobody_is_refused() -> None:
    """A message needs a user id or an anonymous id; an address alone is none."""
    assert fault(userId=None) == "userId"
    assert fault(userId="", anonymousId="") == "userId"
    assert fault(userId=None, traits={"email": "ada@example.com"}) == "userId"
    assert fault(userId="x" * 501) == "userId"
    assert fault(userId={}) == "userId"


def test_traits_of_both_places_are_joined() -> None:
    """Those at the top come before those in the context."""
    found = call(
        type="identify", traits={"title": "CTO"}, context={"traits": {"title": "Dev", "city": "Bern"}}
    )
    assert found.kind == "identify"
    assert msgspec.json.decode(found.traits or b"") == {"title": "CTO", "city": "Bern"}
    assert found.metadata == b"{}"


def test_surroundings_are_kept_without_the_senders_address() -> None:
    """The context goes under the metadata, without ip and traits."""
    context = {
        "page": {"url": "/x"},
        "campaign": {"name": "spring"},
        "userAgent": "UA",
        "ip": "198.51.100.7",
        "traits": {"email": "ada@example.com"},
    }
    found = call(properties={"plan": "team", "channel": "crm"}, context=context)
    assert msgspec.json.decode(found.metadata) == {
        "plan": "team",
        "channel": "crm",
        "context": {"page": {"url": "/x"}, "campaign": {"name": "spring"}, "userAgent": "UA"},
    }
    assert (found.campaign, found.channel) == ("spring", "crm")


def test_pages_and_screens() -> None:
    """A page is a Page View with its name and category among the metadata; properties come first."""
    found = call(type="page", name="Pricing", category="Docs", properties={"name": "Other"})
    assert found.event_type == "Page View"
    assert msgspec.json.decode(found.metadata) == {"name": "Other", "category": "Docs"}
    assert call(type="screen", name="Home").event_type == "Screen View"


def test_groups() -> None:
    """A group call carries the account's traits; any other call may name the group in its context."""
    found = call(
        type="group",
        groupId=7,
        traits={"name": "Acme", "employees": 9},
        context={"traits": {"email": "ada@example.com"}},
    )
    assert (found.kind, found.account_key, found.account_name) == ("group", "7", "Acme")
    assert msgspec.json.decode(found.traits or b"") == {"name": "Acme", "employees": 9}
    assert ("email", "ada@example.com") in found.aliases
    assert call(context={"groupId": "g1"}).account_key == "g1"
    assert call(properties={"account_id": "a1"}).account_key == "a1"
    assert call(properties={"account_id": "a1"}, context={"groupId": "g1"}).account_key == "g1"
    assert call(properties={"account_id": {"not": "an id"}}).account_key is None
    assert fault(type="group") == "groupId"


def test_alias_calls_name_both_ids() -> None:
    """What was there before is a cookie if an SDK may have made it, a user id if an address; else both."""
    uuid = "0b0f7c1e-9d3c-4b3a-8f5e-1a2b3c4d5e6f"
    assert call(type="alias", previousId=uuid).aliases == [("external_id", "u1"), ("cookie", uuid)]
    assert call(type="alias", previousId="c", anonymousId="c").aliases[1] == ("cookie", "c")
    assert call(type="alias", previousId="x").aliases[1:] == [("external_id", "x"), ("cookie", "x")]
    assert call(type="alias", previousId="old@example.com").aliases == [
        ("external_id", "u1"),
        ("external_id", "old@example.com"),
        ("email", "old@example.com"),
    ]
    assert fault(type="alias") == "previousId"
    assert fault(type="alias", previousId="a", userId=None) == "userId"


@pytest.mark.parametrize(
    ("times", "ago"),
    [
        ({}, timedelta(0)),
        ({"timestamp": "2026-03-01T11:00:00Z"}, timedelta(hours=1)),
        # the sender's clock is a day slow, and the event came an hour before it was sent
        ({"timestamp": "2026-02-28T11:00:00Z", "sentAt": "2026-02-28T12:00:00Z"}, timedelta(hours=1)),
        ({"originalTimestamp": "2026-02-28T11:00:00Z", "sentAt": "2026-02-28T12:00:00Z"}, timedelta(hours=1)),
        # years ahead
        ({"timestamp": "2031-02-28T11:00:00Z", "sentAt": "2031-02-28T12:00:00Z"}, timedelta(hours=1)),
        # seconds underway are no skew
        ({"timestamp": "2026-03-01T11:00:00Z", "sentAt": "2026-03-01T11:59:57Z"}, timedelta(hours=1)),
        # unreadable: as if it were not there
        ({"timestamp": "2026-03-01T11:00:00Z", "sentAt": "now"}, timedelta(hours=1)),
        # corrected before, by a server that forwards
        (
            {
                "timestamp": "2026-03-01T11:00:00Z",
                "originalTimestamp": "2020-01-01T00:00:00Z",
                "sentAt": "2020-01-01T00:00:00Z",
                "receivedAt": "2026-03-01T11:00:00Z",
            },
            timedelta(hours=1),
        ),
    ],
)
def test_clock_skew_is_corrected_by_sent_at(times: dict[str, Any], ago: timedelta) -> None:
    """The time between happening and sending is right even where the clock is wrong."""
    assert call(**times).happened_at == NOW - ago


def test_the_far_future_is_refused() -> None:
    """Without a word on when it was sent, a time ahead stays ahead."""
    assert fault(timestamp="2031-01-01T00:00:00Z") == "timestamp"
    assert fault(timestamp="9999-12-31T23:59:59Z", sentAt="0001-01-01T00:00:00Z") == "timestamp"
    assert fault(timestamp="0001-01-01T00:00:00Z", sentAt="9999-12-31T23:59:59Z") == "timestamp"


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ({"type": None}, "type"),
        ({"type": ["track"]}, "type"),
        ({"event": None}, "event"),
        ({"properties": "x"}, "properties"),
        ({"properties": {"x": "y" * 100_001}}, "properties"),
        ({"traits": []}, "traits"),
        ({"context": []}, "context"),
        ({"context": {"traits": 1}}, "context.traits"),
        ({"context": {"groupId": {}}}, "context.groupId"),
        ({"messageId": "m" * 201}, "messageId"),
    ],
)
def test_what_is_wrong_is_named(message: dict[str, Any], field: str) -> None:
    """Each part at fault by its path."""
    assert fault(**message) == field
