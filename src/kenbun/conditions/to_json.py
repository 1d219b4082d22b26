"""A tree as the JSON it is stored and sent as; `parse` gives the same tree back."""

from kenbun.conditions.counts import Count
from kenbun.conditions.nodes import Leaf, Tree
from kenbun.conditions.values import Days, Value

Json = dict[str, object]


def to_json(tree: Tree) -> Json:
    if isinstance(tree, Leaf):
        named: Json = _count(tree.field) if isinstance(tree.field, Count) else {"field": str(tree.field)}
        leaf = named | {"operator": tree.operator.name}
        return leaf if tree.value is None else leaf | {"value": _value(tree.value)}
    return {tree.kind: [to_json(part) for part in tree.parts]}


def _count(count: Count) -> Json:
    named: Json = {"count": count.what}
    for name in ("event_type", "channel", "days"):
        if (value := getattr(count, name)) is not None:
            named[name] = value
    return named if count.where is None else named | {"where": to_json(count.where)}


def _value(value: Value) -> object:
    if isinstance(value, Days):
        return {"days": value.count}
    return list(value) if isinstance(value, tuple) else value
