"""Conditions on fields of which profiles keep a key (`INDEXED_FIELDS`): answered by the keys' indexes, where the
profile itself would have to be opened, and its JSON read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    case,
    false,
    func,
    literal,
    literal_column,
    not_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from kenbun.conditions import Leaf
from kenbun.conditions.operators import CONTRARIES
from kenbun.conditions.values import as_number, as_text
from kenbun.leads.tables import INDEXED_FIELDS, IS_CUT, LONGEST_KEY, lead_profiles
from kenbun.lists.text_queries import folded

# Folding makes three letters of one at most: what is not longer than this is not longer than a key when folded.
_LONGEST = LONGEST_KEY // 3
_CUT: ColumnElement[int] = literal_column(str(LONGEST_KEY))
_WHOLE = ("equals", "one_of", "is_not_empty", "starts_with")
_ANYWHERE = ("contains", "ends_with")

Keys = tuple[str, ...] | None
"""Of a condition on a part of a key, all keys that meet it, or of whose contrary it is, that one; None: not known."""


def tells(leaf: Leaf) -> bool:
    """Whether a key says what the condition asks. Fields of leads are single values; numbers are equal however they are
    written, which a key does not know."""
    if leaf.field.source != "lead" or leaf.field.path not in INDEXED_FIELDS:
        return False
    name = _plain(leaf)
    if name in ("equals", "one_of") and any(as_number(value) is not None for value in leaf.scalars):
        return False
    return name in (*_WHOLE, *_ANYWHERE) and all(len(as_text(value)) <= _LONGEST for value in leaf.scalars)


def is_of_a_part(leaf: Leaf) -> bool:
    """Whether all of a key has to be looked through."""
    return _plain(leaf) in _ANYWHERE


def said_by_key(leaf: Leaf, keys: Keys, said_by_field: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition on a profile at hand, false or NULL where it does not hold: by its key, and where that is cut by
    the field itself."""
    if keys is not None or not is_of_a_part(leaf):
        return _said(leaf, keys)
    return case((func.length(_key(leaf)) == _CUT, said_by_field), else_=_said(leaf, keys))


def those(workspace_id: UUID, leaf: Leaf, keys: Keys, said_by_field: ColumnElement[bool]) -> Select[Any]:
    """The ids of all leads of whom it holds. Whose keys are cut are few, and looked at apart: to ask for their fields
    would open every profile."""
    everyone = select(lead_profiles.c.lead_id).where(lead_profiles.c.workspace_id == workspace_id)
    if keys is not None or not is_of_a_part(leaf):
        return everyone.where(_said(leaf, keys))
    is_cut = func.length(_key(leaf)) == _CUT
    by_key = everyone.where(func.coalesce(not_(is_cut), true()), _said(leaf, keys))
    found = by_key.union_all(everyone.where(IS_CUT, is_cut, said_by_field)).subquery()
    return select(found.c.lead_id)


def _plain(leaf: Leaf) -> str:
    """The operator, or the one that it is the contrary of."""
    return CONTRARIES.get(leaf.operator.name, leaf.operator.name)


def _key(leaf: Leaf) -> ColumnElement[str]:
    key: ColumnElement[str] = lead_profiles.c[f"{leaf.field.path}_key"]
    return key


def _said(leaf: Leaf, keys: Keys) -> ColumnElement[bool]:
    holds = holds_of(leaf, _key(leaf)) if keys is None else _key(leaf) == func.any(_texts(keys))
    if leaf.operator.name == "is_empty":
        return _key(leaf).is_(None)
    if leaf.operator.name not in CONTRARIES:
        return holds
    # of nobody who has nothing there does the operator hold, of whom its contrary does
    return not_(func.coalesce(holds, false()))


def _texts(keys: tuple[str, ...]) -> ColumnElement[Any]:
    return literal(list(keys), ARRAY(Text()))


def holds_of(leaf: Leaf, key: ColumnElement[str]) -> ColumnElement[bool]:
    """The operator, or the one that it is the contrary of; NULL where there is no value."""
    words = [folded(literal(as_text(value), Text())) for value in leaf.scalars]
    match _plain(leaf):
        case "is_not_empty":
            # no field is blank: see mapping.reading
            return key.is_not(None)
        case "starts_with":
            return func.starts_with(key, words[0])
        case "contains":
            return func.strpos(key, words[0]) > 0
        case "ends_with":
            return func.right(key, func.length(words[0])) == words[0]
        case _:
            return key.in_(words)
