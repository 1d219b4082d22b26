"""The walk over the tree: groups as boolean SQL."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, not_, or_

from kenbun.conditions.facts import Fact
from kenbun.conditions.nodes import Group, Leaf, Tree
from kenbun.conditions.to_sql.leaf import leaf_to_sql
from kenbun.conditions.to_sql.scope import Scope


def to_sql(tree: Tree, scope: Scope) -> ColumnElement[bool]:
    """True or false for every row, never NULL; every value in it is a bound parameter."""
    return over(tree, lambda leaf: leaf_to_sql(leaf, scope) if isinstance(leaf, Leaf) else scope.fact(leaf))


def over(tree: Tree, leaf: Callable[[Leaf | Fact], ColumnElement[bool]]) -> ColumnElement[bool]:
    """The same, where each leaf stands in the statement already."""
    if not isinstance(tree, Group):
        return leaf(tree)
    parts = [over(part, leaf) for part in tree.parts]
    if tree.kind == "all":
        return and_(*parts)
    return or_(*parts) if tree.kind == "any" else not_(or_(*parts))
