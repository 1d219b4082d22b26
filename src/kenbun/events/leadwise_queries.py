"""The latest events of some leads, found lead by lead.

What is filtered by stands in the index of a lead's events, so that nothing else is looked at until the events of the
page are known: the work hangs on these leads alone, however rare what is asked for is among theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal, select, true, tuple_, union

from kenbun.events.places import END, Place
from kenbun.events.tables import events

BEGINNING = datetime.min.replace(tzinfo=UTC)
# How far back is looked, one after the other until enough is found; at last everything.
SPANS = (timedelta(days=7), timedelta(days=90))


def latest_of(
    workspace_id: UUID,
    leads: Select[Any],
    conditions: Sequence[ColumnElement[bool]],
    *,
    since: datetime,
    limit: int,
    before: Place = END,
) -> Select[Any]:
    """So many events of the leads (a statement of their ids) that meet the conditions, from `since` on and before a
    place; in their order, the latest first."""
    some = leads.subquery("some")
    mine = events.c.workspace_id == workspace_id
    of_one = (
        select(events.c.lead_id, events.c.happened_at)
        .where(
            mine,
            events.c.lead_id == some.c.lead_id,
            events.c.happened_at >= since,
            events.c.happened_at < before.at,
            *conditions,
        )
        .order_by(events.c.happened_at.desc())
        .fetch(limit, with_ties=True)
        .lateral("of_one")
    )
    # all that happened at one time come together: of these the ids say which are of the page
    moments = (
        select(of_one.c.lead_id, of_one.c.happened_at)
        .select_from(some.join(of_one, true()))
        .order_by(of_one.c.happened_at.desc())
        .fetch(limit, with_ties=True)
        .subquery("moments")
    )
    places = select(moments.c.lead_id, moments.c.happened_at).distinct()
    if before != END:
        at_place = select(some.c.lead_id, literal(before.at, events.c.happened_at.type).label("happened_at"))
        places = union(places, at_place)  # type: ignore[assignment]
    place = places.subquery("place")
    return (
        select(events)
        .join(
            place,
            (events.c.lead_id == place.c.lead_id) & (events.c.happened_at == place.c.happened_at),
        )
        .where(
            mine,
            *conditions,
            tuple_(events.c.happened_at, events.c.event_id)
            < tuple_(literal(before.at, events.c.happened_at.type), literal(before.event_id)),
        )
        .order_by(events.c.happened_at.desc(), events.c.event_id.desc())
    )
