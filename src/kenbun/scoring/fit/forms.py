"""A rule about a field as a form: texts as people type them, and what is wrong with them, field by field."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from kenbun.conditions import OPERATORS
from kenbun.conditions.operators import FieldType, Operator, operator_named
from kenbun.kit.errors import Invalid
from kenbun.scoring.fit.rules import FitDimension, FitDraft, FitRule
from kenbun.scoring.rule_forms import Checked, read_number, sentence

SHOWN_AT = frozenset({"name", "field", "operator", "value", "points"})
"""The fields that show their own errors; others are listed above the form."""

BLANK = {"name": "", "field": "", "operator": "equals", "value": "", "points": "10", "active": True}

_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}
_UNMADE = UUID(int=0)


def filled(draft: FitDraft) -> dict[str, Any]:
    """The form for a rule that is there; of several values each stands on a line of its own."""
    values = draft.value if isinstance(draft.value, list) else [draft.value]
    return {
        "name": draft.name,
        "field": draft.field,
        "operator": draft.operator,
        "value": "\n".join(_written(value) for value in values if value is not None),
        "points": str(draft.points),
        "active": draft.active,
    }


def typed(sent: Mapping[str, Any]) -> dict[str, Any]:
    """The form as it was sent, to be shown again beside its errors."""
    texts = {name: str(sent.get(name, "")) for name in BLANK if name != "active"}
    return {**texts, "active": sent.get("active") == "true"}


def check(form: Mapping[str, Any], dimension: FitDimension, known: Mapping[str, FieldType]) -> Checked:
    operator = operator_named(form["operator"])
    document = {
        "name": form["name"],
        "field": form["field"],
        "operator": form["operator"],
        "value": _value(form["value"], operator, known.get(form["field"], "text")),
        "points": read_number(form["points"]),
        "active": form["active"],
    }
    try:
        draft = FitDraft.model_validate(document)
        FitRule.read(_UNMADE, draft, dimension, frozenset(known))
    except ValidationError as error:
        return Checked(None, {str(each["loc"][0]): sentence(each["msg"]) for each in error.errors()})
    except Invalid as error:
        place = (error.field or "").partition("[")[0]
        return Checked(None, {place: error.detail})
    return Checked(draft)


def operators() -> list[Operator]:
    """Those that a rule may have: none that moves with the day."""
    return [operator for operator in OPERATORS.values() if operator.value != "days"]


def _value(text: str, operator: Operator | None, kind: FieldType) -> Any:
    """In the field's type where it reads as that; what does not fit stays a text, for the check to refuse."""
    values = [_read(line, kind) for line in map(str.strip, text.splitlines()) if line]
    if operator and operator.value in ("choices", "range"):
        return values
    if not values or (operator and operator.value == "nothing"):
        return None
    return values[0] if len(values) == 1 else text.strip()


def _read(text: str, kind: FieldType) -> Any:
    if kind == "number":
        return read_number(text)
    if kind == "yes/no":
        return _TRUTHS.get(text.lower(), text)
    return text


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
