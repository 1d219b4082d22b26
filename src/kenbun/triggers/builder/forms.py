"""A trigger as a form: texts as people type them, and the document that the API would be sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self, TypeVar, get_args

from kenbun.kit.errors import Invalid
from kenbun.triggers.drafts import Kind, Subject, TriggerChange, TriggerDraft

KINDS: tuple[Kind, ...] = get_args(Kind)
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
UNITS = {"60": "minutes", "3600": "hours", "86400": "days"}
SHOWN_AT = frozenset(
    {
        "name",
        "dimension",
        "direction",
        "threshold",
        "event_type",
        "steps",
        "ordered",
        "within_seconds",
        "count",
        "segment_id",
        "on",
        "level",
        "fire",
        "cooldown_seconds",
        "outputs",
    }
)
"""The fields that show their own errors; steps, conditions and outputs show theirs one by one, others stand above."""

Json = dict[str, Any]
_Word = TypeVar("_Word", bound=str)


@dataclass(frozen=True, slots=True)
class Form:
    """Of the fields of its kind each as typed; `steps` of a sequence, `level` as `dimension:name`. `conditions` and
    `outputs` are JSON, as scripts write them; blank: none. Numbers and their units stand apart, as in the page."""

    kind: Kind
    subject: Subject
    name: str = ""
    active: bool = True
    dimension: str = "engagement"
    direction: str = "up"
    threshold: str = "50"
    event_type: str = ""
    steps: tuple[str, ...] = ("", "")
    ordered: bool = True
    count: str = "5"
    within: str = "1"
    unit: str = "86400"
    surge: str = "events"
    segment_id: str = ""
    on: str = "enter"
    level: str = ""
    conditions: str = ""
    outputs: str = ""
    fire: str = "always"
    rest: str = ""
    rest_unit: str = "86400"

    @classmethod
    def blank(cls, kind: str, subject: str) -> Self:
        """Raises Invalid where there is no such kind."""
        form = cls(_one_of(kind, KINDS, "kind"), _one_of(subject, SUBJECTS, "subject"))
        # what repeats itself often should not call every time
        form = replace(form, rest="1" if kind in ("sequence", "surge") else "")
        if subject == "account":
            form = replace(form, surge="account", dimension="account_engagement")
        return form


def typed(sent: Any) -> Form:
    """Of what a browser has sent (starlette's FormData). Raises Invalid where it is of no kind that there is."""

    def text(name: str) -> str:
        return str(sent.get(name, ""))

    texts: Json = {
        name: text(name)
        for name in Form.__slots__
        if name in sent and name not in ("active", "ordered", "steps")
    }
    blank = Form.blank(texts.pop("kind", ""), texts.pop("subject", ""))
    steps = tuple(str(one) for one in sent.getlist("steps")) or blank.steps
    return replace(
        blank, **texts, active=text("active") == "true", ordered=text("ordered") != "false", steps=steps
    )


def days_of(sent: Any, known: Sequence[int]) -> int:
    """How many days are to be looked at. Raises Invalid."""
    days = _number(str(sent.get("days", known[0])))
    if not isinstance(days, int) or days not in known:
        raise Invalid(f"Give one of {', '.join(map(str, known))}.", field="days")
    return days


def filled(document: Mapping[str, Any]) -> Form:
    """For a trigger as the API answers it."""
    kind = document["kind"]
    form = Form.blank(kind, document["subject"])
    texts: Json = {name: document[name] for name in ("name", "active", "fire")}
    for name in ("dimension", "direction", "segment_id", "on", "ordered"):
        if name in document:
            texts[name] = document[name]
    for name in ("threshold", "count"):
        if document.get(name) is not None:
            texts[name] = str(document[name])
    if kind == "level":
        texts["level"] = f"{document['dimension']}:{document['level']}"
    if kind == "surge":
        texts["surge"] = "account" if document.get("account_surge") else "events"
    if document.get("within_seconds"):
        texts["within"], texts["unit"] = _parted(document["within_seconds"])
    rest = document["cooldown_seconds"]
    texts["rest"], texts["rest_unit"] = _parted(rest) if rest else ("", "86400")
    conditions, outputs = document["conditions"], document["outputs"]
    return replace(
        form,
        **texts,
        event_type=document.get("event_type") or "",
        steps=tuple(document.get("steps", form.steps)),
        conditions=json.dumps(conditions) if conditions else "",
        outputs=json.dumps(outputs) if outputs else "",
    )


def draft_of(form: Form) -> TriggerDraft:
    """Raises ValidationError, or Invalid."""
    return TriggerDraft.model_validate(document_of(form))


def change_of(form: Form) -> TriggerChange:
    """Of all but kind and subject, which stay. Raises ValidationError, or Invalid."""
    said = document_of(form)
    return TriggerChange.model_validate(
        {name: said[name] for name in said if name not in ("kind", "subject")}
    )


def shown_at(errors: Mapping[str, str]) -> frozenset[str]:
    """The paths of those that show where they belong."""
    parts = ("conditions", "outputs[", "steps[")
    return SHOWN_AT | frozenset(path for path in errors if path.startswith(parts))


def document_of(form: Form) -> Json:
    """As the API takes it. What is no number stays the text that it is, for the check to name. Raises Invalid."""
    return {
        "name": form.name,
        "kind": form.kind,
        "subject": form.subject,
        **_of_kind(form),
        "conditions": _json(form.conditions, "conditions"),
        "fire": form.fire,
        "cooldown_seconds": _seconds(form.rest, form.rest_unit) if form.fire == "always" else 0,
        "outputs": _json(form.outputs, "outputs") or [],
        "active": form.active,
    }


def _of_kind(form: Form) -> Json:
    event_type = form.event_type.strip() or None
    if form.kind == "milestone":
        return {
            "dimension": form.dimension,
            "direction": form.direction,
            "threshold": _number(form.threshold),
            # no other score moves with an event
            "event_type": event_type if form.dimension == "engagement" else None,
        }
    if form.kind == "sequence":
        steps = [one.strip() for one in form.steps if one.strip()]
        return {
            "steps": steps,
            "ordered": form.ordered,
            "within_seconds": _seconds(form.within, form.unit),
        }
    if form.kind == "segment":
        return {"segment_id": form.segment_id, "on": form.on}
    if form.kind == "level":
        dimension, _, level = form.level.partition(":")
        return {"dimension": dimension, "level": level, "on": form.on}
    if form.surge == "account":
        return {"account_surge": True}
    return {
        "event_type": event_type,
        "count": _number(form.count),
        "within_seconds": _seconds(form.within, form.unit),
        "account_surge": False,
    }


def _json(text: str, field: str) -> Any:
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid("This cannot be read; build it again.", field=field) from None


def _number(text: str) -> int | str:
    """Of digits alone, few enough to be meant."""
    plain = text.strip()
    return int(plain) if plain.removeprefix("-").isdecimal() and len(plain) <= 12 else plain


def _seconds(number: str, unit: str) -> int | str:
    size, many = _number(unit), _number(number.strip() or "0")
    return many * size if isinstance(many, int) and isinstance(size, int) else many


def _parted(seconds: int) -> tuple[str, str]:
    """In the largest unit that gives a whole number."""
    unit = next((one for one in reversed(UNITS) if seconds % int(one) == 0), "1")
    return str(seconds // int(unit)), unit


def _one_of(text: str, known: Sequence[_Word], field: str) -> _Word:
    for one in known:
        if one == text:
            return one
    raise Invalid(f"Give one of {', '.join(known)}.", field=field)
