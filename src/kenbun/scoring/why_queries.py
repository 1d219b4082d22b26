"""What the whys of a page of leads are made of: their latest events by rule, and which rules their fields match."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Uuid, bindparam, func, select, text, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from kenbun.database import Connection
from kenbun.events.tables import events
from kenbun.scoring.fit.score_queries import TABLES, holds
from kenbun.scoring.fit.versions import FitVersion
from kenbun.scoring.hits_queries import AT, WORKSPACE, fading, judged_hits
from kenbun.scoring.per_version import per_version
from kenbun.scoring.versions import Version

# So the work for a lead does not grow with its history.
_LATEST_EVENTS = 30

_EVENT_IDS = bindparam("event_ids", type_=ARRAY(Uuid))
_IDS = bindparam("ids", type_=ARRAY(Uuid))
_RECENT = text("""
    SELECT e.event_id
    FROM unnest(cast(:lead_ids AS uuid[])) AS l (lead_id)
    CROSS JOIN LATERAL (
        SELECT event_id FROM events
        WHERE workspace_id = :workspace_id AND lead_id = l.lead_id AND happened_at > :since AND suppressed IS NULL
        ORDER BY happened_at DESC LIMIT :most) AS e
""")


async def recent(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    lead_ids: Collection[UUID],
    since: datetime,
    at: datetime,
) -> Sequence[Row[Any]]:
    """By the latest events of each lead since then: lead_id, number of the rule, value (points, now) and last_at."""
    values = {
        "workspace_id": workspace_id,
        "lead_ids": list(lead_ids),
        "since": since,
        "most": _LATEST_EVENTS,
    }
    event_ids = list((await connection.execute(_RECENT, values)).scalars())
    if not event_ids:
        return []
    known = {"workspace": workspace_id, "event_ids": event_ids, "at": at}
    rows: Sequence[Row[Any]] = (await connection.execute(_by_rule(version), known)).all()
    return rows


@per_version
def _by_rule(version: Version) -> Select[Any]:
    these = events.c.event_id == func.any(_EVENT_IDS)
    hit = union_all(
        *(_plain(judged_hits(version, these, capped=capped)) for capped in (False, True))
    ).subquery("hit")
    value = (hit.c.points - hit.c.excess) * fading(hit.c.happened_at, hit.c.half_life, AT)
    return select(
        hit.c.lead_id,
        hit.c.number,
        func.sum(value).label("value"),
        func.max(hit.c.happened_at).label("last_at"),
    ).group_by(hit.c.lead_id, hit.c.number)


def _plain(judged: Select[Any]) -> Select[Any]:
    one = judged.subquery()
    names = ("lead_id", "number", "happened_at", "half_life", "points", "excess")
    return select(*(one.c[name] for name in names))


async def matching(
    connection: Connection, workspace_id: UUID, version: FitVersion, ids: Collection[UUID]
) -> dict[UUID, list[bool]]:
    """Of each of these leads, or accounts, whether each active rule holds."""
    values = {"workspace": workspace_id, "ids": list(ids)}
    rows = await connection.execute(_matching(version), values)
    return {row[0]: list(row[1:]) for row in rows.all()}


@per_version
def _matching(version: FitVersion) -> Select[Any]:
    table = TABLES[version.subject]
    columns = [
        holds(version, rule, table.fields).label(f"rule{number}")
        for number, rule in enumerate(version.active)
    ]
    return select(table.key, *columns).where(
        table.rows.c.workspace_id == WORKSPACE, table.key == func.any(_IDS)
    )
