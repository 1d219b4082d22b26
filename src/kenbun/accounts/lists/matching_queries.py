"""Which accounts meet the filters: the conditions that every statement about a list shares."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, collate, or_

from kenbun.accounts.lists.chosen import Chosen
from kenbun.accounts.tables import accounts
from kenbun.lists.text_queries import containing, within


def filtered(chosen: Chosen, found: Select[Any]) -> Select[Any]:
    """`found` selects from accounts."""
    archived = accounts.c.archived_at
    found = found.where(
        accounts.c.workspace_id == chosen.workspace_id,
        archived.is_not(None) if chosen.archived else archived.is_(None),
    )
    if chosen.search:
        found = found.where(matching_search(chosen.search))
    return found.where(*_of_scores(chosen), *_of_activity(chosen), *_of_people(chosen))


def matching_search(typed: str) -> ColumnElement[bool]:
    """In whose name, domain or id the text occurs, without case."""
    return accounts.c.search.like(collate(containing(typed), "default"))


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
