"""A tree as one SQL expression, true or false for every row and never NULL."""

from kenbun.conditions.to_sql.dates import hours_before, in_dates
from kenbun.conditions.to_sql.scope import Scope
from kenbun.conditions.to_sql.tree import over, to_sql

__all__ = ["Scope", "hours_before", "in_dates", "over", "to_sql"]
