"""What each operator asks of a value, for each JSON type that it can hold for."""

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Numeric,
    Text,
    cast,
    false,
    func,
    literal,
    literal_column,
    or_,
    true,
)

from kenbun.conditions.nodes import Leaf
from kenbun.conditions.to_sql.dates import as_instant, instant_of, last_days
from kenbun.conditions.to_sql.reading import Condition, Json, as_number, as_text, folded
from kenbun.conditions.to_sql.scope import Scope
from kenbun.conditions.values import WHITE_SPACE, Days, Scalar
from kenbun.conditions.values import as_number as number_of
from kenbun.conditions.values import as_text as text_of

Test = Callable[[Json], Condition]
# By jsonb_typeof(); a value of a type that is left out counts as missing.
Tests = Mapping[str, Test]
# In place of "string", "number" and "boolean", where all three are read alike.
SCALAR = "scalar"

_COMPARISONS: Mapping[str, Callable[[Any, Any], Condition]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "before": operator.lt,
    "after": operator.gt,
}


def tests(name: str, leaf: Leaf, scope: Scope) -> Tests:
    """Of the operator called `name`, with the leaf's value."""
    match name:
        case "is_not_empty":
            return {"string": _not_blank, "number": _always, "boolean": _always}
        case "equals" | "one_of":
            return _one_of(leaf.scalars)
        case "contains" | "starts_with" | "ends_with":
            return {SCALAR: _text(name, leaf.scalars[0])}
        case _ if leaf.compares_dates:
            return _dates(name, leaf, scope)
        case _:
            return _numbers(name, leaf.scalars)


def _always(_: Json) -> Condition:
    return true()


def _not_blank(value: Json) -> Condition:
    return func.btrim(as_text(value), literal(WHITE_SPACE, Text())) != literal("", Text())


def _one_of(values: Sequence[Scalar]) -> Tests:
    """As numbers where both sides read as numbers, else as text.

    A text that is no number is unlike the text of any number, so each value needs one comparison only.
    """
    numbers = [literal(number, Numeric()) for value in values if (number := number_of(value)) is not None]
    texts = [folded(literal(text_of(value), Text())) for value in values if number_of(value) is None]

    def number_itself(value: Json) -> Condition:
        return cast(value, Numeric).in_(numbers)

    def number_in_text(value: Json) -> Condition:
        return func.coalesce(as_number(value).in_(numbers), false())

    def text(value: Json) -> Condition:
        return folded(as_text(value)).in_(texts)

    if not numbers:
        return {SCALAR: text}
    if not texts:
        return {"number": number_itself, "string": number_in_text}
    return {
        "number": number_itself,
        "string": lambda value: or_(number_in_text(value), text(value)),
        "boolean": text,
    }


def _text(name: str, value: Scalar) -> Test:
    wanted = folded(literal(text_of(value), Text()))

    def contains(found: ColumnElement[str]) -> Condition:
        return func.strpos(found, wanted) > literal_column("0")

    def starts_with(found: ColumnElement[str]) -> Condition:
        return func.starts_with(found, wanted, type_=Boolean())

    def ends_with(found: ColumnElement[str]) -> Condition:
        return func.right(found, func.length(wanted)) == wanted

    compare = {"contains": contains, "starts_with": starts_with, "ends_with": ends_with}[name]
    return lambda value: compare(folded(as_text(value)))


def _numbers(name: str, values: Sequence[Scalar]) -> Tests:
    bounds = [literal(number_of(value), Numeric()) for value in values]
    return {
        "number": lambda value: _compare(name, cast(value, Numeric), bounds),
        "string": lambda value: func.coalesce(_compare(name, as_number(value), bounds), false()),
    }


def _dates(name: str, leaf: Leaf, scope: Scope) -> Tests:
    zone = literal(scope.zone, Text())
    if isinstance(leaf.value, Days):
        name, bounds = "between", last_days(leaf.value, scope.now, zone)
    else:
        bounds = [instant_of(value, zone) for value in leaf.scalars]
    return {"string": lambda value: func.coalesce(_compare(name, as_instant(value, zone), bounds), false())}


def _compare(name: str, found: ColumnElement[Any], bounds: Sequence[ColumnElement[Any]]) -> Condition:
    if name == "between":
        low, high = bounds
        return found.between(low, high)
    return _COMPARISONS[name](found, bounds[0])
