"""The condition language: one tree, and its readings as JSON, words, SQL and what it depends on."""

from kenbun.conditions.depends_on import Dependencies, depends_on
from kenbun.conditions.errors import ConditionError
from kenbun.conditions.fields import (
    SCORING_RULES,
    STANDARD_ACCOUNT_FIELDS,
    STANDARD_LEAD_FIELDS,
    Allowed,
    Field,
)
from kenbun.conditions.nodes import Group, Leaf, Tree
from kenbun.conditions.operators import OPERATORS, Operator
from kenbun.conditions.parse import parse
from kenbun.conditions.to_json import to_json
from kenbun.conditions.to_sql import Scope, to_sql
from kenbun.conditions.to_words import to_words

__all__ = [
    "OPERATORS",
    "SCORING_RULES",
    "STANDARD_ACCOUNT_FIELDS",
    "STANDARD_LEAD_FIELDS",
    "Allowed",
    "ConditionError",
    "Dependencies",
    "Field",
    "Group",
    "Leaf",
    "Operator",
    "Scope",
    "Tree",
    "depends_on",
    "parse",
    "to_json",
    "to_sql",
    "to_words",
]
