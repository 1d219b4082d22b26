from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select, text

from kenbun.access.queries.ticks import visible
from kenbun.activity.choose import Chosen
from kenbun.activity.matching_queries import conditions, of_leads, whose
from kenbun.database import Connection
from kenbun.events.leadwise_queries import BEGINNING, SPANS, latest_of
from kenbun.events.tables import event_types, events
from kenbun.kit.paging import Paging
from kenbun.leads.tables import lead_profiles, leads

_EVENTS_SAMPLED = 1000
_LATEST = (events.c.happened_at.desc(), events.c.event_id.desc())

_KEYS = text("""
    SELECT k.key FROM (
        SELECT e.metadata FROM events e
        WHERE e.workspace_id = :workspace_id
          AND (cast(:type_key AS text) IS NULL OR e.type_id = (
              SELECT type_id FROM event_types WHERE workspace_id = :workspace_id AND key = :type_key))
        ORDER BY e.happened_at DESC
        LIMIT :sampled
    ) AS sample, jsonb_object_keys(sample.metadata) AS k (key)
    GROUP BY k.key
    ORDER BY count(*) DESC, k.key
    LIMIT 100
""")


async def page_of(connection: Connection, chosen: Chosen, paging: Paging) -> Sequence[Row[Any]]:
    """The latest first. The page is found before names are looked up."""
    if not chosen.of_some:
        return await _named(connection, chosen, _plain(chosen, paging))
    edge = await visible(connection, chosen.workspace_id)
    edge = min(edge, chosen.until) if chosen.until else edge
    for since in (*(edge - span for span in SPANS), BEGINNING):
        rows = await _named(connection, chosen, _lead_by_lead(chosen, since, paging))
        if len(rows) == paging.limit or since == BEGINNING:
            break
    return rows


def _plain(chosen: Chosen, paging: Paging) -> Select[Any]:
    found = select(events).where(*conditions(chosen), *whose(chosen)).order_by(*_LATEST)
    return found.offset(paging.offset).limit(paging.limit)


def _lead_by_lead(chosen: Chosen, since: datetime, paging: Paging) -> Select[Any]:
    deep = paging.offset + paging.limit
    found = latest_of(chosen.workspace_id, of_leads(chosen), conditions(chosen), since=since, limit=deep)
    return found.offset(paging.offset).limit(paging.limit)


async def _named(connection: Connection, chosen: Chosen, page: Select[Any]) -> Sequence[Row[Any]]:
    found = page.subquery("page")
    named = (
        select(
            found,
            event_types.c.name.label("event_type"),
            lead_profiles.c.name.label("lead_name"),
            leads.c.account_id,
        )
        .join(event_types, event_types.c.type_id == found.c.type_id)
        .outerjoin(leads, _same_lead(leads, chosen, found))
        .outerjoin(lead_profiles, _same_lead(lead_profiles, chosen, found))
        .where(event_types.c.workspace_id == chosen.workspace_id)
        .order_by(found.c.happened_at.desc(), found.c.event_id.desc())
    )
    return (await connection.execute(named)).all()


def _same_lead(table: Any, chosen: Chosen, found: Any) -> Any:
    return and_(table.c.workspace_id == chosen.workspace_id, table.c.lead_id == found.c.lead_id)


async def count(connection: Connection, chosen: Chosen) -> int:
    if chosen.everything:
        # leads count their events, but for those suppressed: a thousand times fewer rows
        counts = select(func.coalesce(func.sum(leads.c.event_count), 0)).where(
            leads.c.workspace_id == chosen.workspace_id
        )
        suppressed = select(func.count()).where(
            events.c.workspace_id == chosen.workspace_id, events.c.suppressed.is_not(None)
        )
        counted = select(counts.scalar_subquery() + suppressed.scalar_subquery())
    else:
        counted = select(func.count()).select_from(events).where(*conditions(chosen), *whose(chosen))
    return int((await connection.execute(counted)).scalar_one())


async def metadata_keys(connection: Connection, workspace_id: UUID, type_key: str | None) -> list[str]:
    values = {"workspace_id": workspace_id, "type_key": type_key, "sampled": _EVENTS_SAMPLED}
    return list((await connection.execute(_KEYS, values)).scalars())
