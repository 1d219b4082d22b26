"""A segment as a form: texts as people type them, and what is wrong with them, field by field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from kenbun.conditions.nodes import KINDS
from kenbun.kit.errors import Invalid, Problem
from kenbun.kit.paths import joined
from kenbun.segments.defining.definitions import Definition
from kenbun.segments.defining.drafts import SegmentDraft
from kenbun.segments.evaluation import Kind

SHOWN_AT = frozenset({"name", "description"})
"""The fields that show their own errors; those of conditions stand at the condition, others above the form."""


@dataclass(frozen=True, slots=True)
class Form:
    """`conditions` is JSON, as the builder writes it; blank: none."""

    kind: Kind
    name: str = ""
    description: str = ""
    active: bool = True
    conditions: str = ""


def filled(kind: Kind, definition: Definition) -> Form:
    conditions = json.dumps(_in_a_group(definition.conditions)) if definition.conditions else ""
    return Form(kind, definition.name, definition.description, definition.active, conditions)


def _in_a_group(tree: dict[str, Any]) -> dict[str, Any]:
    """The builder shows a single condition in a group, and its count stands by where it is shown."""
    return tree if tree.keys() & set(KINDS) else {"all": [tree]}


def typed(sent: Mapping[str, Any]) -> Form:
    """Raises Invalid where it is of no kind that there is."""

    def text(name: str) -> str:
        return str(sent.get(name, ""))

    return Form(
        kind_of(text("kind")),
        text("name"),
        text("description"),
        text("active") == "true",
        text("conditions"),
    )


def kind_of(text: str) -> Kind:
    if text == "account":
        return "account"
    if text in ("lead", ""):
        return "lead"
    raise Invalid("Segments are of leads or of accounts: give lead or account.", field="kind")


def draft_of(form: Form) -> SegmentDraft:
    """Raises ValidationError, or Invalid."""
    return SegmentDraft(
        name=form.name,
        kind=form.kind,
        description=form.description,
        active=form.active,
        conditions=tree_of(form.conditions),
    )


def tree_of(text: str) -> Any:
    """The JSON that was built; None where there is none. Raises Invalid."""
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid("The conditions cannot be read; build them again.", field="conditions") from None


def errors_of(error: ValidationError | Problem) -> dict[str, str]:
    """By the path of what is wrong; what belongs to no field stands under the empty name."""
    if isinstance(error, Problem):
        return {error.field or "": error.detail}
    return {joined(each["loc"]): _sentence(each["msg"]) for each in error.errors()}


def of_conditions(errors: Mapping[str, str]) -> dict[str, str]:
    """Those that stand at a condition."""
    return {path: text for path, text in errors.items() if path.startswith("conditions")}


def _sentence(message: str) -> str:
    text = message.removeprefix("Value error, ").removeprefix("Input ")
    return f"{text[0].upper()}{text[1:]}."
