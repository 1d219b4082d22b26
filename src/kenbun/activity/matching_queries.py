"""Which events meet the filters: the conditions that every statement about the list shares."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from kenbun.activity.choose import Chosen
from kenbun.events.activity_queries import UNSUPPRESSED
from kenbun.events.tables import event_types, events
from kenbun.leads.lists.matching_queries import in_segment
from kenbun.leads.tables import leads


def conditions(chosen: Chosen) -> list[ColumnElement[bool]]:
    """All but whose they are."""
    found = [events.c.workspace_id == chosen.workspace_id]
    if chosen.since is not None:
        found.append(events.c.happened_at >= chosen.since)
    if chosen.until is not None:
        found.append(events.c.happened_at < chosen.until)
    if chosen.type_id is not None:
        found.append(events.c.type_id == chosen.type_id)
    if chosen.channel is not None:
        found.append(events.c.channel == chosen.channel)
    if chosen.campaign is not None:
        found.append(events.c.campaign == chosen.campaign)
    if chosen.suppressed is not None:
        found.append(events.c.suppressed.is_not(None) if chosen.suppressed else UNSUPPRESSED)
    if chosen.hidden is not None:
        among = events.c.type_id.in_(hidden_types(chosen.workspace_id))
        found.append(among if chosen.hidden else ~among)
    return found


def hidden_types(workspace_id: UUID) -> Select[Any]:
    return select(event_types.c.type_id).where(
        event_types.c.workspace_id == workspace_id, event_types.c.hidden
    )


def of_leads(chosen: Chosen) -> Select[Any]:
    """The ids of the leads that the filters are about."""
    found = select(leads.c.lead_id).where(leads.c.workspace_id == chosen.workspace_id)
    if chosen.lead_ids is not None:
        found = found.where(leads.c.lead_id.in_(chosen.lead_ids))
    if chosen.account_ids is not None:
        found = found.where(leads.c.account_id.in_(chosen.account_ids))
    if chosen.segment is not None:
        found = found.where(in_segment(chosen.workspace_id, chosen.segment))
    return found


def whose(chosen: Chosen) -> list[ColumnElement[bool]]:
    return [events.c.lead_id.in_(of_leads(chosen))] if chosen.restricts_leads else []
