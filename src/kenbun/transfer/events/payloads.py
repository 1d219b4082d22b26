"""Rows of a file as events, spelled as `POST /api/ingest` takes them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from kenbun.kit.cells import uncell
from kenbun.kit.errors import Invalid
from kenbun.transfer.imports.reading import Sheet, rows_of

_APART = re.compile(r"[^a-z0-9]+")
_FIELDS = (
    *("event_type", "timestamp", "message_id", "lead_id"),
    *("account_id", "account_name", "company_name", "alias_kind", "alias"),
)
_ALSO = {"event": "event_type", "type": "event_type", "time": "timestamp", "date": "timestamp"}
_ALIASES = {
    "email": "email",
    "e_mail": "email",
    "phone": "phone",
    "external_id": "external_id",
    "user_id": "external_id",
    "cookie": "cookie",
    "anonymous_id": "cookie",
    "social": "social",
}

Place = Callable[[dict[str, Any], str], None]


def payloads(sheet: Sheet) -> Iterator[tuple[int, dict[str, Any]]]:
    """With the row's number. Raises Invalid where the headings cannot do.

    Without a message id of its own a row has one that follows from the file and the row: sending the file again
    changes nothing.
    """
    places = _places(sheet.headers)
    file = hashlib.sha256(sheet.text.encode()).hexdigest()[:32]
    for number, cells in rows_of(sheet.text, sheet.separator):
        payload: dict[str, Any] = {"message_id": f"import:{file}:{number}", "metadata": {}, "aliases": []}
        for place, cell in zip(places, cells, strict=False):
            if text := uncell(cell.strip()):
                place(payload, text)
        yield number, payload


def _places(headers: Sequence[str]) -> list[Place]:
    """What each column is put into."""
    folded = [_APART.sub("_", header.lower()).strip("_") for header in headers]
    names = [_ALSO.get(name, name) if _ALSO.get(name) not in folded else name for name in folded]
    if "event_type" not in names:
        raise Invalid("The file needs a column “event_type”.", field="file")
    if not {"lead_id", "alias", *_ALIASES} & set(names):
        known = ", ".join(("email", "phone", "external_id", "cookie", "social"))
        raise Invalid(
            f"The file needs a column that says who did it: one of {known}, or lead_id.", field="file"
        )
    return [_place(name, header) for name, header in zip(names, headers, strict=True)]


def _place(name: str, header: str) -> Place:
    if name in _FIELDS:
        return lambda payload, text: payload.update({name: text})
    if name in _ALIASES:
        kind = _ALIASES[name]
        return lambda payload, text: payload["aliases"].append({"alias_kind": kind, "raw_value": text})
    key = header.removeprefix("metadata.")
    return lambda payload, text: payload["metadata"].update({key: text})
