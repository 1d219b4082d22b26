"""Whether a payload that could not be used names a person, however it was written."""

import json
from typing import Any

import pytest

from kenbun.erasure.names import Names, normal
from kenbun.kit.ids import new_id, public

LEAD = new_id()
ALIASES = [
    ("email", "ada@acme.com"),
    ("email", "zoë@bücher.example"),
    ("phone", "+493012345678"),
    ("external_id", "42"),
    ("cookie", "c1"),
]
NAMES = Names.of(normal(ALIASES), [LEAD])


@pytest.mark.parametrize(
    "payload",
    [
        {"event_type": 5, "alias_kind": "email", "alias": " ADA@acme.com "},
        {"event_type": "X", "aliases": [{"alias_kind": "phone", "raw_value": "+49 30 / 1234-5678"}]},
        {"kind": "event", "aliases": [["cookie", "c1"]]},
        {"kind": "event", "aliases": [["external_id", "42"]], "traits": {"seats": 1}},
        {"userId": 42, "type": "track"},
        {"anonymousId": "c1"},
        {"type": "identify", "traits": {"deep": [{"er": "write to Ada <ada@acme.com>, please"}]}},
        {"traits": {"email": "Zoë@bücher.example"}},
        {"traits": {"phone": "030 12345678"}},
        {"traits": {"phone": "0049 (0)30 12345678"}},
        {"lead_id": public("ld", LEAD), "metadata": {}},
        {"lead_id": str(LEAD)},
    ],
)
def test_a_payload_that_names_one_of_them(payload: Any) -> None:
    """In whatever dialect, spelling and depth, escaped or not."""
    assert NAMES.are_in(json.dumps(payload))
    assert NAMES.are_in(json.dumps(payload, ensure_ascii=False))


@pytest.mark.parametrize(
    "payload",
    [
        {"alias_kind": "email", "alias": "bob@acme.com"},
        {"alias": "ada@acme.community", "metadata": {"domain": "acme.com"}},
        {"userId": "421", "properties": {"plan": "42", "seats": 42, "cookie": "c1"}},
        {"traits": {"phone": "+49 30 12345679"}, "timestamp": "2026-03-04T12:00:00.345678Z"},
        {"lead_id": public("ld", new_id())},
        {"short": "5678", "nothing": None, "yes": True, "many": []},
        "ada",
        None,
    ],
)
def test_a_payload_that_names_somebody_else(payload: Any) -> None:
    """Numbers and words that look alike by chance are nobody's name."""
    assert not NAMES.are_in(json.dumps(payload))


def test_a_payload_that_is_cut_off_is_looked_at_as_text() -> None:
    """Those that are too long are kept in part, and are no JSON any more."""
    assert NAMES.are_in('{"alias": "Ada@acme.com", "metadata": {"a": "bcd')
    assert NAMES.are_in('{"userId": "c1", "metadata": {"a": "bcd')
    assert not NAMES.are_in('{"userId": "c12", "metadata": {"a": "bcd')
    assert NAMES.are_in('{"alias": "ada@acme.com", "deep": ' + "[" * 100_000)


def test_nobody_is_named_by_nothing() -> None:
    """Who has no address and no number is not found by those of others."""
    nobody = Names.of([], [])
    assert not nobody.are_in(json.dumps({"alias": "ada@acme.com", "phone": "+493012345678", "lead_id": ""}))


def test_what_somebody_typed_is_known_as_it_is_stored_too() -> None:
    """A field holds an address as it was written; aliases have one form."""
    assert normal([("email", "Ada@Acme.com"), ("phone", "+49 30 12345678"), ("cookie", "C 1")]) == {
        ("email", "Ada@Acme.com"),
        ("email", "ada@acme.com"),
        ("phone", "+49 30 12345678"),
        ("phone", "+493012345678"),
        ("cookie", "C 1"),
    }
