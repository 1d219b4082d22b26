"""What deleting a lead would take with it, in numbers; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kenbun.database import Connection
from kenbun.erasure import preview_queries, queries
from kenbun.erasure.erase import Erased, rejected_events
from kenbun.erasure.names import Names, normal
from kenbun.identity.roots_queries import own_ids_of
from kenbun.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class Preview:
    """`points` are those that the account loses, `merged` the leads that are merged into this one."""

    name: str
    account: str | None
    points: int
    merged: int
    would_erase: Erased


async def preview(connection: Connection, workspace_id: UUID, lead_id: UUID) -> Preview:
    """Raises NotFound."""
    row = await preview_queries.counts(connection, workspace_id, lead_id)
    if row is None:
        raise NotFound("There is no such lead.", field="lead_id")
    place = (connection, workspace_id)
    everyone = (await own_ids_of(*place, [lead_id]))[lead_id]
    names = normal(await queries.names_of(*place, everyone))
    strays = await queries.stray_events(*place, names)
    erased = Erased(
        leads=1,
        events=row.events + len(strays),
        sessions=row.sessions,
        aliases=row.aliases,
        fields=row.fields,
        watches=row.watches,
        shares=row.shares,
        waiting=len(await queries.waiting_calls(*place, everyone, names)),
        rejected=len(await rejected_events(*place, Names.of(names, everyone))),
    )
    return Preview(row.name, row.account, row.engagement_score, len(everyone) - 1, erased)
