"""Which leads meet the filters: the conditions that every statement about a list shares."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, collate, or_, select

from kenbun.accounts.tables import accounts
from kenbun.conditions import Leaf, to_sql
from kenbun.events.tables import lead_event_types
from kenbun.leads.lists.archived_queries import of_archived
from kenbun.leads.lists.chosen import Chosen
from kenbun.leads.lists.company_queries import companies, scope_of, takes_none
from kenbun.leads.lists.key_queries import said_by_key, tells, those
from kenbun.leads.tables import lead_profiles, leads
from kenbun.lists.segment_queries import is_in
from kenbun.lists.segments import InSegment
from kenbun.lists.text_queries import containing, within
from kenbun.resolution.tables import dismissed_leads
from kenbun.scoring.fit.score_queries import TABLES
from kenbun.watching.tables import watches


def matching_search(workspace_id: UUID, typed: str) -> ColumnElement[bool]:
    """Profiles in whose name, e-mail, company or aliases the text occurs, without case."""
    # folded by the database, as the search text was
    # and then in the collation of the index, which no text of another can be looked up in
    compared = collate(containing(typed), "default")
    return and_(lead_profiles.c.workspace_id == workspace_id, lead_profiles.c.search.like(compared))


def filtered(
    chosen: Chosen, found: Select[Any], *, profiles: bool = False, all_at_once: bool = False
) -> Select[Any]:
    """`found` selects from leads; with `profiles` from what stands in their profiles, too.

    Where all who match have to be found, and no few of them in some order, `all_at_once` leaves profiles closed as far
    as indexes tell what is asked of them.
    """
    found = found.where(leads.c.workspace_id == chosen.workspace_id)
    told = [leaf for leaf in chosen.of_leads if all_at_once and tells(leaf)]
    looked_at = [leaf for leaf in chosen.of_leads if leaf not in told]
    if profiles or chosen.search or looked_at:
        same = and_(
            lead_profiles.c.workspace_id == leads.c.workspace_id, lead_profiles.c.lead_id == leads.c.lead_id
        )
        found = found.join(lead_profiles, same)
    if chosen.search:
        found = found.where(matching_search(chosen.workspace_id, chosen.search))
    return found.where(
        *(_said(chosen, leaf) for leaf in looked_at),
        *(leads.c.lead_id.in_(holding(chosen, leaf)) for leaf in told),
        *_of_scores(chosen),
        *_of_activity(chosen),
        *_of_people(chosen),
        *_of_accounts(chosen),
        *(leads.c.lead_id.in_(doers(chosen, type_id)) for type_id in chosen.done),
        *(in_segment(chosen.workspace_id, one) for one in chosen.segments),
    )


def in_profiles(chosen: Chosen, found: Select[Any]) -> Select[Any]:
    """The same of a statement about profiles alone, for filters that ask for nothing else."""
    found = found.where(lead_profiles.c.workspace_id == chosen.workspace_id)
    if chosen.search:
        found = found.where(matching_search(chosen.workspace_id, chosen.search))
    return found.where(*(_said(chosen, leaf) for leaf in chosen.conditions))


def holding(chosen: Chosen, leaf: Leaf) -> Select[Any]:
    """The ids of all leads of whom a condition holds that a key tells."""
    by_field = to_sql(leaf, scope_of(chosen, lead=TABLES["lead"].fields))
    return those(chosen.workspace_id, leaf, chosen.keys_of(leaf), by_field)


def _of_scores(chosen: Chosen) -> list[ColumnElement[bool]]:
    found = []
    if chosen.score_ranges is not None:
        found.append(within(leads.c.engagement_score, chosen.score_ranges))
    if chosen.profile_ranges is not None:
        found.append(within(leads.c.profile_score, chosen.profile_ranges))
    return found


def _of_accounts(chosen: Chosen) -> list[ColumnElement[bool]]:
    """One account has to meet all of it."""
    if chosen.account_ranges is None and not chosen.of_accounts:
        return []
    found = leads.c.account_id.in_(companies(chosen, select(accounts.c.account_id)))
    return [or_(found, leads.c.account_id.is_(None)) if takes_none(chosen) else found]


def _of_activity(chosen: Chosen) -> list[ColumnElement[bool]]:
    if not chosen.last_active:
        return []
    if chosen.last_active == "older_30d":
        return [or_(leads.c.last_active_at <= chosen.active_since, leads.c.last_active_at.is_(None))]
    return [leads.c.last_active_at > chosen.active_since]


def _of_people(chosen: Chosen) -> list[ColumnElement[bool]]:
    """Whose they are: their owners', those of a company, those on somebody's watch list."""
    found = []
    if chosen.owners is not None:
        owned = leads.c.owner_id.in_([owner for owner in chosen.owners if owner])
        found.append(or_(owned, leads.c.owner_id.is_(None)) if None in chosen.owners else owned)
    if chosen.accounts is not None:
        found.append(leads.c.account_id.in_(chosen.accounts))
    if chosen.unresolved:
        found.append(_unresolved(chosen))
    if chosen.archived is not None:
        found.append(of_archived(chosen.workspace_id, archived=chosen.archived))
    if chosen.watched_by is not None:
        watched = select(watches.c.lead_id).where(
            watches.c.workspace_id == chosen.workspace_id, watches.c.user_id == chosen.watched_by
        )
        found.append(leads.c.lead_id.in_(watched))
    return found


def _unresolved(chosen: Chosen) -> ColumnElement[bool]:
    """Without an account, for one of these reasons and not dismissed, or dismissed."""
    dismissed = (
        select(dismissed_leads.c.lead_id)
        .where(
            dismissed_leads.c.workspace_id == chosen.workspace_id,
            dismissed_leads.c.lead_id == leads.c.lead_id,
        )
        .exists()
    )
    found: list[ColumnElement[bool]] = []
    if "dismissed" in chosen.unresolved:
        found.append(dismissed)
    reasons = [one for one in chosen.unresolved if one not in ("open", "dismissed")]
    if "open" in chosen.unresolved:
        found.append(~dismissed)
    elif reasons:
        found.append(and_(~dismissed, leads.c.account_basis.in_(reasons)))
    return and_(leads.c.account_id.is_(None), or_(*found))


def doers(chosen: Chosen, type_id: int) -> Select[Any]:
    """The ids of all leads who did such an event."""
    return select(lead_event_types.c.lead_id).where(
        lead_event_types.c.workspace_id == chosen.workspace_id, lead_event_types.c.type_id == type_id
    )


def in_segment(workspace_id: UUID, one: InSegment) -> ColumnElement[bool]:
    """Of a segment of accounts it is the lead's account that is in it, or not."""
    key = leads.c.lead_id if one.kind == "lead" else leads.c.account_id
    return is_in(key, workspace_id, one.segment_id, inside=one.inside)


def _said(chosen: Chosen, leaf: Leaf) -> ColumnElement[bool]:
    """Of a lead whose profile is at hand."""
    by_field = to_sql(leaf, scope_of(chosen, lead=TABLES["lead"].fields))
    return said_by_key(leaf, chosen.keys_of(leaf), by_field) if tells(leaf) else by_field
