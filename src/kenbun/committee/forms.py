"""A role as a form: texts as people type them, and what is wrong with them, field by field."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from kenbun.builder import vocabulary
from kenbun.builder.vocabulary import Subject
from kenbun.committee.roles import SCORES, Role, RoleDraft
from kenbun.conditions import to_json
from kenbun.events.type_queries import EventType
from kenbun.kit.errors import Invalid, Problem
from kenbun.kit.ids import public
from kenbun.kit.paths import joined
from kenbun.mapping.fields import Fields


@dataclass
class ConditionForm:
    """`tree` is JSON, as the builder writes it."""

    name: str = ""
    weight: str = "50"
    tree: str = ""


@dataclass
class Form:
    role_id: str | None = None
    name: str = ""
    tracked: bool = True
    conditions: list[ConditionForm] = field(default_factory=list)
    # in which the preview looks; blank: in all
    account: str = ""


BLANK = Form(conditions=[ConditionForm()])


def filled(role: Role) -> Form:
    return Form(
        public("role", role.role_id) if role.role_id else None,
        role.name,
        role.tracked,
        [
            ConditionForm(one.name or "", str(one.weight), json.dumps(to_json(one.tree)))
            for one in role.conditions
        ],
    )


def typed(sent: Mapping[str, Sequence[str]]) -> Form:
    """The conditions stand one after the other, each with the same three fields."""

    def one(key: str) -> str:
        return next(iter(sent.get(key, ())), "")

    names, weights, trees = (sent.get(key, ()) for key in ("condition_name", "weight", "conditions"))
    return Form(
        one("role_id") or None,
        one("name"),
        one("tracked") == "true",
        [ConditionForm(*parts) for parts in zip(names, weights, trees, strict=False)],
        one("account")[:100],
    )


def draft_of(role: Role) -> RoleDraft:
    return _draft(filled(role))


def with_form(roles: Sequence[Role], form: Form) -> list[RoleDraft]:
    """All roles, one of them as the form has it; a new one comes last. Raises ValidationError, or Invalid."""
    wanted = _draft(form)
    drafts = [draft_of(role) for role in roles]
    for place, draft in enumerate(drafts):
        if draft.id == form.role_id:
            drafts[place] = wanted
            return drafts
    return [*drafts, wanted]


def moved(roles: Sequence[Role], role: Role, by: int) -> list[RoleDraft]:
    """The role changes places with its neighbour, if it has one there."""
    drafts = [draft_of(one) for one in roles]
    place = [one.role_id for one in roles].index(role.role_id)
    other = place + by
    if 0 <= other < len(drafts):
        drafts[place], drafts[other] = drafts[other], drafts[place]
    return drafts


def errors_of(error: ValidationError | Problem) -> dict[str, str]:
    """By their path within the role; what belongs to no field stands under the empty name."""
    if isinstance(error, Problem):
        path = error.field or ""
        # the place of the role among all is no matter of the form
        inner = path.partition("]")[2].removeprefix(".") if path.startswith("[") else path
        return {inner: error.detail}
    found = {joined(each["loc"]): each["msg"] for each in error.errors()}
    return {path: _sentence(message) for path, message in found.items()}


def errors_within(errors: dict[str, str], number: int) -> dict[str, str]:
    """Those of the tree of one condition, by their path from its root."""
    place = f"conditions[{number}]."
    return {
        path.removeprefix(place): text
        for path, text in errors.items()
        if path.startswith(f"{place}conditions")
    }


def shown_at(errors: dict[str, str]) -> set[str]:
    """The paths whose errors stand where the field is."""
    return {path for path in errors if path == "name" or path.startswith("conditions[")}


def vocabulary_of(fields: Fields, types: Sequence[EventType]) -> str:
    """What a condition of a role can look at, for the builder."""
    scores = sorted(SCORES, key=("engagement", "profile", "account").index)
    title = vocabulary.field_subjects([kind for kind in fields.of("lead") if kind.name == "title"], "Lead")
    others = vocabulary.field_subjects([kind for kind in fields.of("lead") if kind.name != "title"], "Lead")
    return vocabulary.of(
        [
            *title,
            *others,
            *(
                Subject(f"score.{name}", f"{name.capitalize()} score", "Score", "field", "number")
                for name in scores
            ),
            *vocabulary.count_subjects(),
            *vocabulary.field_subjects(fields.of("account"), "Account"),
        ],
        [one.name for one in types],
    )


def _draft(form: Form) -> RoleDraft:
    return RoleDraft.model_validate(
        {
            "id": form.role_id,
            "name": form.name,
            "tracked": form.tracked,
            "conditions": [
                {
                    "name": one.name.strip() or None,
                    "weight": _number(one.weight),
                    "conditions": _tree(one.tree, place),
                }
                for place, one in enumerate(form.conditions)
            ],
        }
    )


def _number(text: str) -> int | str:
    """What is no whole number stays a text, for the check to refuse."""
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 5 else plain


def _tree(text: str, place: int) -> Any:
    where = f"conditions[{place}].conditions"
    if not text.strip():
        raise Invalid("Say who gets the role: add a condition.", field=where)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid("The conditions cannot be read; build them again.", field=where) from None


def _sentence(message: str) -> str:
    text = message.removeprefix("Value error, ").removeprefix("Input ")
    return f"{text[0].upper()}{text[1:]}."
