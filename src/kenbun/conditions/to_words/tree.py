"""Groups in words. What none may be is said of each: nobody has to read “not (…)”."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Literal

from kenbun.conditions.counts import Count
from kenbun.conditions.nodes import Group, Leaf, Tree
from kenbun.conditions.to_words.deeds import deed_words
from kenbun.conditions.to_words.facts import fact_words
from kenbun.conditions.to_words.fields import field_words
from kenbun.conditions.to_words.said import Names, Said
from kenbun.subject import Subject

_NOBODY: Names = MappingProxyType({})
_WHOM = {"lead": "Leads", "account": "Accounts"}

_Joined = Literal["all", "any"]


def to_words(tree: Tree, names: Names = _NOBODY, subject: Subject = "lead") -> str:
    """`title contains “VP” and (is owned by Ada or did “Login”)`; `names` says what ids stand for."""
    return _Reader(names, subject).phrase(tree)


def to_sentence(tree: Tree, names: Names = _NOBODY, subject: Subject = "lead") -> str:
    """`Leads whose title contains “VP”, and either who are owned by Ada or who did “Login”`, without a full stop."""
    return f"{_WHOM[subject]} {_Reader(names, subject).clauses(tree)}"


class _Reader:
    def __init__(self, names: Names, subject: Subject) -> None:
        self._names = names
        self._subject = subject

    def phrase(self, tree: Tree, *, so: bool = True) -> str:
        kind, parts = _flat(tree, so)
        if len(parts) == 1:
            return self._leaf(*parts[0]).alone
        said = [
            f"({self.phrase(part, so=is_so)})" if isinstance(part, Group) else self._leaf(part, is_so).alone
            for part, is_so in parts
        ]
        return (" and " if kind == "all" else " or ").join(said)

    def clauses(self, tree: Tree, *, so: bool = True) -> str:
        kind, parts = _flat(tree, so)
        if len(parts) == 1:
            return self._leaf(*parts[0]).told
        link = "and" if kind == "all" else "or"
        said = [
            self._group(part, is_so) if isinstance(part, Group) else self._leaf(part, is_so).told
            for part, is_so in parts
        ]
        # a list within a list is told apart by its commas
        nested = any(isinstance(part, Group) for part, _ in parts)
        return f"{', '.join(said[:-1])}{',' if nested or len(said) > 2 else ''} {link} {said[-1]}"

    def _group(self, group: Group, so: bool) -> str:
        kind, parts = _flat(group, so)
        words = self.clauses(group, so=so)
        if kind == "all" or any(isinstance(part, Group) for part, _ in parts):
            return f"({words})"
        return f"either {words}"

    def _leaf(self, leaf: Tree, so: bool) -> Said:
        assert not isinstance(leaf, Group)
        if not isinstance(leaf, Leaf):
            return fact_words(leaf, self._names, self._subject, so=so)
        if isinstance(leaf.field, Count):
            return deed_words(leaf, leaf.field, self._where(leaf.field), self._subject, so=so)
        return field_words(leaf, self._subject, so=so)

    def _where(self, count: Count) -> str:
        """What the metadata of events must be; several conditions stand apart from what follows."""
        if count.where is None:
            return ""
        words = self.phrase(count.where)
        return f"where {words}" if len(_flat(count.where, True)[1]) == 1 else f"where ({words})"


def _flat(tree: Tree, so: bool) -> tuple[_Joined, list[tuple[Tree, bool]]]:
    """Its parts, each with whether it must hold or must not, without groups that one could read over."""
    kind = _joined(tree, so)
    parts = list(_parts(tree, so, kind))
    if len(parts) == 1 and isinstance(parts[0][0], Group):
        return _flat(*parts[0])
    return kind, parts


def _parts(tree: Tree, so: bool, within: _Joined) -> Iterator[tuple[Tree, bool]]:
    if not isinstance(tree, Group):
        yield tree, so
    elif len(tree.parts) == 1 or _joined(tree, so) == within:
        for part in tree.parts:
            yield from _parts(part, so is not (tree.kind == "none"), within)
    else:
        yield tree, so


def _joined(tree: Tree, so: bool) -> _Joined:
    """None of some: not the one and not the other. Not all of some: not the one, or not the other."""
    return "all" if not isinstance(tree, Group) or (tree.kind == "any") is not so else "any"
