"""What a filter would have made of the latest events: read, and never more of them than it takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.errors import QueryCanceled
from sqlalchemy import Row, func, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.exc import OperationalError

from kenbun.database import Connection
from kenbun.events.filters.in_force import Revision
from kenbun.events.filters.match_queries import matching
from kenbun.events.tables import event_types, events
from kenbun.kit.errors import Invalid

_BOUND = text("SET LOCAL statement_timeout = '5s'")

_BY_TYPE = text("""
    SELECT t.name AS event_type, count(*) AS events
    FROM (SELECT type_id FROM events e
          WHERE e.workspace_id = :workspace_id AND e.happened_at > :since AND e.happened_at <= :now
            AND (cast(:type_key AS text) IS NULL OR e.type_id = (
                SELECT type_id FROM event_types WHERE workspace_id = :workspace_id AND key = :type_key))
          LIMIT :most) AS e
    JOIN event_types t ON t.workspace_id = :workspace_id AND t.type_id = e.type_id
    GROUP BY t.name
    ORDER BY count(*) DESC, t.name
    LIMIT 1000
""")

_OF_TYPE = text("""
    SELECT e.lead_id, e.happened_at, e.message_id, e.event_id
    FROM events e
    WHERE e.workspace_id = :workspace_id AND e.happened_at > :since AND e.happened_at <= :now
      AND e.lead_id IS NOT NULL AND e.type_id = (
          SELECT type_id FROM event_types WHERE workspace_id = :workspace_id AND key = :type_key)
    ORDER BY e.happened_at DESC
    LIMIT :most
""")

_EXAMPLES = text("""
    SELECT e.event_id, t.name AS event_type, e.lead_id, p.name AS lead_name, e.happened_at, e.metadata
    FROM events e
    JOIN event_types t ON t.workspace_id = :workspace_id AND t.type_id = e.type_id
    LEFT JOIN lead_profiles p ON p.workspace_id = :workspace_id AND p.lead_id = e.lead_id
    WHERE e.workspace_id = :workspace_id AND e.event_id = ANY(cast(:event_ids AS uuid[]))
    ORDER BY e.happened_at DESC, e.event_id DESC
    LIMIT :most
""")


@contextmanager
def bounded() -> Iterator[None]:
    """Raises Invalid where a statement took too long."""
    try:
        yield
    except OperationalError as error:
        if not isinstance(error.orig, QueryCanceled):
            raise
        raise Invalid("This took too long: try fewer days, or one event type.", field="days") from None


async def set_bound(connection: Connection) -> None:
    await connection.execute(_BOUND)


async def count_by_type(
    connection: Connection,
    workspace_id: UUID,
    type_key: str | None,
    since: datetime,
    now: datetime,
    most: int,
) -> Sequence[Row[Any]]:
    """How many events of each type (or of one) happened in (since, now]."""
    values = {"workspace_id": workspace_id, "type_key": type_key, "since": since, "now": now, "most": most}
    return (await connection.execute(_BY_TYPE, values)).all()


async def matched_by_type(
    connection: Connection,
    workspace_id: UUID,
    revision: Revision,
    zone: str,
    since: datetime,
    now: datetime,
    most: int,
) -> tuple[dict[str, int], set[UUID], list[UUID]]:
    """Of the latest events in (since, now] how many of each type match, whose they are, and the latest of all."""
    wanted = [
        events.c.workspace_id == workspace_id,
        events.c.happened_at > since,
        events.c.happened_at <= now,
    ]
    if revision.type_key is not None:
        of_type = select(event_types.c.type_id).where(
            event_types.c.workspace_id == workspace_id, event_types.c.key == revision.type_key
        )
        wanted.append(events.c.type_id == of_type.scalar_subquery())
    latest = (
        select(events).where(*wanted).order_by(events.c.happened_at.desc()).limit(most).subquery("latest")
    )
    is_match = matching(
        revision,
        zone,
        key=event_types.c.key,
        metadata=latest.c.metadata,
        happened_at=latest.c.happened_at,
    )
    found = (
        select(
            event_types.c.name,
            func.count(),
            func.array_agg(func.distinct(latest.c.lead_id)),
            func.array_agg(aggregate_order_by(latest.c.event_id, latest.c.happened_at.desc()))[1:25],
        )
        .select_from(latest.join(event_types, event_types.c.type_id == latest.c.type_id))
        .where(event_types.c.workspace_id == workspace_id, is_match)
        .group_by(event_types.c.name)
    )
    counts: dict[str, int] = {}
    leads: set[UUID] = set()
    examples: list[UUID] = []
    for name, size, lead_ids, event_ids in (await connection.execute(found)).all():
        counts[name] = size
        leads.update(one for one in lead_ids if one is not None)
        examples += event_ids
    return counts, leads, examples


async def latest_of_type(
    connection: Connection, workspace_id: UUID, type_key: str, since: datetime, now: datetime, most: int
) -> Sequence[Row[Any]]:
    """In (since, now], the latest first; events without a lead count for nobody."""
    values = {"workspace_id": workspace_id, "type_key": type_key, "since": since, "now": now, "most": most}
    return (await connection.execute(_OF_TYPE, values)).all()


async def examples_of(
    connection: Connection, workspace_id: UUID, event_ids: Collection[UUID], most: int
) -> Sequence[Row[Any]]:
    """The latest first."""
    values = {"workspace_id": workspace_id, "event_ids": list(event_ids), "most": most}
    return (await connection.execute(_EXAMPLES, values)).all()
