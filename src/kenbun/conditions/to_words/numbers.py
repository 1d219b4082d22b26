"""How a number of things is compared, in words."""

from __future__ import annotations

from kenbun.conditions.nodes import Leaf
from kenbun.conditions.values import Scalar, as_number, as_text

_COMPARED = {
    "gte": ("at least", "fewer than"),
    "gt": ("more than", "at most"),
    "lte": ("at most", "more than"),
    "lt": ("fewer than", "at least"),
    "equals": ("exactly", "other than"),
    "not_equals": ("other than", "exactly"),
}


def how_many(leaf: Leaf, one: str, many: str, *, so: bool) -> str:
    """`at least 3 leads`, `no lead`, `between 2 and 5 leads`"""
    if leaf.operator.name == "between":
        low, high = map(_number, leaf.scalars)
        return f"{'' if so else 'not '}between {low} and {high} {many}"
    [number] = leaf.scalars
    if (some := any_at_all(leaf)) is not None:
        article = "an" if one[0] in "aeiou" else "a"
        return f"{article if some is so else 'no'} {one}"
    compared = _COMPARED[leaf.operator.name][0 if so else 1]
    return f"{compared} {_number(number)} {one if as_number(number) == 1 else many}"


def how_often(leaf: Leaf, *, so: bool) -> str:
    """`at least 3 times`, `exactly once`"""
    words = how_many(leaf, "time", "times", so=so)
    return f"{words.removesuffix(' 1 time')} once" if words.endswith(" 1 time") else words


def any_at_all(leaf: Leaf) -> bool | None:
    """Whether it asks for anything at all (True), for nothing (False), or for a certain number (None)."""
    if leaf.operator.value == "range":
        return None
    asked = (leaf.operator.name, str(leaf.scalars[0]))
    if asked in (("gte", "1"), ("gt", "0"), ("not_equals", "0")):
        return True
    return False if asked in (("lte", "0"), ("lt", "1"), ("equals", "0")) else None


def _number(value: Scalar) -> str:
    return f"{value:,}" if type(value) is int else as_text(value)
