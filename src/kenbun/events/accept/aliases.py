"""Aliases in the one form in which they are stored and looked up.

E-mail addresses are trimmed and lower-cased, phone numbers written as E.164; cookies, external ids and
social handles are taken as they are.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

import phonenumbers
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from kenbun.kit.errors import Invalid

KINDS = ("email", "phone", "external_id", "cookie", "social")
MAX_LENGTH = 500

# What needs no closer look: nine addresses in ten. Whatever differs goes to the library.
_PLAIN = re.compile(
    r"[a-z0-9_+-]{1,20}(?:\.[a-z0-9_+-]{1,20}){0,2}@"
    r"(?:[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){0,30}\.){1,3}([a-z]{2,12})",
    re.ASCII,
)
_SPECIAL = frozenset(name.rpartition(".")[2] for name in SPECIAL_USE_DOMAIN_NAMES)


@lru_cache(maxsize=65_536)
def email(text: str) -> str | None:
    """The address in the form that is stored, or None where the text is none. Asks no other server."""
    trimmed = text.strip().lower()
    plain = _PLAIN.fullmatch(trimmed)
    if plain and plain[1] not in _SPECIAL:
        return trimmed
    try:
        address = validate_email(trimmed, check_deliverability=False)
    except EmailNotValidError:
        return None
    return unicodedata.normalize("NFC", address.normalized.lower())


@lru_cache(maxsize=16_384)
def phone(text: str) -> str | None:
    """The number as E.164, or None where it is none or names no country."""
    try:
        number = phonenumbers.parse(text.strip(), None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normalise(kind: Any, value: Any, kind_field: str, value_field: str) -> tuple[str, str]:
    """The pair as it is stored. Raises `Invalid` naming the field at fault."""
    if kind not in KINDS:
        raise Invalid(f"Unknown kind of alias. It is one of {', '.join(KINDS)}.", field=kind_field)
    text = str(value) if type(value) is int else value
    if type(text) is not str:
        raise Invalid("Must be text.", field=value_field)
    if len(text) > MAX_LENGTH:
        raise Invalid(f"Must have at most {MAX_LENGTH} characters.", field=value_field)
    if not text or text.isspace():
        raise Invalid("Must not be empty.", field=value_field)
    if kind == "email":
        return kind, _found(email(text), "Not an e-mail address.", value_field)
    if kind == "phone":
        remedy = "Not a phone number. Write it with + and the country's code, like +14155550123."
        return kind, _found(phone(text), remedy, value_field)
    return kind, text


def _found(value: str | None, otherwise: str, field: str) -> str:
    if value is None:
        raise Invalid(otherwise, field=field)
    return value
