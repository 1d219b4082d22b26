"""A tree as the JSON it is stored and sent as; `parse` gives the same tree back."""

from kenbun.conditions.nodes import Leaf, Tree
from kenbun.conditions.values import Days, Value

Json = dict[str, object]


def to_json(tree: Tree) -> Json:
    if isinstance(tree, Leaf):
        leaf: Json = {"field": str(tree.field), "operator": tree.operator.name}
        return leaf if tree.value is None else leaf | {"value": _value(tree.value)}
    return {tree.kind: [to_json(part) for part in tree.parts]}


def _value(value: Value) -> object:
    if isinstance(value, Days):
        return {"days": value.count}
    return list(value) if isinstance(value, tuple) else value
