"""What is so of a lead or of an account, in words."""

from __future__ import annotations

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
    Trait,
)
from kenbun.conditions.to_words.said import Names, Said, of_any_lead, quoted, who, whose
from kenbun.conditions.to_words.times import duration, last_days
from kenbun.conditions.values import as_text
from kenbun.subject import Subject

_LEVEL = {
    "is": ("is {}", "is not {}"),
    "is_not": ("is not {}", "is {}"),
    "at_least": ("is {} or above", "is not {} or above"),
}


def fact_words(fact: Fact, names: Names, subject: Subject, *, so: bool) -> Said:
    match fact:
        case HasLevel(dimension, operator, value):
            level = _LEVEL[operator][0 if so else 1].format(quoted(value))
            said = whose(f"{dimension} level", level)
        case ScoreOver():
            said = whose(f"{fact.dimension} score", _score(fact, so=so))
        case DidThen(first, then, seconds):
            did = "did" if so else "did not do"
            said = who(subject, f"{did} {quoted(first)} and then {quoted(then)} within {duration(seconds)}")
        case LastActivity(within, days):
            said = who(subject, f"was {'' if within is so else 'not '}active {last_days(days)}")
        case CreatedWithin(days):
            said = who(subject, f"was {'' if so else 'not '}added {last_days(days)}")
        case MemberOf(segment):
            name = quoted(names.get(segment, segment))
            said = who(subject, f"is {'' if so else 'not '}in the segment {name}")
        case OwnedBy(None):
            said = who(subject, f"has {'no' if so else 'an'} owner")
        case OwnedBy(str(owner)):
            said = who(subject, f"is {'' if so else 'not '}owned by {names.get(owner, owner)}")
        case HasRole(role):
            said = _role(names.get(role, role), subject, so=so)
        case Is(what, is_so):
            said = _trait(what, subject, so=is_so is so)
    return said


def _role(name: str, subject: Subject, *, so: bool) -> Said:
    there = f"the role {quoted(name)} in the buying committee"
    if subject == "account":
        return of_any_lead(subject, f"has {there}", so=so)
    return who(subject, f"has {there}" if so else f"does not have {there}")


def _trait(trait: Trait, subject: Subject, *, so: bool) -> Said:
    not_ = "" if so else "not "
    match trait:
        case "has_account":
            said = who(subject, f"has {'an' if so else 'no'} account")
        case "surging":
            surging = f"is {not_}surging"
            said = who(subject, surging) if subject == "account" else whose("account", surging)
        case "watched":
            said = _of_a_lead(subject, "is", "watched", so=so)
        case "converted":
            said = _of_a_lead(subject, "has", "converted", so=so)
    return said


def _of_a_lead(subject: Subject, verb: str, rest: str, *, so: bool) -> Said:
    if subject == "account":
        return of_any_lead(subject, f"{verb} {rest}", so=so)
    return who(subject, f"{verb} {'' if so else 'not '}{rest}")


def _score(score: ScoreOver, *, so: bool) -> str:
    """`was at least 50 at some time in the last 7 days`, `was never at least 50`"""
    values = score.value if isinstance(score.value, tuple) else (score.value,)
    bounds = " and ".join(as_text(value) for value in values if isinstance(value, str | int | float))
    compared = f"{score.operator.words.removeprefix('is').strip()} {bounds}".strip()
    if score.days is None:
        return f"was {'ever' if so else 'never'} {compared}"
    if so:
        return f"was {compared} at some time {last_days(score.days)}"
    return f"was at no time {compared} {last_days(score.days)}"
