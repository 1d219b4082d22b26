"""Which accounts meet the filters: the conditions that every statement about a list shares."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, collate, or_, select

from kenbun.accounts.lists.chosen import Chosen
from kenbun.accounts.tables import account_aliases, accounts
from kenbun.leads.tables import leads
from kenbun.lists.segment_queries import is_in
from kenbun.lists.segments import InSegment
from kenbun.lists.text_queries import containing, folded, within


def filtered(chosen: Chosen, found: Select[Any]) -> Select[Any]:
    """`found` selects from accounts."""
    archived = accounts.c.archived_at
    found = found.where(
        accounts.c.workspace_id == chosen.workspace_id,
        archived.is_not(None) if chosen.archived else archived.is_(None),
    )
    if chosen.search:
        found = found.where(matching_search(chosen.workspace_id, chosen.search))
    return found.where(*_of_scores(chosen), *_of_activity(chosen), *_of_people(chosen), *_of_segments(chosen))


def matching_search(workspace_id: UUID, typed: str) -> ColumnElement[bool]:
    """In whose name, or in any of whose domains and ids, the text occurs, without case."""
    pattern = collate(containing(typed), "default")
    known_by = select(account_aliases.c.account_id).where(
        account_aliases.c.workspace_id == workspace_id,
        collate(folded(account_aliases.c.value), "default").like(pattern),
    )
    return or_(accounts.c.search.like(pattern), accounts.c.account_id.in_(known_by))


def _of_scores(chosen: Chosen) -> list[ColumnElement[bool]]:
    found = []
    if chosen.account_ranges is not None:
        found.append(within(accounts.c.account_score, chosen.account_ranges))
    if chosen.engagement_ranges is not None:
        found.append(within(accounts.c.engagement_score, chosen.engagement_ranges))
    return found


def _of_activity(chosen: Chosen) -> list[ColumnElement[bool]]:
    last = accounts.c.last_active_at
    found = []
    if chosen.active_after is not None:
        found.append(last > chosen.active_after)
    if chosen.idle_since is not None:
        found.append(or_(last <= chosen.idle_since, last.is_(None)))
    return found


def _of_people(chosen: Chosen) -> list[ColumnElement[bool]]:
    found = []
    if chosen.has_leads is not None:
        counted = accounts.c.lead_count
        found.append(counted > 0 if chosen.has_leads else counted == 0)
    if chosen.owners is not None:
        owned = accounts.c.owner_id.in_([owner for owner in chosen.owners if owner])
        found.append(or_(owned, accounts.c.owner_id.is_(None)) if None in chosen.owners else owned)
    return found


def _of_segments(chosen: Chosen) -> list[ColumnElement[bool]]:
    return [
        is_in(accounts.c.account_id, chosen.workspace_id, one.segment_id, inside=one.inside)
        if one.kind == "account"
        else _has_lead_in(chosen, one)
        for one in chosen.segments
    ]


def _has_lead_in(chosen: Chosen, one: InSegment) -> ColumnElement[bool]:
    theirs = select(leads.c.account_id).where(
        leads.c.workspace_id == chosen.workspace_id,
        leads.c.account_id.is_not(None),
        is_in(leads.c.lead_id, chosen.workspace_id, one.segment_id, inside=True),
    )
    return accounts.c.account_id.in_(theirs) if one.inside else accounts.c.account_id.not_in(theirs)
