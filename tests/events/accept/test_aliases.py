"""Aliases in the one form in which they are stored."""

import unicodedata
from typing import Any

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from kenbun.events.accept.aliases import email, normalise, phone
from kenbun.kit.errors import Invalid


def by_library(text: str) -> str | None:
    try:
        found = validate_email(text.strip().lower(), check_deliverability=False).normalized
    except EmailNotValidError:
        return None
    return unicodedata.normalize("NFC", found.lower())


@given(
    st.from_regex(r"[a-zA-Z0-9._+-]{1,30}@([a-zA-Z0-9-]{1,12}\.){1,4}[a-zA-Z]{1,13}", fullmatch=True)
    | st.emails()
)
@example("a@xn--bcher-kva.example.com")
@example("a@ab--cd.com")
@example("a@b.test")
@example("a@b.local")
@example("a.@b.com")
@example(f"{'a' * 20}.{'a' * 20}.{'a' * 24}@b.com")
@example("a@1.2.3.com")
def test_the_quick_way_to_read_addresses_is_the_librarys(text: str) -> None:
    """Whatever is accepted without the library it would accept, in the same form."""
    assert email.__wrapped__(text) == by_library(text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Ada@Example.COM ", "ada@example.com"),
        ("ada+news@example.co.uk", "ada+news@example.co.uk"),
        ("J\u00d6RG@B\u00dcCHER.example.com", "j\u00f6rg@b\u00fccher.example.com"),
        ("ada", None),
        ("ada@example", None),
        ("ada@localhost", None),
        ("a b@example.com", None),
        ("ada@exa mple.com", None),
        ("Ada <ada@example.com>", None),
        ("", None),
    ],
)
def test_addresses(text: str, address: str | None) -> None:
    """Trimmed and lower-cased; whatever is no address is none."""
    assert email(text) == address


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+1 (415) 555-0123", "+14155550123"),
        (" +49 30 901820", "+4930901820"),
        ("0171 2345678", None),
        ("+1", None),
        ("+999 123456", None),
        ("phone", None),
    ],
)
def test_numbers(text: str, number: str | None) -> None:
    """E.164, whatever the punctuation; a number that names no country cannot be read."""
    assert phone(text) == number


def attempt(kind: Any, value: Any) -> tuple[tuple[str, str] | None, str | None]:
    try:
        return normalise(kind, value, "kind", "value"), None
    except Invalid as problem:
        return None, problem.field


@given(
    st.sampled_from(["email", "phone", "external_id", "cookie", "social", "fax", None]),
    st.text() | st.integers() | st.none() | st.booleans() | st.lists(st.text()),
)
def test_normalising_twice_is_normalising_once(kind: Any, value: Any) -> None:
    """Whatever comes in: a pair that stays as it is, or a reason with the field at fault."""
    pair, field = attempt(kind, value)
    if pair is None:
        assert field in ("kind", "value")
    else:
        assert attempt(*pair) == (pair, None)
        if kind in ("external_id", "cookie", "social"):
            assert pair == (kind, str(value))
