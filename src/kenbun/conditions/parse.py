"""From JSON to a tree, refusing whatever could not be evaluated."""

from functools import partial

from kenbun.conditions.counts import COUNTED, Count
from kenbun.conditions.errors import ConditionError
from kenbun.conditions.facts import Fact
from kenbun.conditions.fields import Allowed, Field
from kenbun.conditions.nodes import KINDS, MAX_NODES, Group, Kind, Leaf, Tree
from kenbun.conditions.short import read_operator, read_short, read_value

MAX_DEPTH = 10
_OF_COUNTS = {"count", "event_type", "channel", "where", "days", "operator", "value"}
_METADATA = Allowed("What is counted", metadata=True, lead=frozenset(), account=frozenset())


def parse(conditions: object, *, allowed: Allowed, path: str = "conditions") -> Tree:
    """The tree that decoded JSON stands for; `path` is where it stood, for error messages: the empty one, where whoever
    asks says so (`kit.paths.inside`).

    Raises ConditionError, naming the faulty node.
    """
    return _node(conditions, allowed, path, depth=0)


def _node(node: object, allowed: Allowed, path: str, depth: int) -> Tree:
    if not isinstance(node, dict):
        raise ConditionError(path, 'Give a condition {"field", "operator", "value"} or a group {"all": […]}.')
    if depth > MAX_DEPTH:
        raise ConditionError(path, f"Groups are nested too deep; at most {MAX_DEPTH} levels.")
    kinds = [kind for kind in KINDS if kind in node]
    if not kinds:
        return _leaf(node, allowed, path)
    if len(node) > 1:
        raise ConditionError(path, "A group has exactly one of “all”, “any” and “none”, and nothing else.")
    return _group(kinds[0], node[kinds[0]], allowed, path, depth)


def _group(kind: Kind, parts: object, allowed: Allowed, path: str, depth: int) -> Group:
    place = f"{path}.{kind}" if path else kind
    if not isinstance(parts, list):
        raise ConditionError(place, "Give a list of conditions.")
    if len(parts) > MAX_NODES:
        raise ConditionError(place, f"Too many conditions; at most {MAX_NODES}, groups included.")
    nodes = tuple(_node(part, allowed, f"{place}[{i}]", depth + 1) for i, part in enumerate(parts))
    try:
        return Group(kind, nodes)
    except ConditionError as error:
        raise error.within(path) from None


def _leaf(node: dict[object, object], allowed: Allowed, path: str) -> Leaf | Fact:
    if "count" in node and allowed.counts:
        return _count_leaf(node, path)
    if found := read_short(node, allowed, path, _where):
        return found
    if node.keys() - {"field", "operator", "value"}:
        raise ConditionError(path, "A condition has field, operator and value, and nothing else.")
    try:
        field = _field(node.get("field"), allowed)
        operator = read_operator(node.get("operator"))
        return Leaf(field, operator, read_value(node.get("value")))
    except ConditionError as error:
        raise error.within(path) from None


def _count_leaf(node: dict[object, object], path: str) -> Leaf:
    if node.keys() - _OF_COUNTS:
        raise ConditionError(path, f"A count has {', '.join(sorted(_OF_COUNTS))}, and nothing else.")
    try:
        return Leaf(_count(node), read_operator(node.get("operator")), read_value(node.get("value")))
    except ConditionError as error:
        raise error.within(path) from None


def _count(node: dict[object, object]) -> Count:
    what = node["count"]
    if what not in COUNTED:
        raise ConditionError("count", f"Count one of: {', '.join(COUNTED)}.")
    for name in ("event_type", "channel"):
        if not isinstance(node.get(name), str | None):
            raise ConditionError(name, "Give a text, or leave it out.")
    where = node.get("where")
    tree = None if where is None else _where(where)
    named = {name: node.get(name) for name in ("event_type", "channel", "days")}
    return Count(what, where=tree, **named)  # type: ignore[arg-type]


_where = partial(parse, allowed=_METADATA, path="where")
"""What is asked of the events that are counted."""


def _field(name: object, allowed: Allowed) -> Field:
    if not isinstance(name, str):
        raise ConditionError("field", "Name the field: metadata.<path>, lead.<field> or account.<field>.")
    field = Field.named(name)
    allowed.check(field)
    return field
