"""Text from outside, made fit to store and to answer with."""

import re
from typing import Annotated

from pydantic import AfterValidator

from kenbun.kit.errors import Invalid

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


def storable(text: str) -> bool:
    """False for text that PostgreSQL refuses: a NUL or half of a surrogate pair in it."""
    return _UNSTORABLE.search(text) is None


def is_line(text: str) -> bool:
    """True for text that can be stored and holds no line break or other control character."""
    return _CONTROL.search(text) is None


def _stored(text: str) -> str:
    if not storable(text):
        raise ValueError("must be text without NUL characters and lone surrogates")
    return text


Storable = Annotated[str, AfterValidator(_stored)]
"""Text in a request's model: JSON can spell what PostgreSQL refuses, and pydantic lets it through."""


def printable(text: str, limit: int = 300) -> str:
    """The text with what cannot be stored or encoded replaced, cut to `limit` characters."""
    clean = _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text[: limit + 1])
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def line(text: str, field: str, limit: int = 200) -> str:
    """A name as a person writes it: one line, trimmed, not empty. Raises `Invalid` naming the field."""
    trimmed = text.strip()
    if not trimmed:
        raise Invalid("Must not be empty.", field=field)
    if len(trimmed) > limit:
        raise Invalid(f"Must have at most {limit} characters.", field=field)
    if not is_line(trimmed):
        raise Invalid("Must be one line without control characters.", field=field)
    return trimmed
