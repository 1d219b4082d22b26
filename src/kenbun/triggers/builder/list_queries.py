from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text

from kenbun.database import Connection
from kenbun.triggers.tables import trigger_firings

_FIRED = "f.workspace_id = :workspace_id AND f.trigger_id = t.trigger_id AND f.state IN ('fired', 'released')"

_NUMBERS = text(f"""
    SELECT t.trigger_id, m.week, m.month, l.at AS last, coalesce(h.held, 0) AS held
    FROM unnest(cast(:trigger_ids AS uuid[])) AS t (trigger_id)
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE f.at >= :week) AS week, count(*) AS month
        FROM trigger_firings f WHERE {_FIRED} AND f.at >= :month) AS m
    LEFT JOIN LATERAL (
        SELECT f.at FROM trigger_firings f WHERE {_FIRED} ORDER BY f.at DESC, f.firing_id DESC LIMIT 1) AS l ON true
    LEFT JOIN (
        SELECT f.trigger_id, count(*) AS held FROM trigger_firings f
        WHERE f.workspace_id = :workspace_id AND f.state = 'held_back' GROUP BY f.trigger_id) AS h
      ON h.trigger_id = t.trigger_id
""")  # noqa: S608 - our own text

_BY_DAY = text("""
    SELECT cast(date_trunc('day', timezone(:zone, f.at)) AS date) AS day, count(*) AS number
    FROM trigger_firings f
    WHERE f.workspace_id = :workspace_id AND f.trigger_id = :trigger_id AND f.at >= :since
      AND f.state IN ('fired', 'released')
    GROUP BY day
""")


async def numbers(
    connection: Connection, workspace_id: UUID, trigger_ids: Sequence[UUID], week: datetime, month: datetime
) -> Sequence[Row[Any]]:
    """Of each of these: how often it has fired since each of the two times, when last, and how much is held back."""
    values = {"workspace_id": workspace_id, "trigger_ids": list(trigger_ids), "week": week, "month": month}
    return (await connection.execute(_NUMBERS, values)).all()


async def count_held(connection: Connection, workspace_id: UUID) -> int:
    """Of all triggers."""
    held = (trigger_firings.c.workspace_id == workspace_id, trigger_firings.c.state == "held_back")
    found = select(func.count()).select_from(trigger_firings).where(*held)
    return int((await connection.execute(found)).scalar_one())


async def count_all(connection: Connection, workspace_id: UUID, trigger_id: UUID) -> int:
    """Of one trigger, whatever came of them."""
    own = (trigger_firings.c.workspace_id == workspace_id, trigger_firings.c.trigger_id == trigger_id)
    found = select(func.count()).select_from(trigger_firings).where(*own)
    return int((await connection.execute(found)).scalar_one())


async def by_day(
    connection: Connection, workspace_id: UUID, trigger_id: UUID, since: datetime, zone: str
) -> dict[date, int]:
    """How often it has fired on each day of the zone on which it did."""
    values = {"workspace_id": workspace_id, "trigger_id": trigger_id, "since": since, "zone": zone}
    return {row.day: row.number for row in await connection.execute(_BY_DAY, values)}
