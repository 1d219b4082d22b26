"""The tree of conditions: immutable values that check themselves when built."""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Literal, get_args

from kenbun.conditions.counts import Count, Crowd
from kenbun.conditions.errors import ConditionError
from kenbun.conditions.facts import DidThen, Fact, check_number
from kenbun.conditions.fields import Field
from kenbun.conditions.operators import Operator, Shape
from kenbun.conditions.values import Days, Scalar, Value, as_number, check_scalar, is_day, is_moment

Kind = Literal["all", "any", "none"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# How a leaf is written: plainly, or by the short form that people say more often.
Spelling = Literal["plain", "did", "score"]

MAX_NODES = 200
# Each is a walk through events.
MAX_DEEDS = 40
# Each becomes a parameter, of which a statement has 65,535 in all.
MAX_VALUES = 500


@dataclass(frozen=True, slots=True)
class Leaf:
    """Compares a field or a number with a value. JSON writes it as it was read; what it means is the same."""

    field: Field | Count | Crowd
    operator: Operator
    value: Value = None
    spelling: Spelling = attribute(default="plain", compare=False)

    def __post_init__(self) -> None:
        _check_value(self.operator.value, self.value)
        if not isinstance(self.field, Field):
            check_number(self.operator, self.value, "A count")
        elif self.spelling == "score":
            check_number(self.operator, self.value, "A score")

    @property
    def scalars(self) -> tuple[Scalar, ...]:
        """The value, or the values of the list, that data is compared with."""
        if self.value is None or isinstance(self.value, Days):
            return ()
        return self.value if isinstance(self.value, tuple) else (self.value,)

    @property
    def days(self) -> int | None:
        """Of a window of calendar days, how many."""
        return self.value.count if isinstance(self.value, Days) else None

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
        if values_in(self) > MAX_VALUES:
            raise ConditionError(self.kind, f"Too many values to compare with; at most {MAX_VALUES}.")
        if _deeds(self) > MAX_DEEDS:
            raise ConditionError(self.kind, f"Too many conditions about events; at most {MAX_DEEDS}.")


Tree = Leaf | Fact | Group


def leaves_of(tree: Tree) -> Iterator[Leaf | Fact]:
    """All of the tree, in its order; not what stands in the `where` of one."""
    if isinstance(tree, Group):
        for part in tree.parts:
            yield from leaves_of(part)
    else:
        yield tree


def _nodes(tree: Tree) -> int:
    if isinstance(tree, Group):
        return 1 + sum(_nodes(part) for part in tree.parts)
    where = _where(tree)
    return 1 + (_nodes(where) if where else 0)


def values_in(tree: Tree) -> int:
    """How many values it compares with, those in the `where` of its leaves included."""
    if isinstance(tree, Group):
        return sum(values_in(part) for part in tree.parts)
    where = _where(tree)
    own = len(tree.scalars) if isinstance(tree, Leaf) else 1
    return own + (values_in(where) if where else 0)


def _deeds(tree: Tree) -> int:
    return sum(
        isinstance(leaf, DidThen) or (isinstance(leaf, Leaf) and isinstance(leaf.field, Count))
        for leaf in leaves_of(tree)
    )


def _where(leaf: Leaf | Fact) -> Tree | None:
    return leaf.field.where if isinstance(leaf, Leaf) and isinstance(leaf.field, Count) else None


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
