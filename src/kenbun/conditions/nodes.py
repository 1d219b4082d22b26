"""The tree of conditions: immutable values that check themselves when built."""

from dataclasses import dataclass
from typing import Literal, get_args

from kenbun.conditions.counts import Count
from kenbun.conditions.errors import ConditionError
from kenbun.conditions.fields import Field
from kenbun.conditions.operators import Operator, Shape
from kenbun.conditions.values import Days, Scalar, Value, as_number, check_scalar, is_day, is_moment

Kind = Literal["all", "any", "none"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# The operators that a count takes.
COMPARING_COUNTS = ("gte", "gt", "lte", "lt", "equals", "not_equals", "between")

MAX_NODES = 200
# Each becomes a parameter, of which a statement has 65,535 in all.
MAX_VALUES = 500


@dataclass(frozen=True, slots=True)
class Leaf:
    field: Field | Count
    operator: Operator
    value: Value = None

    def __post_init__(self) -> None:
        _check_value(self.operator.value, self.value)
        if isinstance(self.field, Count):
            _check_number(self.operator, self.value)

    @property
    def scalars(self) -> tuple[Scalar, ...]:
        """The value, or the values of the list, that data is compared with."""
        if self.value is None or isinstance(self.value, Days):
            return ()
        return self.value if isinstance(self.value, tuple) else (self.value,)

    @property
    def compares_dates(self) -> bool:
        """Bounds are numbers or dates; which of the two decides how the data is read."""
        if self.operator.value in ("bound", "range"):
            return as_number(self.scalars[0]) is None
        return self.operator.value in ("date", "days")


@dataclass(frozen=True, slots=True)
class Group:
    """Holds where all, any or none of its parts do."""

    kind: Kind
    parts: tuple["Tree", ...]

    def __post_init__(self) -> None:
        if not self.parts:
            raise ConditionError(self.kind, "The group is empty; put a condition into it or leave it out.")
        if _nodes(self) > MAX_NODES:
            raise ConditionError(self.kind, f"Too many conditions; at most {MAX_NODES}, groups included.")
        if _values(self) > MAX_VALUES:
            raise ConditionError(self.kind, f"Too many values to compare with; at most {MAX_VALUES}.")


Tree = Leaf | Group


def _nodes(tree: Tree) -> int:
    if isinstance(tree, Leaf):
        where = tree.field.where if isinstance(tree.field, Count) else None
        return 1 + (_nodes(where) if where else 0)
    return 1 + sum(_nodes(part) for part in tree.parts)


def _values(tree: Tree) -> int:
    if isinstance(tree, Leaf):
        where = tree.field.where if isinstance(tree.field, Count) else None
        return len(tree.scalars) + (_values(where) if where else 0)
    return sum(_values(part) for part in tree.parts)


def _check_number(operator: Operator, value: Value) -> None:
    """What is counted is compared with numbers, and is never missing."""
    if operator.name not in COMPARING_COUNTS:
        raise ConditionError("operator", f"A count is compared by one of: {', '.join(COMPARING_COUNTS)}.")
    for number in value if isinstance(value, tuple) else (value,):
        if isinstance(number, Days) or number is None or as_number(number) is None:
            raise ConditionError("value", "Give a number to compare the count with.")


def _check_value(shape: Shape, value: Value) -> None:
    if shape == "nothing":
        if value is not None:
            raise ConditionError("value", "This operator takes no value; leave it out.")
    elif shape == "days":
        if not isinstance(value, Days):
            raise ConditionError("value", 'Give a number of days: {"days": 7}.')
    elif shape == "choices":
        _check_choices(value)
    elif shape == "range":
        _check_range(value)
    else:
        _check_single(shape, value, at="value")


def _check_single(shape: Shape, value: object, *, at: str) -> None:
    if value is None:
        raise ConditionError(at, "Give a value to compare with.")
    if isinstance(value, tuple | Days):
        raise ConditionError(at, "Give a single value.")
    check_scalar(value, at=at)
    assert isinstance(value, Scalar)
    if shape == "text" and isinstance(value, bool):
        raise ConditionError(at, "Give a text.")
    if shape == "bound" and as_number(value) is None and not _is_date(value):
        raise ConditionError(at, "Give a number, or a date as 2026-01-31 or 2026-01-31T08:00:00Z.")
    if shape == "date" and not _is_date(value):
        raise ConditionError(at, "Give a date as 2026-01-31 or 2026-01-31T08:00:00Z.")


def _is_date(value: Scalar) -> bool:
    return is_day(value) or is_moment(value)


def _check_choices(value: Value) -> None:
    if not isinstance(value, tuple) or not value:
        raise ConditionError("value", 'Give a list of values: ["pro", "team"].')
    if len(value) > MAX_VALUES:
        raise ConditionError("value", f"The list is too long; at most {MAX_VALUES} values.")
    for place, choice in enumerate(value):
        check_scalar(choice, at=f"value[{place}]")


def _check_range(value: Value) -> None:
    if not isinstance(value, tuple) or len(value) != 2:
        raise ConditionError("value", "Give the lower and the upper bound: [10, 20].")
    low, high = value
    for place, bound in enumerate(value):
        _check_single("bound", bound, at=f"value[{place}]")
    lowest, highest = as_number(low), as_number(high)
    if (lowest is None) != (highest is None):
        raise ConditionError("value", "Give two numbers or two dates.")
    if lowest is not None and highest is not None:
        reversed_bounds = lowest > highest
    else:
        # days sort as texts; which of a day and a moment comes first is up to the zone
        reversed_bounds = is_day(low) and is_day(high) and str(low) > str(high)
    if reversed_bounds:
        raise ConditionError("value", "The lower bound is above the upper one; swap them.")
