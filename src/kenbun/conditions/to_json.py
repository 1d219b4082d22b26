"""A tree as the JSON it is stored and sent as; `parse` gives the same tree back."""

from kenbun.conditions.counts import Count, Crowd
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
from kenbun.conditions.nodes import Group, Leaf, Tree
from kenbun.conditions.short import TIMES
from kenbun.conditions.values import Days, Value

Json = dict[str, object]

_TIMES = {operator: times for times, operator in TIMES.items()}


def to_json(tree: Tree) -> Json:
    if isinstance(tree, Group):
        return {tree.kind: [to_json(part) for part in tree.parts]}
    return _leaf(tree) if isinstance(tree, Leaf) else _fact(tree)


def _leaf(leaf: Leaf) -> Json:
    """As it was read: those who wrote it find their spelling again."""
    if leaf.spelling == "did":
        return _did(leaf)
    compared: Json = {"operator": leaf.operator.name}
    if leaf.value is not None:
        compared |= {"value": _value(leaf.value)}
    if isinstance(leaf.field, Crowd):
        return {leaf.field.who: compared}
    if leaf.spelling == "score":
        return {"score": leaf.field.path} | compared
    named: Json = _count(leaf.field) if isinstance(leaf.field, Count) else {"field": str(leaf.field)}
    return named | compared


def _count(count: Count) -> Json:
    named: Json = {"count": count.what}
    for name in ("event_type", "channel", "days"):
        if (value := getattr(count, name)) is not None:
            named[name] = value
    return named if count.where is None else named | {"where": to_json(count.where)}


def _did(leaf: Leaf) -> Json:
    count = leaf.field
    assert isinstance(count, Count)
    did: Json = {"did": count.event_type}
    if count.channel is not None:
        did["channel"] = count.channel
    if count.where is not None:
        did["where"] = to_json(count.where)
    did["times"] = {_TIMES[leaf.operator.name]: leaf.value}
    if count.days is not None:
        did["within_days"] = count.days
    return did if count.between is None else did | {"between": list(count.between)}


def _fact(fact: Fact) -> Json:
    said: Json
    match fact:
        case HasLevel(dimension, operator, value):
            said = {"level": dimension, "operator": operator, "value": value}
        case ScoreOver(dimension, operator, value, days):
            over: Json = {"ever": True} if days is None else {"within_days": days}
            said = {"score": dimension, "operator": operator.name, "value": _value(value)} | over
        case DidThen(first, then, seconds):
            said = {"did": first, "then": then, "within_seconds": seconds}
        case LastActivity(within, days):
            said = {"last_activity": "within" if within else "not_within", "days": days}
        case CreatedWithin(days):
            said = {"created_within_days": days}
        case MemberOf(segment):
            said = {"member_of": segment}
        case OwnedBy(owner):
            said = {"owner": owner}
        case HasRole(role):
            said = {"committee_role": role}
        case Is(what, so):
            said = {what: so}
    return said


def _value(value: Value) -> object:
    if isinstance(value, Days):
        return {"days": value.count}
    return list(value) if isinstance(value, tuple) else value
