"""From JSON to the leaves that are told by a key of their own: `{"did": …}`, `{"level": …}`, `{"member_of": …}`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, cast

from kenbun.conditions.counts import Count, Crowd
from kenbun.conditions.errors import ConditionError
from kenbun.conditions.facts import (
    DIMENSIONS,
    TRAITS,
    CreatedWithin,
    DidThen,
    Dimension,
    Fact,
    HasLevel,
    HasRole,
    Is,
    LastActivity,
    MemberOf,
    OwnedBy,
    ScoreOver,
)
from kenbun.conditions.fields import Allowed, Field
from kenbun.conditions.nodes import Leaf, Tree
from kenbun.conditions.operators import OPERATORS, Operator, operator_named
from kenbun.conditions.values import Days, Value

Node = dict[Any, Any]
ReadWhere = Callable[[object], Tree]


TIMES = {"at_least": "gte", "at_most": "lte", "exactly": "equals"}
MAX_TIMES = 1_000_000


class _Shape(NamedTuple):
    """The keys that a leaf may have, and what makes it of them."""

    keys: frozenset[str]
    read: Callable[[Node, Allowed, ReadWhere], Leaf | Fact]


def read_short(node: Node, allowed: Allowed, path: str, where: ReadWhere) -> Leaf | Fact | None:
    """None where it is no such leaf. Raises ConditionError, naming the faulty part."""
    key = next((key for key in SHAPES if key in node), None)
    if key is None or "field" in node:
        return None
    if key not in allowed.short:
        raise ConditionError(path, f"{allowed.place} may not ask for “{key}”.")
    shape = SHAPES[key]
    if key == "did" and "then" in node:
        shape = _THEN
        if not allowed.sequences:
            raise ConditionError(path, f"{allowed.place} may not ask for one event after another.")
    if node.keys() - shape.keys:
        raise ConditionError(
            path, f"A condition on “{key}” has {_listed(shape.keys, key)}, and nothing else."
        )
    try:
        return shape.read(node, allowed, where)
    except ConditionError as error:
        raise error.within(path) from None


def read_operator(name: object) -> Operator:
    operator = operator_named(name) if isinstance(name, str) else None
    if operator is None:
        raise ConditionError("operator", f"Give one of: {', '.join(OPERATORS)}.")
    return operator


def read_value(value: Any) -> Value:
    """The value in the types of the tree; whether it fits is for the leaf to check."""
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        if set(value) != {"days"}:
            raise ConditionError("value", "Give a text, a number, true or false, not an object.")
        return Days(value["days"])
    return cast("Value", value)


def _listed(keys: frozenset[str], first: str) -> str:
    return ", ".join([first, *sorted(keys - {first})])


def _did(node: Node, _: Allowed, where: ReadWhere) -> Leaf:
    for name, key in (("did", "event_type"), ("channel", "channel")):
        value = node.get(name)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise ConditionError(name, f"Name the {key.replace('_', ' ')}, or give null for any.")
    tree = None if node.get("where") is None else where(node["where"])
    operator, number = _times(node.get("times", {"at_least": 1}))
    try:
        count = Count("events", node["did"], node.get("channel"), tree, node.get("within_days"), _dates(node))
    except ConditionError as error:
        renamed = {"event_type": "did", "days": "within_days"}.get(error.path, error.path)
        raise ConditionError(renamed, error.message) from None
    return Leaf(count, OPERATORS[operator], number, "did")


def _times(times: object) -> tuple[str, int]:
    if not isinstance(times, dict) or len(times) != 1 or not times.keys() <= TIMES.keys():
        raise ConditionError("times", 'Give one of {"at_least": 3}, {"at_most": 3} and {"exactly": 3}.')
    [(name, number)] = times.items()
    if type(number) is not int or not 0 <= number <= MAX_TIMES:
        raise ConditionError(f"times.{name}", f"Give a whole number from 0 to {MAX_TIMES:,}.")
    return TIMES[name], number


def _dates(node: Node) -> tuple[str, str] | None:
    between = node.get("between")
    if between is None:
        return None
    if not isinstance(between, list) or len(between) != 2:
        raise ConditionError("between", 'Give the first and the last date: ["2026-01-01", "2026-01-31"].')
    return between[0], between[1]


def _then(node: Node, _allowed: Allowed, _where: ReadWhere) -> DidThen:
    return DidThen(node["did"], node["then"], node.get("within_seconds"))  # type: ignore[arg-type]


def _dimension(node: Node, key: str, allowed: Allowed) -> Dimension:
    known = [one for one in DIMENSIONS if one in allowed.score]
    if node[key] not in known:
        raise ConditionError(key, f"Give one of: {', '.join(known)}.")
    return cast("Dimension", node[key])


def _score(node: Node, allowed: Allowed, _: ReadWhere) -> Leaf | Fact:
    dimension = _dimension(node, "score", allowed)
    operator, value = read_operator(node.get("operator")), read_value(node.get("value"))
    if type(node.get("ever", False)) is not bool:
        raise ConditionError("ever", "Give true, or leave it out.")
    days = node.get("within_days")
    if node.get("ever"):
        if days is not None:
            raise ConditionError("ever", "Give a number of days, or ever; not both.")
        return ScoreOver(dimension, operator, value)
    if days is not None:
        return ScoreOver(dimension, operator, value, days)
    return Leaf(Field("score", dimension), operator, value, "score")


def _level(node: Node, allowed: Allowed, _: ReadWhere) -> HasLevel:
    dimension = _dimension(node, "level", allowed)
    level = allowed.named(f"level.{dimension}", node.get("value"), at="value")
    return HasLevel(dimension, node.get("operator", "is"), level)


def _last_activity(node: Node, _allowed: Allowed, _where: ReadWhere) -> LastActivity:
    said = node["last_activity"]
    if said not in ("within", "not_within"):
        raise ConditionError("last_activity", "Give one of: within, not_within.")
    return LastActivity(said == "within", node.get("days"))  # type: ignore[arg-type]


def _owner(node: Node, allowed: Allowed, _: ReadWhere) -> OwnedBy:
    owner = node["owner"]
    return OwnedBy(None if owner is None else allowed.named("member", owner, at="owner"))


def _crowd(node: Node, who: Any) -> Leaf:
    compared = node[who]
    if not isinstance(compared, dict) or compared.keys() - {"operator", "value"}:
        raise ConditionError(who, 'Give an operator and a number: {"operator": "gte", "value": 3}.')
    try:
        return Leaf(Crowd(who), read_operator(compared.get("operator")), read_value(compared.get("value")))
    except ConditionError as error:
        raise error.within(who) from None


def _keys(*keys: str) -> frozenset[str]:
    return frozenset(keys)


_THEN = _Shape(_keys("did", "then", "within_seconds"), _then)
SHAPES: dict[str, _Shape] = {
    "did": _Shape(_keys("did", "channel", "where", "times", "within_days", "between"), _did),
    "score": _Shape(_keys("score", "operator", "value", "within_days", "ever"), _score),
    "level": _Shape(_keys("level", "operator", "value"), _level),
    "last_activity": _Shape(_keys("last_activity", "days"), _last_activity),
    "created_within_days": _Shape(
        _keys("created_within_days"), lambda node, *_: CreatedWithin(node["created_within_days"])
    ),
    "member_of": _Shape(
        _keys("member_of"),
        lambda node, allowed, _: MemberOf(allowed.named("segment", node["member_of"], at="member_of")),
    ),
    "owner": _Shape(_keys("owner"), _owner),
    "committee_role": _Shape(
        _keys("committee_role"),
        lambda node, allowed, _: HasRole(allowed.named("role", node["committee_role"], at="committee_role")),
    ),
    "leads": _Shape(_keys("leads"), lambda node, *_: _crowd(node, "leads")),
    "active_leads": _Shape(_keys("active_leads"), lambda node, *_: _crowd(node, "active_leads")),
} | {
    trait: _Shape(_keys(trait), lambda node, allowed, where, trait=trait: Is(trait, node[trait]))  # type: ignore[misc]
    for trait in TRAITS
}
"""By the key that tells them, in the order in which people read of them."""
