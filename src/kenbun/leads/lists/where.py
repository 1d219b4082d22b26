"""A condition on a field in a line, as it stands in a URL: `title contains vp`, `account.plan one_of pro|team`.

The field is one of the lead's, unless `account.` stands before it. Values of `one_of` and `between` are separated by a
bar; `in_last` takes a number of days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from kenbun.conditions import Allowed, ConditionError, Leaf, parse
from kenbun.conditions.operators import OPERATORS, Operator, operator_named
from kenbun.mapping.fields import FieldKind, Fields
from kenbun.subject import Subject


@dataclass(frozen=True, slots=True)
class Where:
    text: str
    leaf: Leaf

    @classmethod
    def read(cls, text: str, fields: Fields) -> Self:
        """Raises ConditionError, of the field `where`, which says what there is."""
        name, _, rest = text.strip().partition(" ")
        spelled, _, value = rest.strip().partition(" ")
        operator = operator_named(spelled)
        if operator is None:
            known = ", ".join(OPERATORS)
            raise ConditionError("where", f"Write a field, an operator and a value; operators are {known}.")
        field = name if name.startswith("account.") else f"lead.{name.removeprefix('lead.')}"
        node = {"field": field, "operator": operator.name, "value": _value(operator, value.strip())}
        try:
            leaf = parse(node, allowed=_allowed(fields))
        except ConditionError as error:
            raise ConditionError("where", error.message) from None
        assert isinstance(leaf, Leaf)
        return cls(text, leaf)

    def words(self, fields: Fields) -> str:
        """As a person says it: “Title contains vp”."""
        of = kind_of(self.leaf, fields)
        label = of.label if of else self.leaf.field.path
        prefix = "Account: " if self.leaf.field.source == "account" else ""
        _, _, rest = self.text.strip().partition(" ")
        value = rest.strip().partition(" ")[2].strip().replace("|", ", ")
        days = " days" if self.leaf.operator.value == "days" else ""
        return f"{prefix}{label} {self.leaf.operator.words} {value}{days}".rstrip()


def kind_of(leaf: Leaf, fields: Fields) -> FieldKind | None:
    subject: Subject = "account" if leaf.field.source == "account" else "lead"
    return fields.find(subject, leaf.field.path)


def _value(operator: Operator, text: str) -> Any:
    if not text or operator.value == "nothing":
        return text or None
    if operator.value in ("choices", "range"):
        return [part.strip() for part in text.split("|")]
    if operator.value == "days":
        return {"days": int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0}
    return text


def _allowed(fields: Fields) -> Allowed:
    return Allowed(
        "Filters",
        metadata=False,
        lead=frozenset(one.name for one in fields.of("lead")),
        account=frozenset(one.name for one in fields.of("account")),
    )
