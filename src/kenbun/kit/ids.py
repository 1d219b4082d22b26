"""Ids: UUIDv7 inside (they sort by the time they were made), prefixed and opaque outside.

>>> text = public("ld", new_id())
>>> text.startswith("ld_") and parse("ld", text) is not None
True
"""

import re
from uuid import UUID

import uuid_utils.compat

_HEX = re.compile(r"[0-9a-f]{32}")


def new_id() -> UUID:
    """A UUIDv7; later calls in one process sort after earlier ones."""
    return uuid_utils.compat.uuid7()


def public(prefix: str, identifier: UUID) -> str:
    return f"{prefix}_{identifier.hex}"


def parse(prefix: str, text: str) -> UUID | None:
    """The id behind its public form, or None where the text is no id of that kind."""
    head, _, tail = text.partition("_")
    if head != prefix or not _HEX.fullmatch(tail):
        return None
    return UUID(hex=tail)
