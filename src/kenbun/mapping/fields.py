"""The fields that leads and accounts have: the standard ones, and those a workspace adds of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, Self, get_args
from uuid import UUID

from kenbun.conditions import STANDARD_ACCOUNT_FIELDS, STANDARD_LEAD_FIELDS, Allowed, operators
from kenbun.subject import Subject

FieldType = Literal["text", "number", "boolean", "date"]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
TYPES: tuple[FieldType, ...] = get_args(FieldType)

# The standard fields that are no text.
_NUMBERS = frozenset({("account", "employees"), ("account", "revenue")})


@dataclass(frozen=True, slots=True)
class FieldKind:
    """One field: its name as conditions and the API write it, and what people call it."""

    subject: Subject
    name: str
    label: str
    type: FieldType
    standard: bool = False
    # of a custom field
    field_id: UUID | None = None

    @property
    def compares_as(self) -> operators.FieldType:
        """The type by which conditions offer their operators."""
        return "yes/no" if self.type == "boolean" else self.type


def _standard(subject: Subject, names: Iterable[str]) -> dict[tuple[Subject, str], FieldKind]:
    return {
        (subject, name): FieldKind(
            subject,
            name,
            name.replace("_", " ").capitalize(),
            "number" if (subject, name) in _NUMBERS else "text",
            standard=True,
        )
        for name in names
    }


STANDARD = MappingProxyType(
    _standard("lead", STANDARD_LEAD_FIELDS) | _standard("account", STANDARD_ACCOUNT_FIELDS)
)


@dataclass(frozen=True)
class Fields:
    """All fields of a workspace, the standard ones first."""

    every: dict[tuple[Subject, str], FieldKind]

    @classmethod
    def with_custom(cls, custom: Iterable[FieldKind]) -> Self:
        return cls(dict(STANDARD) | {(one.subject, one.name): one for one in custom})

    def of(self, subject: Subject) -> list[FieldKind]:
        return [one for one in self.every.values() if one.subject == subject]

    def find(self, subject: Subject, name: str) -> FieldKind | None:
        return self.every.get((subject, name))

    def allowed(self, place: str) -> Allowed:
        """What conditions in that place may look at, where they may look at everything."""
        return Allowed.all(
            place,
            lead=(one.name for one in self.of("lead")),
            account=(one.name for one in self.of("account")),
        )
