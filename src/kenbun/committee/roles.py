"""Roles: what people write, checked once, and never malformed after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt

from kenbun.conditions import (
    STANDARD_ACCOUNT_FIELDS,
    STANDARD_LEAD_FIELDS,
    Allowed,
    Tree,
    parse,
    to_json,
    to_words,
)
from kenbun.kit import text
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import parse as parse_id
from kenbun.kit.paths import inside

LEAST_WEIGHT = 30
"""What weighs less makes nobody a member."""

MOST_ROLES = 20
MOST_CONDITIONS = 20
# Of all roles together, as each is asked of every lead.
MOST_IN_ALL = 100

SCORES = frozenset({"engagement", "profile", "account"})


def _line(value: str) -> str:
    if not value.strip() or not text.is_line(value):
        raise ValueError("must be one line of text, not blank and without control characters")
    return value.strip()


Line = Annotated[str, Field(max_length=100), AfterValidator(_line)]
Sentence = Annotated[str, Field(max_length=200), AfterValidator(_line)]

EXAMPLE: dict[str, Any] = {
    "name": "Security",
    "tracked": True,
    "conditions": [
        {
            "name": "Looks after security, and reads about it",
            "weight": 80,
            "conditions": {
                "all": [
                    {"field": "lead.title", "operator": "contains", "value": "Security"},
                    {
                        "count": "events",
                        "event_type": "Page View",
                        "where": {"field": "metadata.path", "operator": "contains", "value": "/security"},
                        "days": 90,
                        "operator": "gte",
                        "value": 1,
                    },
                ]
            },
        }
    ],
}


class ConditionDraft(BaseModel):
    """`name` is the reason that members are shown with; without one, the conditions in words."""

    model_config = ConfigDict(extra="forbid")

    name: Sentence | None = None
    weight: Annotated[StrictInt, Field(ge=1, le=100, description=f"Under {LEAST_WEIGHT}: nobody's role.")]
    conditions: dict[str, Any]


class RoleDraft(BaseModel):
    """`id` tells that it is a role that is there already, by whatever name."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    id: str | None = Field(default=None, max_length=100)
    name: Line
    tracked: StrictBool = True
    conditions: Annotated[list[ConditionDraft], Field(max_length=MOST_CONDITIONS)] = []


@dataclass(frozen=True, eq=False)
class Condition:
    name: str | None
    weight: int
    tree: Tree

    @property
    def words(self) -> str:
        return to_words(self.tree)

    @property
    def reason(self) -> str:
        return self.name or f"{self.words[:1].upper()}{self.words[1:]}"

    def document(self) -> dict[str, Any]:
        named = {} if self.name is None else {"name": self.name}
        return named | {"weight": self.weight, "conditions": to_json(self.tree)}


@dataclass(frozen=True, eq=False)
class Role:
    """A checked role. Build it with `read`."""

    role_id: UUID | None
    name: str
    tracked: bool
    conditions: tuple[Condition, ...]

    def document(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "tracked": self.tracked,
            "conditions": [one.document() for one in self.conditions],
        }


def allowed(lead: Sequence[str] = (), account: Sequence[str] = ()) -> Allowed:
    """The standard fields, and the custom ones given; scores, and counts of what a lead has done."""
    return Allowed(
        "Roles",
        metadata=False,
        lead=frozenset({*STANDARD_LEAD_FIELDS, *lead}),
        account=frozenset({*STANDARD_ACCOUNT_FIELDS, *account}),
        score=SCORES,
        counts=True,
    )


def naming(document: Any) -> Allowed:
    """Whatever fields the JSON of conditions names: whether these are there is not its question."""
    named = {name.partition(".")[::2] for name in _fields(document)}
    return allowed(
        [path for source, path in named if source == "lead"],
        [path for source, path in named if source == "account"],
    )


def _fields(document: Any) -> Iterator[str]:
    if isinstance(document, list):
        for part in document:
            yield from _fields(part)
    elif isinstance(document, dict):
        if isinstance(name := document.get("field"), str):
            yield name
        for part in document.values():
            yield from _fields(part)


def read(draft: RoleDraft, within: Allowed) -> Role:
    """Raises Invalid naming what is wrong by its path within the role."""
    role_id = None
    if draft.id is not None and (role_id := parse_id("role", draft.id)) is None:
        raise Invalid("There is no such role; leave the id out for a new one.", field="id")
    found = []
    for place, one in enumerate(draft.conditions):
        with inside(f"conditions[{place}]"):
            found.append(Condition(one.name, one.weight, parse(one.conditions, allowed=within)))
    return Role(role_id, draft.name, draft.tracked, tuple(found))


def read_all(drafts: Sequence[RoleDraft], within: Allowed) -> list[Role]:
    """All roles of a workspace, in their order. Raises Invalid; paths begin with the place of the role."""
    if len(drafts) > MOST_ROLES:
        raise Invalid(f"A workspace has at most {MOST_ROLES} roles.")
    roles: list[Role] = []
    for place, draft in enumerate(drafts):
        with inside(f"[{place}]"):
            role = read(draft, within)
            if any(role.name.casefold() == one.name.casefold() for one in roles):
                raise Invalid("Two roles have the same name.", field="name")
            if role.role_id and any(role.role_id == one.role_id for one in roles):
                raise Invalid("Two roles have the same id.", field="id")
            roles.append(role)
    if sum(len(role.conditions) for role in roles) > MOST_IN_ALL:
        raise Invalid(f"All roles together have at most {MOST_IN_ALL} conditions.")
    return roles
