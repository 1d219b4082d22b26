"""Cells of a CSV file that people open in a spreadsheet: none is taken for a formula, and what was written is read
again."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

# What spreadsheets take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_SPECIAL = re.compile(r'[",\r\n]')


def cell(value: Any) -> str:
    """The value as text: numbers stay numbers; what would be a formula is made text by an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    text = str(value)
    # an apostrophe of its own before such a sign is doubled, so that reading takes away the one that was put there
    if text.lstrip("'").startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def uncell(text: str) -> str:
    """What was written as this cell."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA) else text


def line(cells: Iterable[str]) -> str:
    """One line of the file, as RFC 4180 has it."""
    return ",".join(map(_quoted, cells)) + "\r\n"


def _quoted(text: str) -> str:
    if _SPECIAL.search(text) or text != text.strip(" "):
        return '"' + text.replace('"', '""') + '"'
    return text
