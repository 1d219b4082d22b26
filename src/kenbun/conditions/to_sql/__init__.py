"""A tree as one SQL expression, true or false for every row and never NULL."""

from kenbun.conditions.to_sql.scope import Scope
from kenbun.conditions.to_sql.tree import to_sql

__all__ = ["Scope", "to_sql"]
