from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select, text

from kenbun.database import Connection
from kenbun.events.activity_queries import UNSUPPRESSED
from kenbun.events.tables import event_types, events
from kenbun.kit.paging import Paging
from kenbun.leads.lists.matching_queries import matching_search
from kenbun.leads.tables import lead_profiles, leads

# So many leads does a search among events look at.
_LEADS_SEARCHED = 1000
_EVENTS_SAMPLED = 1000

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


@dataclass(frozen=True, slots=True)
class Chosen:
    workspace_id: UUID
    type_key: str | None
    campaign: str | None
    lead_id: UUID | None
    lead_search: str | None
    # those alone that filters suppress, or do not; None: both
    suppressed: bool | None = None

    @property
    def everything(self) -> bool:
        chosen = (self.type_key, self.campaign, self.lead_id, self.lead_search, self.suppressed)
        return all(one is None for one in chosen)


async def page_of(connection: Connection, chosen: Chosen, paging: Paging) -> Sequence[Row[Any]]:
    """The latest first. The page is found before names are looked up."""
    found = (
        _filtered(chosen, select(events))
        .order_by(events.c.happened_at.desc(), events.c.event_id.desc())
        .offset(paging.offset)
        .limit(paging.limit)
        .subquery("page")
    )
    named = (
        select(found, event_types.c.name.label("event_type"), lead_profiles.c.name.label("lead_name"))
        .join(event_types, event_types.c.type_id == found.c.type_id)
        .outerjoin(
            lead_profiles,
            and_(
                lead_profiles.c.workspace_id == chosen.workspace_id,
                lead_profiles.c.lead_id == found.c.lead_id,
            ),
        )
        .where(event_types.c.workspace_id == chosen.workspace_id)
        .order_by(found.c.happened_at.desc(), found.c.event_id.desc())
    )
    return (await connection.execute(named)).all()


async def count(connection: Connection, chosen: Chosen) -> int:
    if chosen.everything:
        # leads count their events, but for those suppressed: a thousand times fewer rows
        of_leads = select(func.coalesce(func.sum(leads.c.event_count), 0)).where(
            leads.c.workspace_id == chosen.workspace_id
        )
        suppressed = select(func.count()).where(
            events.c.workspace_id == chosen.workspace_id, events.c.suppressed.is_not(None)
        )
        counted = select(of_leads.scalar_subquery() + suppressed.scalar_subquery())
    else:
        counted = _filtered(chosen, select(func.count()).select_from(events))
    return int((await connection.execute(counted)).scalar_one())


async def metadata_keys(connection: Connection, workspace_id: UUID, type_key: str | None) -> list[str]:
    values = {"workspace_id": workspace_id, "type_key": type_key, "sampled": _EVENTS_SAMPLED}
    return list((await connection.execute(_KEYS, values)).scalars())


def _filtered(chosen: Chosen, found: Select[Any]) -> Select[Any]:
    found = found.where(events.c.workspace_id == chosen.workspace_id)
    if chosen.type_key is not None:
        type_id = select(event_types.c.type_id).where(
            event_types.c.workspace_id == chosen.workspace_id, event_types.c.key == chosen.type_key
        )
        found = found.where(events.c.type_id == type_id.scalar_subquery())
    if chosen.campaign is not None:
        found = found.where(events.c.campaign == chosen.campaign)
    if chosen.lead_id is not None:
        found = found.where(events.c.lead_id == chosen.lead_id)
    if chosen.suppressed is not None:
        found = found.where(events.c.suppressed.is_not(None) if chosen.suppressed else UNSUPPRESSED)
    if chosen.lead_search is not None:
        matching = select(lead_profiles.c.lead_id).where(
            matching_search(chosen.workspace_id, chosen.lead_search)
        )
        found = found.where(events.c.lead_id.in_(matching.limit(_LEADS_SEARCHED)))
    return found
