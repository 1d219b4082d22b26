"""The walk over the tree: groups as boolean SQL."""

from sqlalchemy import ColumnElement, and_, not_, or_

from kenbun.conditions.nodes import Group, Leaf, Tree
from kenbun.conditions.to_sql.leaf import leaf_to_sql
from kenbun.conditions.to_sql.scope import Scope


def to_sql(tree: Tree, scope: Scope) -> ColumnElement[bool]:
    """True or false for every row, never NULL; every value in it is a bound parameter."""
    if isinstance(tree, Leaf):
        return leaf_to_sql(tree, scope)
    if not isinstance(tree, Group):
        return scope.fact(tree)
    parts = [to_sql(part, scope) for part in tree.parts]
    if tree.kind == "all":
        return and_(*parts)
    return or_(*parts) if tree.kind == "any" else not_(or_(*parts))
