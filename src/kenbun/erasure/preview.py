"""What deleting a lead would take with it, in numbers; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kenbun.database import Connection
from kenbun.erasure import preview_queries, queries
from kenbun.erasure.erase import Erased, rejected_events
from kenbun.erasure.names import Names, normal
from kenbun.identity.roots_queries import together
from kenbun.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class Preview:
    """`merged` others are merged into the lead, and go with it; `points` are those that the account loses."""

    name: str
    merged: int
    account: str | None
    points: int
    would_erase: Erased


async def preview(connection: Connection, workspace_id: UUID, lead_id: UUID) -> Preview:
    """Raises NotFound."""
    place = (connection, workspace_id)
    own_ids = await together(*place, [lead_id])
    row = await preview_queries.counts(*place, lead_id, own_ids)
    if row is None:
        raise NotFound("There is no such lead.", field="lead_id")
    names = normal(await queries.names_of(*place, own_ids))
    strays = await queries.stray_events(*place, names)
    erased = Erased(
        leads=1,
        events=row.events + len(strays),
        sessions=row.sessions,
        aliases=row.aliases,
        fields=row.fields,
        watches=row.watches,
        shares=row.shares,
        waiting=len(await queries.waiting_calls(*place, own_ids, names)),
        rejected=len(await rejected_events(*place, Names.of(names, own_ids))),
    )
    return Preview(row.name, len(own_ids) - 1, row.account, row.engagement_score, erased)
