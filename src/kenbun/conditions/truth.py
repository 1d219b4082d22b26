"""A tree over answers: whether it holds where that is known of each leaf, what speaks for it, where its nodes stand."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from kenbun.conditions.facts import Fact
from kenbun.conditions.nodes import Group, Leaf, Tree

Answer = Callable[[Leaf | Fact], bool]


class Node(NamedTuple):
    """`path` leads to it from the root, which is the empty one: `all[0].any[1]`."""

    path: str
    tree: Tree


def holds(tree: Tree, answer: Answer) -> bool:
    if not isinstance(tree, Group):
        return answer(tree)
    parts = (holds(part, answer) for part in tree.parts)
    if tree.kind == "all":
        return all(parts)
    return any(parts) if tree.kind == "any" else not any(parts)


def evidence(tree: Tree, answer: Answer, path: str = "") -> Iterator[Node]:
    """Of a tree that holds: its leaves that do, and each “none of” as a whole, since nothing within speaks for it."""
    if not isinstance(tree, Group) or tree.kind == "none":
        yield Node(path, tree)
        return
    for node in parts_of(tree, path):
        if tree.kind == "all" or holds(node.tree, answer):
            yield from evidence(node.tree, answer, node.path)


def nodes_of(tree: Tree, path: str = "") -> Iterator[Node]:
    """All of its groups and leaves, each group before its parts."""
    yield Node(path, tree)
    if isinstance(tree, Group):
        for node in parts_of(tree, path):
            yield from nodes_of(node.tree, node.path)


def parts_of(group: Group, path: str) -> Iterator[Node]:
    """Of the group that stands there."""
    place = f"{path}.{group.kind}" if path else group.kind
    for number, part in enumerate(group.parts):
        yield Node(f"{place}[{number}]", part)
