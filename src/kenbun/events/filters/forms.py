"""A filter as a form: texts as people type them, and what is wrong with them, field by field."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from kenbun.events.filters.drafts import FilterDraft, FilterSaid, read
from kenbun.kit.errors import Invalid, Problem

UNITS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}
SHOWN_AT = frozenset({"name", "event_type", "count", "window_seconds"})
"""The fields that show their own errors; others are listed above the form."""

BLANK: dict[str, Any] = {
    "name": "",
    "kind": "attribute",
    "event_type": "",
    "conditions": "",
    "count": "20",
    "window": "1",
    "unit": "minute",
    "keep_first": False,
    "active": True,
    "days": "7",
}


def filled(said: FilterSaid) -> dict[str, Any]:
    form = BLANK | {
        "name": said.name,
        "kind": said.kind,
        "event_type": said.event_type or "",
        "conditions": json.dumps(said.conditions) if said.conditions else "",
        "active": said.active,
    }
    if said.kind == "velocity" and said.window_seconds:
        unit = next(name for name, size in reversed(UNITS.items()) if said.window_seconds % size == 0)
        form |= {
            "count": str(said.count),
            "window": str(said.window_seconds // UNITS[unit]),
            "unit": unit,
            "keep_first": bool(said.keep_first),
        }
    return form


def typed(sent: Mapping[str, Any]) -> dict[str, Any]:
    """The form as it was sent, to be shown again beside its errors."""
    texts = {name: str(sent.get(name, "")) for name in BLANK}
    return texts | {name: sent.get(name) == "true" for name in ("keep_first", "active")}


def draft_of(form: Mapping[str, Any]) -> FilterDraft:
    """Raises ValidationError, or Invalid. What belongs to the other kind is left out."""
    document: dict[str, Any] = {
        "kind": form["kind"],
        "name": form["name"].strip() or None,
        "event_type": form["event_type"].strip() or None,
        "active": form["active"],
    }
    if form["kind"] == "velocity":
        document |= {
            "count": _number(form["count"]),
            "window_seconds": _seconds(form["window"], form["unit"]),
            "keep_first": form["keep_first"],
        }
    else:
        document["conditions"] = _tree(form["conditions"])
    draft = FilterDraft.model_validate(document)
    read(draft)
    return draft


def errors_of(error: ValidationError | Problem) -> dict[str, str]:
    """By the name of the form's field; what belongs to none stands under the empty name."""
    if isinstance(error, Problem):
        return {error.field or "": error.detail}
    found = {".".join(map(str, each["loc"])): each["msg"] for each in error.errors()}
    return {path: _sentence(message) for path, message in found.items()}


def days_of(form: Mapping[str, Any]) -> int:
    """Over how many days it is tried."""
    number = _number(form["days"])
    return number if isinstance(number, int) and 1 <= number <= 365 else 7


def _seconds(window: str, unit: str) -> int | str | None:
    number = _number(window)
    return number * UNITS.get(unit, 1) if isinstance(number, int) else number


def _number(text: str) -> int | str | None:
    """What is no number stays a text, for the check to refuse."""
    plain = text.strip()
    if not plain:
        return None
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else plain


def _tree(text: str) -> Any:
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid("The conditions cannot be read; build them again.", field="conditions") from None


def _sentence(message: str) -> str:
    text = message.removeprefix("Value error, ").removeprefix("Input ")
    return f"{text[0].upper()}{text[1:]}."
