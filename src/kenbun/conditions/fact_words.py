"""What is so of a lead or an account, as people say it."""

from __future__ import annotations

from collections.abc import Mapping

from kenbun.conditions.facts import (
    CreatedWithin,
    DidThen,
    Fact,
    HasLevel,
    HasRole,
    Is,
    LastActivity,
    MemberOf,
    OwnedBy,
    ScoreOver,
)
from kenbun.conditions.values import as_text

Names = Mapping[str, str]
"""By the id of a segment, a member or a role: what people call it."""

_LEVEL = {"is": "is", "is_not": "is not", "at_least": "is at least"}
_TRAIT = {
    "has_account": ("has an account", "has no account"),
    "watched": ("is watched", "is not watched"),
    "converted": ("has converted", "has not converted"),
    "surging": ("account is surging", "account is not surging"),
}
_SECONDS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def fact_words(fact: Fact, names: Names) -> str:
    match fact:
        case HasLevel(dimension, operator, value):
            words = f"{dimension} level {_LEVEL[operator]} {value}"
        case ScoreOver():
            words = _score(fact)
        case DidThen(first, then, seconds):
            words = f"did {first} and then {then} within {duration(seconds)}"
        case LastActivity(within, days):
            words = f"{'was' if within else 'was not'} active {last_days(days)}"
        case CreatedWithin(days):
            words = f"was created {last_days(days)}"
        case MemberOf(segment):
            words = f"is in segment “{names.get(segment, segment)}”"
        case OwnedBy(None):
            words = "has no owner"
        case OwnedBy(str(owner)):
            words = f"is owned by {names.get(owner, owner)}"
        case HasRole(role):
            words = f"has the role {names.get(role, role)} in the buying committee"
        case Is(what, so):
            words = _TRAIT[what][0 if so else 1]
    return words


def last_days(days: int) -> str:
    return f"in the last {'day' if days == 1 else f'{days:,} days'}"


def duration(seconds: int) -> str:
    """In the largest unit that gives a whole number: `2 hours`, `90 minutes`."""
    size, unit = next(one for one in _SECONDS if seconds % one[0] == 0)
    number = seconds // size
    return f"{number:,} {unit}" if number == 1 else f"{number:,} {unit}s"


def _score(score: ScoreOver) -> str:
    values = score.value if isinstance(score.value, tuple) else (score.value,)
    bounds = " and ".join(as_text(value) for value in values if isinstance(value, str | int | float))
    when = "ever" if score.days is None else f"at any time {last_days(score.days)}"
    compared = score.operator.words.removeprefix("is ")
    return f"{score.dimension} score was {'' if compared == 'is' else f'{compared} '}{bounds} {when}"
