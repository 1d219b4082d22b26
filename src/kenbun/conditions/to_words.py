"""A tree as a sentence for the people who read receipts, lists and segments."""

from __future__ import annotations

from types import MappingProxyType

from kenbun.conditions.counts import WORDS, Count, Crowd
from kenbun.conditions.fact_words import Names, fact_words, last_days
from kenbun.conditions.fields import Field
from kenbun.conditions.nodes import Group, Leaf, Tree
from kenbun.conditions.values import Days, Scalar, as_text

_NOBODY: Names = MappingProxyType({})


def to_words(tree: Tree, names: Names = _NOBODY) -> str:
    """`path contains “/pricing” and (plan is “pro” or not (country is “DE”))`; `names` says what ids stand for."""
    if isinstance(tree, Leaf):
        return _leaf(tree)
    if not isinstance(tree, Group):
        return fact_words(tree, names)
    link = " and " if tree.kind == "all" else " or "
    words = link.join(_part(part, names, alone=len(tree.parts) == 1) for part in tree.parts)
    return f"not ({words})" if tree.kind == "none" else words


def _part(tree: Tree, names: Names, *, alone: bool) -> str:
    nested = isinstance(tree, Group) and tree.kind != "none" and len(tree.parts) > 1
    return f"({to_words(tree, names)})" if nested and not alone else to_words(tree, names)


def _leaf(leaf: Leaf) -> str:
    if leaf.spelling == "did":
        return _did(leaf)
    return " ".join(filter(None, (_field(leaf.field), leaf.operator.words, _value(leaf))))


def _did(leaf: Leaf) -> str:
    """`did Page View at least 3 times where path contains “/pricing” in the last 30 days`"""
    count, number = leaf.field, leaf.value
    assert isinstance(count, Count)
    assert isinstance(number, int)
    named = count.event_type or "anything"
    if _is_never(leaf):
        return f"did not do {named}{_which(count)}"
    if (leaf.operator.name, number) == ("gte", 1):
        return f"did {named}{_which(count)}"
    times = "once" if number == 1 else f"{number:,} times"
    compared = {"gte": "at least", "lte": "at most", "equals": "exactly"}[leaf.operator.name]
    return f"did {named} {compared} {times}{_which(count)}"


def _is_never(leaf: Leaf) -> bool:
    return leaf.value == 0 and leaf.operator.name in ("lte", "equals")


def _field(field: Field | Count | Crowd) -> str:
    """Metadata keys stand as they are sent; fields of ours as people say them."""
    if isinstance(field, Count):
        return f"number of {counted(field)}"
    if isinstance(field, Crowd):
        return f"number of {field.who.replace('_', ' ')}"
    if field.source == "score":
        return f"{field.path.replace('_', ' ')} score"
    if field.source == "metadata":
        return field.path
    return f"{field.source} {field.path.replace('_', ' ')}"


def counted(count: Count, *, one: bool = False) -> str:
    """`Page View events on website where path contains “/pricing” in the last 30 days`; of `one` in the singular."""
    noun = WORDS[count.what].removesuffix("s") if one else WORDS[count.what]
    return f"{f'{count.event_type} ' if count.event_type else ''}{noun}{_which(count)}"


def _which(count: Count) -> str:
    """` on website where path contains “/pricing” in the last 30 days`"""
    parts = [f"on {count.channel}" if count.channel else None]
    if count.where:
        parts.append(f"where {to_words(count.where)}")
    if count.days:
        parts.append(last_days(count.days))
    if count.between:
        parts.append(f"between {count.between[0]} and {count.between[1]}")
    return "".join(f" {part}" for part in parts if part)


def _value(leaf: Leaf) -> str:
    match leaf.value:
        case None:
            return ""
        case Days(1):
            return "day"
        case Days(count):
            return f"{count:,} days"
        case tuple(values):
            return (" and " if leaf.operator.value == "range" else ", ").join(
                _scalar(value, leaf) for value in values
            )
        case value:
            return _scalar(value, leaf)


def _scalar(value: Scalar, leaf: Leaf) -> str:
    return f"“{value}”" if isinstance(value, str) and not leaf.compares_dates else as_text(value)
