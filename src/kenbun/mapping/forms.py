"""A mapping and a custom field as forms: texts as people type them, and what is wrong with them, field by field."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from kenbun.kit.errors import Problem
from kenbun.mapping.mappings import MappingDraft
from kenbun.mapping.shapes import NewField, NewMapping

BLANK = {
    "kind": "metadata",
    "key": "",
    "event_type": "",
    "target": "",
    "update": "always_latest",
    "position": "",
}
BLANK_FIELD = {"target": "lead", "name": "", "label": "", "type": "text"}
KINDS = {"metadata": "Metadata", "trait": "Trait", "lead_field": "Lead field"}
UPDATES = {"always_latest": "Always latest", "only_if_empty": "Only if empty"}

# The form has one choice for the target's kind and field.
_PLACES = {
    "source.kind": "kind",
    "source.key": "key",
    "source.event_type": "event_type",
    "target": "target",
    "target.kind": "target",
    "target.field": "target",
}


def filled(draft: MappingDraft, position: int) -> dict[str, str]:
    return {
        "kind": draft.source.kind,
        "key": draft.source.key,
        "event_type": draft.source.event_type or "",
        "target": f"{draft.target.kind}.{draft.target.field}",
        "update": draft.update,
        "position": str(position),
    }


def typed(sent: Mapping[str, Any], blank: Mapping[str, str]) -> dict[str, str]:
    """The form as it was sent, to be shown again beside its errors."""
    return {name: str(sent.get(name, default)) for name, default in blank.items()}


def read(form: Mapping[str, str]) -> NewMapping:
    """Raises ValidationError."""
    kind, _, field = form["target"].partition(".")
    document: dict[str, Any] = {
        "source": {
            "kind": form["kind"],
            "key": form["key"],
            "event_type": form["event_type"].strip() or None,
        },
        "target": {"kind": kind, "field": field},
        "update": form["update"],
    }
    if form["position"].strip():
        text = form["position"].strip()
        document["position"] = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else text
    return NewMapping.model_validate(document)


def read_field(form: Mapping[str, str]) -> NewField:
    """Raises ValidationError."""
    name = form["name"].strip() or "_".join(form["label"].lower().split())
    return NewField.model_validate({**form, "name": name, "label": form["label"].strip() or None})


def errors_of(error: ValidationError | Problem) -> dict[str, str]:
    """By the name of the form's field; what belongs to none stands under the empty name."""
    if isinstance(error, Problem):
        return {_PLACES.get(error.field or "", error.field or ""): error.detail}
    found = {".".join(str(step) for step in each["loc"]): each for each in error.errors()}
    return {_PLACES.get(path, path): _sentence(path, each) for path, each in found.items()}


def _sentence(path: str, error: Any) -> str:
    if path.startswith("target"):
        return "Choose the field."
    if path == "name":
        return "Use small letters, digits and _, a letter first."
    text = str(error["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    return f"{text[0].upper()}{text[1:]}."
