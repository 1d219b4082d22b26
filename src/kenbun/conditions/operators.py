"""The operators: their names in JSON, their words, the values they take and the types of field they fit."""

from dataclasses import dataclass
from typing import Literal

FieldType = Literal["text", "number", "yes/no", "date"]

# What stands as `value`:
#   nothing  left out
#   scalar   a text, a number, true or false
#   text     a text or a number, compared as text
#   choices  a list of scalars
#   bound    a number or a date
#   range    a list of two bounds of one type, both included
#   date     RFC 3339 or YYYY-MM-DD
#   days     {"days": N}: today and the N - 1 days before it, in the workspace's zone
Shape = Literal["nothing", "scalar", "text", "choices", "bound", "range", "date", "days"]


@dataclass(frozen=True, slots=True)
class Operator:
    """`also` lists other spellings that are read; only `name` is ever written."""

    name: str
    words: str
    value: Shape
    fits: frozenset[FieldType]
    also: tuple[str, ...] = ()


_ANY: frozenset[FieldType] = frozenset({"text", "number", "yes/no", "date"})
_TEXT: frozenset[FieldType] = frozenset({"text"})
_ORDERED: frozenset[FieldType] = frozenset({"number", "date"})
_DATE: frozenset[FieldType] = frozenset({"date"})
_EXACT: frozenset[FieldType] = frozenset({"text", "number", "yes/no"})

OPERATORS: dict[str, Operator] = {
    operator.name: operator
    for operator in (
        Operator("equals", "is", "scalar", _EXACT, ("=",)),
        Operator("not_equals", "is not", "scalar", _EXACT, ("!=", "≠")),
        Operator("contains", "contains", "text", _TEXT),
        Operator("not_contains", "does not contain", "text", _TEXT),
        Operator("starts_with", "starts with", "text", _TEXT),
        Operator("ends_with", "ends with", "text", _TEXT),
        Operator("one_of", "is one of", "choices", frozenset({"text", "number"})),
        Operator("gt", "is more than", "bound", _ORDERED, (">",)),
        Operator("gte", "is at least", "bound", _ORDERED, ("≥", ">=")),
        Operator("lt", "is less than", "bound", _ORDERED, ("<",)),
        Operator("lte", "is at most", "bound", _ORDERED, ("≤", "<=")),
        Operator("between", "is between", "range", _ORDERED),
        Operator("is_empty", "is empty", "nothing", _ANY),
        Operator("is_not_empty", "is not empty", "nothing", _ANY),
        Operator("before", "is before", "date", _DATE),
        Operator("after", "is after", "date", _DATE),
        Operator("in_last", "is in the last", "days", _DATE, ("in the last",)),
    )
}

# The operators that a score or a number of things takes.
COMPARING_NUMBERS = ("gte", "gt", "lte", "lt", "equals", "not_equals", "between")

# Each is the contrary of another operator, on arrays too; and on missing values, of which the others are false.
CONTRARIES = {"not_equals": "equals", "not_contains": "contains", "is_empty": "is_not_empty"}


def _folded(spelling: str) -> str:
    return spelling.strip().lower().replace(" ", "_")


_SPELLINGS = {
    _folded(spelling): operator
    for operator in OPERATORS.values()
    for spelling in (operator.name, operator.words, *operator.also)
}


def operator_named(spelling: str) -> Operator | None:
    """The operator of that name, or that in words or signs: `not_contains`, `does not contain`, `>=`."""
    return _SPELLINGS.get(_folded(spelling))
