"""The leaves that compare no field: what is so of a lead, or of an account, as other rooms of the product know it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, get_args

from kenbun.conditions.errors import ConditionError
from kenbun.conditions.operators import COMPARING_NUMBERS, Operator
from kenbun.conditions.values import MAX_DAYS, Value, as_number, check_text

Dimension = Literal["engagement", "profile", "account"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
LevelOperator = Literal["is", "is_not", "at_least"]
LEVEL_OPERATORS: tuple[LevelOperator, ...] = get_args(LevelOperator)
Trait = Literal["has_account", "watched", "converted", "surging"]
TRAITS: tuple[Trait, ...] = get_args(Trait)

MAX_SECONDS = MAX_DAYS * 86_400


@dataclass(frozen=True, slots=True)
class HasLevel:
    """The level of a score by the bands in force. `at_least` takes this level and those above; a score between bands
    has none of them."""

    dimension: Dimension
    operator: LevelOperator
    value: str

    def __post_init__(self) -> None:
        _check_choice(self.dimension, DIMENSIONS, at="level")
        _check_choice(self.operator, LEVEL_OPERATORS, at="operator")
        _check_name(self.value, "the level", at="value")


@dataclass(frozen=True, slots=True)
class ScoreOver:
    """What a score was at any time in the last `days` x 24 hours, or ever, as recorded; its value of now is one."""

    dimension: Dimension
    operator: Operator
    value: Value
    days: int | None = None

    def __post_init__(self) -> None:
        _check_choice(self.dimension, DIMENSIONS, at="score")
        check_number(self.operator, self.value, "A score")
        if self.days is not None:
            check_days(self.days, at="within_days")


@dataclass(frozen=True, slots=True)
class DidThen:
    """An event of the one type, and strictly later, but within so many seconds, one of the other."""

    first: str
    then: str
    seconds: int

    def __post_init__(self) -> None:
        _check_name(self.first, "the type of the first event", at="did")
        _check_name(self.then, "the type of the event that follows", at="then")
        if type(self.seconds) is not int or not 1 <= self.seconds <= MAX_SECONDS:
            raise ConditionError(
                "within_seconds", f"Give a whole number of seconds from 1 to {MAX_SECONDS:,}."
            )


@dataclass(frozen=True, slots=True)
class LastActivity:
    """In the last `days` x 24 hours; or not, which is so of those who never had any."""

    within: bool
    days: int

    def __post_init__(self) -> None:
        check_days(self.days, at="days")


@dataclass(frozen=True, slots=True)
class CreatedWithin:
    days: int

    def __post_init__(self) -> None:
        check_days(self.days, at="created_within_days")


@dataclass(frozen=True, slots=True)
class MemberOf:
    """`segment` is its id, as the API writes it."""

    segment: str

    def __post_init__(self) -> None:
        _check_name(self.segment, "the segment", at="member_of")


@dataclass(frozen=True, slots=True)
class OwnedBy:
    """`owner` is a member's id, as the API writes it; None: nobody's."""

    owner: str | None

    def __post_init__(self) -> None:
        if self.owner is not None:
            _check_name(self.owner, "the member", at="owner")


@dataclass(frozen=True, slots=True)
class HasRole:
    """In the buying committee: of an account, that any of its leads has it. `role` is an id, as the API writes it."""

    role: str

    def __post_init__(self) -> None:
        _check_name(self.role, "the role", at="committee_role")


@dataclass(frozen=True, slots=True)
class Is:
    """Of an account, watched and converted are so where they are of any of its leads."""

    what: Trait
    so: bool

    def __post_init__(self) -> None:
        if type(self.so) is not bool:
            raise ConditionError(self.what, "Give true or false.")


Fact = HasLevel | ScoreOver | DidThen | LastActivity | CreatedWithin | MemberOf | OwnedBy | HasRole | Is


def check_number(operator: Operator, value: Value, what: str) -> None:
    """Of what is a number always, and never missing."""
    if operator.name not in COMPARING_NUMBERS:
        raise ConditionError("operator", f"{what} is compared by one of: {', '.join(COMPARING_NUMBERS)}.")
    for number in value if isinstance(value, tuple) else (value,):
        if not isinstance(number, int | float | str) or as_number(number) is None:
            raise ConditionError("value", f"Give a number to compare {what[:1].lower()}{what[1:]} with.")


def check_days(days: object, *, at: str) -> None:
    if type(days) is not int or not 1 <= days <= MAX_DAYS:
        raise ConditionError(at, f"Give a whole number of days from 1 to {MAX_DAYS:,}.")


def _check_choice(value: object, choices: Collection[object], *, at: str) -> None:
    if value not in choices:
        raise ConditionError(at, f"Give one of: {', '.join(map(str, choices))}.")


def _check_name(value: object, what: str, *, at: str) -> None:
    if not isinstance(value, str) or not value.strip():
        raise ConditionError(at, f"Name {what}.")
    check_text(value, at=at)
