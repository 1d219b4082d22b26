"""A rule as a form: texts as people type them, and what is wrong with them, field by field."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from kenbun.kit.errors import Invalid
from kenbun.scoring.fit.rules import FitDraft
from kenbun.scoring.rules import Rule, RuleDraft

SHOWN_AT = frozenset(
    {"name", "event_type", "points", "half_life_days", "cap", "cap.points", "cap.per", "from", "to"}
)
"""The fields that show their own errors; others are listed above the form."""

BLANK = {
    "name": "",
    "event_type": "",
    "points": "10",
    "conditions": "",
    "half_life_days": "30",
    "cap_points": "",
    "cap_per": "day",
    "from": "",
    "to": "",
    "active": True,
}


@dataclass(frozen=True)
class Checked:
    """What came of a form: the draft, or the errors by the path of the field."""

    draft: RuleDraft | FitDraft | None
    errors: dict[str, str] = field(default_factory=dict)


def filled(draft: RuleDraft) -> dict[str, Any]:
    """The form for a rule that is there."""
    return {
        "name": draft.name,
        "event_type": draft.event_type,
        "points": str(draft.points),
        "conditions": "" if draft.conditions is None else json.dumps(draft.conditions),
        "half_life_days": "" if draft.half_life_days is None else f"{draft.half_life_days:g}",
        "cap_points": str(draft.cap.points) if draft.cap else "",
        "cap_per": draft.cap.per if draft.cap else "day",
        "from": draft.valid_from.isoformat() if draft.valid_from else "",
        "to": draft.valid_to.isoformat() if draft.valid_to else "",
        "active": draft.active,
    }


def typed(sent: Mapping[str, Any]) -> dict[str, Any]:
    """The form as it was sent, to be shown again beside its errors."""
    texts = {name: str(sent.get(name, "")) for name in BLANK if name != "active"}
    return {**texts, "active": sent.get("active") == "true"}


def check(form: Mapping[str, Any], rule_id: UUID) -> Checked:
    try:
        draft = RuleDraft.model_validate(_document(form))
        Rule.read(rule_id, draft)
    except ValidationError as error:
        return Checked(None, {_path(each["loc"]): sentence(each["msg"]) for each in error.errors()})
    except Invalid as error:
        return Checked(None, {error.field or "": error.detail})
    return Checked(draft)


def _document(form: Mapping[str, Any]) -> dict[str, Any]:
    cap = (
        {"points": read_number(form["cap_points"]), "per": form["cap_per"]}
        if form["cap_points"].strip()
        else None
    )
    return {
        "name": form["name"],
        "event_type": form["event_type"],
        "points": read_number(form["points"]),
        "half_life_days": read_number(form["half_life_days"]),
        "cap": cap,
        "from": form["from"] or None,
        "to": form["to"] or None,
        "conditions": _tree(form["conditions"]),
        "active": form["active"],
    }


def read_number(text: str) -> int | float | str | None:
    """What is no number stays a text, for the check to refuse."""
    plain = text.strip().replace("\N{MINUS SIGN}", "-")
    if not plain:
        return None
    for kind in (int, float):
        try:
            return kind(plain)
        except ValueError:
            continue
    return plain


def _tree(text: str) -> Any:
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid("The conditions cannot be read; build them again.", field="conditions") from None


def _path(location: tuple[int | str, ...]) -> str:
    names = {"valid_from": "from", "valid_to": "to"}
    return ".".join(names.get(str(step), str(step)) for step in location)


def sentence(message: str) -> str:
    text = message.removeprefix("Value error, ").removeprefix("Input ")
    return f"{text[0].upper()}{text[1:]}."
