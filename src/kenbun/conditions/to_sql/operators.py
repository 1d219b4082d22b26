"""What each operator asks of a value, for each JSON type that it can hold for."""

import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Numeric, Text, cast, false, func, literal, literal_column, or_

from kenbun.conditions.nodes import Leaf
from kenbun.conditions.to_sql.dates import instant_in, instant_of, last_days, period, within
from kenbun.conditions.to_sql.reading import Condition, Found, folded, number_in
from kenbun.conditions.to_sql.scope import Scope
from kenbun.conditions.values import WHITE_SPACE, Days, Scalar
from kenbun.conditions.values import as_number as number_of
from kenbun.conditions.values import as_text as text_of

Test = Callable[[Found], Condition]
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
            return {SCALAR: _not_blank}
        case "equals" | "one_of":
            return _one_of(leaf.scalars)
        case "contains" | "starts_with" | "ends_with":
            return {SCALAR: _text(name, leaf.scalars[0])}
        case _ if leaf.compares_dates:
            return {"string": _date(name, leaf, scope)}
        case _:
            return _number(name, leaf.scalars)


def compared(name: str, leaf: Leaf, number: ColumnElement[Any] | None) -> Condition | None:
    """Of a number of ours with numbers: the same, without a look at how it would be written."""
    values = [number_of(value) for value in leaf.scalars]
    if number is None or not values or None in values:
        return None
    bounds = [literal(value, Numeric()) for value in values]
    if name in ("equals", "one_of"):
        return func.coalesce(number.in_(bounds), false())
    if name == "between":
        return func.coalesce(number.between(bounds[0], bounds[1]), false())
    if name not in _COMPARISONS:
        return None
    return func.coalesce(_COMPARISONS[name](number, bounds[0]), false())


def _not_blank(value: Found) -> Condition:
    return func.btrim(value.text, literal(WHITE_SPACE, Text())) != literal_column("''", Text())


def _one_of(values: Sequence[Scalar]) -> Tests:
    """As numbers where both sides read as numbers, else as text.

    A text that is no number is unlike the text of any number, so each value needs one comparison only.
    """
    numbers = [literal(number, Numeric()) for value in values if (number := number_of(value)) is not None]
    texts = [folded(literal(text_of(value), Text())) for value in values if number_of(value) is None]

    def same_number(value: Found) -> Condition:
        return cast(value.json, Numeric).in_(numbers)

    def same_number_in_text(value: Found) -> Condition:
        return func.coalesce(number_in(value.text).in_(numbers), false())

    def same_text(value: Found) -> Condition:
        return folded(value.text).in_(texts)

    if not numbers:
        return {SCALAR: same_text}
    if not texts:
        return {"number": same_number, "string": same_number_in_text}
    return {
        "number": same_number,
        "string": lambda value: or_(same_number_in_text(value), same_text(value)),
        "boolean": same_text,
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
    return lambda value: compare(folded(value.text))


def _number(name: str, values: Sequence[Scalar]) -> Tests:
    bounds = [literal(number_of(value), Numeric()) for value in values]

    def compare(number: ColumnElement[Decimal]) -> Condition:
        if name == "between":
            return number.between(bounds[0], bounds[1])
        return _COMPARISONS[name](number, bounds[0])

    return {
        "number": lambda value: compare(cast(value.json, Numeric)),
        "string": lambda value: func.coalesce(compare(number_in(value.text)), false()),
    }


def _date(name: str, leaf: Leaf, scope: Scope) -> Test:
    zone = literal(scope.zone, Text())
    if name in _COMPARISONS:
        compare = _COMPARISONS[name]
        bound = instant_of(leaf.scalars[0], zone)
        return lambda value: func.coalesce(compare(instant_in(value.text, zone), bound), false())
    if isinstance(leaf.value, Days):
        window = last_days(leaf.value, scope.now, zone)
    else:
        low, high = leaf.scalars
        window = period(instant_of(low, zone), instant_of(high, zone))
    return lambda value: within(instant_in(value.text, zone), window)
