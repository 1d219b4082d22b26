"""Which leads meet the filters: the conditions that every statement about a list shares."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, collate, literal, or_, select

from kenbun.accounts.tables import accounts
from kenbun.conditions import Leaf, Scope, to_sql
from kenbun.conditions.operators import CONTRARIES
from kenbun.conditions.values import as_number, as_text
from kenbun.events.tables import lead_event_types
from kenbun.leads.lists.archived_queries import of_archived
from kenbun.leads.lists.chosen import Chosen
from kenbun.leads.tables import INDEXED_FIELDS, lead_profiles, leads
from kenbun.lists.segment_queries import is_in
from kenbun.lists.segments import InSegment
from kenbun.lists.text_queries import containing, sort_text, within
from kenbun.resolution.tables import dismissed_leads
from kenbun.scoring.fit.score_queries import TABLES
from kenbun.watching.tables import watches


def matching_search(workspace_id: UUID, typed: str) -> ColumnElement[bool]:
    """Profiles in whose name, e-mail, company or aliases the text occurs, without case."""
    # folded by the database, as the search text was
    # and then in the collation of the index, which no text of another can be looked up in
    compared = collate(containing(typed), "default")
    return and_(lead_profiles.c.workspace_id == workspace_id, lead_profiles.c.search.like(compared))


def filtered(chosen: Chosen, found: Select[Any], *, profiles: bool = False) -> Select[Any]:
    """`found` selects from leads; with `profiles` from what stands in their profiles, too."""
    found = found.where(leads.c.workspace_id == chosen.workspace_id)
    if profiles or chosen.search or any(leaf.field.source == "lead" for leaf in chosen.conditions):
        same = and_(
            lead_profiles.c.workspace_id == leads.c.workspace_id, lead_profiles.c.lead_id == leads.c.lead_id
        )
        found = found.join(lead_profiles, same)
    if chosen.search:
        found = found.where(matching_search(chosen.workspace_id, chosen.search))
    return found.where(
        *_of_scores(chosen),
        *_of_activity(chosen),
        *_of_people(chosen),
        *(_holds(chosen, leaf) for leaf in chosen.conditions),
        *(leads.c.lead_id.in_(doers(chosen, type_id)) for type_id in chosen.done),
        *(in_segment(chosen.workspace_id, one) for one in chosen.segments),
    )


def in_profiles(chosen: Chosen, found: Select[Any]) -> Select[Any]:
    """The same of a statement about profiles alone, for filters that ask for nothing else."""
    found = found.where(lead_profiles.c.workspace_id == chosen.workspace_id)
    if chosen.search:
        found = found.where(matching_search(chosen.workspace_id, chosen.search))
    return found.where(*(_holds(chosen, leaf) for leaf in chosen.conditions))


def _of_scores(chosen: Chosen) -> list[ColumnElement[bool]]:
    found = []
    if chosen.score_ranges is not None:
        found.append(within(leads.c.engagement_score, chosen.score_ranges))
    if chosen.profile_ranges is not None:
        found.append(within(leads.c.profile_score, chosen.profile_ranges))
    if chosen.account_ranges is not None:
        of_companies = select(accounts.c.account_id).where(
            accounts.c.workspace_id == chosen.workspace_id,
            within(accounts.c.account_score, chosen.account_ranges),
        )
        found.append(leads.c.account_id.in_(of_companies))
    return found


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


def _holds(chosen: Chosen, leaf: Leaf) -> ColumnElement[bool]:
    if leaf.field.source == "lead":
        holds = to_sql(leaf, _scope(chosen, lead=TABLES["lead"].fields))
        return and_(_leads_there(leaf), holds) if _is_indexed(leaf) else holds
    with_it = select(accounts.c.account_id).where(
        accounts.c.workspace_id == chosen.workspace_id,
        to_sql(leaf, _scope(chosen, account=TABLES["account"].holding(leaf.field.path))),
    )
    found = leads.c.account_id.in_(with_it)
    if leaf.operator.name in CONTRARIES:
        return or_(found, leads.c.account_id.is_(None))
    return found


def _is_indexed(leaf: Leaf) -> bool:
    """Numbers are equal however they are written, which an index of texts does not know."""
    return (
        leaf.field.path in INDEXED_FIELDS
        and leaf.operator.name in ("equals", "one_of")
        and all(as_number(value) is None for value in leaf.scalars)
    )


def _leads_there(leaf: Leaf) -> ColumnElement[bool]:
    """What the condition says, as far as an index can tell."""
    values = [sort_text(literal(as_text(value), Text())) for value in leaf.scalars]
    return sort_text(lead_profiles.c.fields[leaf.field.path].astext).in_(values)


def _scope(
    chosen: Chosen, lead: ColumnElement[Any] | None = None, account: ColumnElement[Any] | None = None
) -> Scope:
    return Scope(chosen.zone, chosen.now or datetime.min.replace(tzinfo=UTC), lead=lead, account=account)
