"""What the columns of a file mean: which one says who it is, which are fields, which further aliases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from kenbun.events.accept.aliases import KINDS
from kenbun.kit.errors import Invalid
from kenbun.mapping.fields import FieldKind, Fields
from kenbun.subject import Subject

LEAD_ID = "lead_id"
IDENTIFIERS = (*KINDS, LEAD_ID)


@dataclass(frozen=True, slots=True)
class Plan:
    """`kind` is that of an alias, or `lead_id`. Fields are by column: a name, with `account.` before it of the lead's
    account. Aliases are by column: a kind."""

    column: str
    kind: str
    fields: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)

    def check(self, headers: Sequence[str], fields: Fields) -> None:
        """Raises Invalid naming the part that is wrong."""
        if self.kind not in IDENTIFIERS:
            raise Invalid(f"Give one of {', '.join(IDENTIFIERS)}.", field="identifier.kind")
        _check_column(self.column, headers, "identifier.column")
        for column, name in self.fields.items():
            _check_column(column, headers, "fields")
            find_field(fields, name)
        for column, kind in self.aliases.items():
            _check_column(column, headers, "aliases")
            if kind not in KINDS:
                raise Invalid(f"Give one of {', '.join(KINDS)}.", field=f"aliases.{column[:100]}")

    def document(self) -> dict[str, Any]:
        return {
            "identifier": {"column": self.column, "kind": self.kind},
            "fields": dict(self.fields),
            "aliases": dict(self.aliases),
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        identifier = document["identifier"]
        return cls(identifier["column"], identifier["kind"], document["fields"], document["aliases"])


def find_field(fields: Fields, name: str) -> FieldKind:
    """Raises Invalid."""
    head, dot, tail = name.partition(".")
    subject: Subject = "account" if dot and head == "account" else "lead"
    found = fields.find(subject, tail if dot and head in ("lead", "account") else name)
    if found is None:
        known = ", ".join(one.name for one in fields.of(subject))
        raise Invalid(f"There is no {subject} field “{name[:100]}”; there are: {known}.", field="fields")
    return found


def _check_column(column: str, headers: Sequence[str], place: str) -> None:
    if column not in headers:
        raise Invalid(
            f"The file has no column “{column[:100]}”; it has: {', '.join(headers)[:500]}.", field=place
        )
