"""The condition language: one tree, and its readings as JSON, words, SQL and what it depends on.

A tree is `{"all": […]}`, `{"any": […]}`, `{"none": […]}`, nested at will, over leaves
`{"field": "metadata.path", "operator": "contains", "value": "/pricing"}`. How a leaf reads the data:

- Missing are: an absent value, null, blank text, objects, and arrays without anything else. On a missing
  value every operator is false, except is_empty, not_equals and not_contains, which are true. So is it
  with a value that cannot be read as what the operator compares.
- On an array an operator holds if it holds for any element, not_equals and not_contains if for all;
  is_empty if no element is there. Arrays and objects within an array are missing.
- Text compares in Unicode's full case folding and is not trimmed. Numbers, true and false read as text too.
- Numbers are JSON numbers and text of ASCII digits (`-12.50`). equals and one_of compare as numbers where
  both sides read as numbers, else as text; a bound of gt, gte, lt, lte and between tells by its own type
  whether numbers or dates are compared.
- Dates are RFC 3339 (an offset is required, leap seconds are unknown) or YYYY-MM-DD, which is the instant
  at which that day begins in the workspace's zone: in the data and in the tree. So `after 2026-01-31` holds
  for the noon of that day, and between ends with the first instant of its last day.
- A number that is compared may also be a score, `score.engagement`, or a count of what a lead has done:
  `{"count": "events", "event_type": "Page View", "where": {…}, "days": 30, "operator": "gte", "value": 3}`, where type,
  channel, where and days can be left out; "sessions" and "invited_colleagues" are counted, too. Its days are rolling
  ones of 24 hours. Only some places allow it.
- Segments ask by shorter leaves, too, each told by its key: did (and then), score, level, last_activity,
  created_within_days, member_of, owner, has_account, watched, converted, committee_role, surging, leads, active_leads;
  see `short` for how they are written, and `facts` for what they mean. `did` is a count of events: between two dates
  takes both, of a day the whole of it.
- in_last N days goes from the beginning of the day N - 1 days before today, in the zone, until now.
"""

from kenbun.conditions.counts import Count, Crowd
from kenbun.conditions.depends_on import Dependencies, depends_on
from kenbun.conditions.errors import ConditionError
from kenbun.conditions.facts import Fact
from kenbun.conditions.fields import (
    SCORING_RULES,
    STANDARD_ACCOUNT_FIELDS,
    STANDARD_LEAD_FIELDS,
    Allowed,
    Field,
)
from kenbun.conditions.nodes import Group, Leaf, Tree, leaves_of
from kenbun.conditions.operators import OPERATORS, Operator
from kenbun.conditions.parse import parse
from kenbun.conditions.to_json import to_json
from kenbun.conditions.to_sql import Scope, to_sql
from kenbun.conditions.to_words import to_sentence, to_words
from kenbun.conditions.truth import evidence, holds, nodes_of, parts_of
from kenbun.conditions.turning import Window, turning

__all__ = [
    "OPERATORS",
    "SCORING_RULES",
    "STANDARD_ACCOUNT_FIELDS",
    "STANDARD_LEAD_FIELDS",
    "Allowed",
    "ConditionError",
    "Count",
    "Crowd",
    "Dependencies",
    "Fact",
    "Field",
    "Group",
    "Leaf",
    "Operator",
    "Scope",
    "Tree",
    "Window",
    "depends_on",
    "evidence",
    "holds",
    "leaves_of",
    "nodes_of",
    "parse",
    "parts_of",
    "to_json",
    "to_sentence",
    "to_sql",
    "to_words",
    "turning",
]
