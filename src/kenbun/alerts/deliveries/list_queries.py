from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.alerts.deliveries.filters import DeliveryFilters
from kenbun.database import Connection
from kenbun.kit.paging import Paging

_CONDITIONS = {
    "state": "d.state = :state",
    "channel_id": "d.channel_id = :channel_id",
    "firing_id": "d.firing_id = :firing_id",
    "trigger_id": """d.firing_id IN (
        SELECT firing_id FROM trigger_firings
        WHERE workspace_id = :workspace_id AND trigger_id = :trigger_id)""",
    "since": "d.created_at >= :since",
    "until": "d.created_at < :until",
    "about": """d.firing_id IN (
        SELECT firing_id FROM trigger_firings
        WHERE workspace_id = :workspace_id AND subject_id = ANY(cast(:about AS uuid[])))""",
}

_COLUMNS = """
    d.delivery_id, d.channel_id, c.name AS channel_name, c.kind AS channel_kind, d.recipient, d.act, d.firing_id,
    t.trigger_id, t.name AS trigger_name, d.kind, d.state, d.attempts, d.created_at, d.next_try_at, d.delivered_at,
    d.last_answer
"""
_FROM = """
    FROM deliveries d
    LEFT JOIN channels c ON c.workspace_id = :workspace_id AND c.channel_id = d.channel_id
    LEFT JOIN trigger_firings f ON f.workspace_id = :workspace_id AND f.firing_id = d.firing_id
    LEFT JOIN triggers t ON t.workspace_id = :workspace_id AND t.trigger_id = f.trigger_id
    WHERE d.workspace_id = :workspace_id
"""

_NO_LETTERS = " AND (d.channel_id IS NOT NULL OR d.act IS NOT NULL)"

_ATTEMPTS = text("""
    SELECT number, at, took_ms, status, answer FROM delivery_attempts
    WHERE workspace_id = :workspace_id AND delivery_id = :delivery_id
    ORDER BY number DESC LIMIT :most
""")


def where(filters: DeliveryFilters) -> tuple[str, dict[str, Any]]:
    """What follows a WHERE on `deliveries d`, and its values."""
    values = {name: getattr(filters, name) for name in _CONDITIONS}
    if filters.about is not None:
        values["about"] = [*filters.about.leads, *filters.about.accounts]
    given = {name: value for name, value in values.items() if value is not None}
    return "".join(f" AND {_CONDITIONS[name]}" for name in given), given


async def page(
    connection: Connection, workspace_id: UUID, filters: DeliveryFilters, paging: Paging, *, letters: bool
) -> list[Row[Any]]:
    """The latest first."""
    condition, values = where(filters)
    of = f"{_FROM} {condition} {_also(letters)}"
    statement = text(f"SELECT {_COLUMNS} {of} ORDER BY d.delivery_id DESC LIMIT :limit OFFSET :offset")
    place = {"workspace_id": workspace_id, "limit": paging.limit, "offset": paging.offset}
    return list(await connection.execute(statement, values | place))


async def count(
    connection: Connection, workspace_id: UUID, filters: DeliveryFilters, *, letters: bool
) -> int:
    condition, values = where(filters)
    of = f"d.workspace_id = :workspace_id {condition} {_also(letters)}"
    statement = text(f"SELECT count(*) FROM deliveries d WHERE {of}")  # noqa: S608
    found = await connection.execute(statement, values | {"workspace_id": workspace_id})
    return int(found.scalar_one())


async def one(
    connection: Connection, workspace_id: UUID, delivery_id: UUID, *, letters: bool
) -> Row[Any] | None:
    """With what it tells; of a letter that is nobody's to read but whom it is for."""
    body = "CASE WHEN d.channel_id IS NOT NULL THEN d.body END AS body"
    statement = text(f"SELECT {_COLUMNS}, {body} {_FROM} AND d.delivery_id = :delivery_id {_also(letters)}")
    values = {"workspace_id": workspace_id, "delivery_id": delivery_id}
    return (await connection.execute(statement, values)).one_or_none()


def _also(letters: bool) -> str:
    return "" if letters else _NO_LETTERS


async def attempts(
    connection: Connection, workspace_id: UUID, delivery_id: UUID, most: int
) -> list[Row[Any]]:
    """The latest first."""
    values = {"workspace_id": workspace_id, "delivery_id": delivery_id, "most": most}
    return list(await connection.execute(_ATTEMPTS, values))
