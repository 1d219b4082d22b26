"""The rows of filters, and of what they said when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, text, update

from kenbun.conditions import SCORING_RULES, parse
from kenbun.database import Connection
from kenbun.events.filters.drafts import FilterSaid
from kenbun.events.filters.in_force import FOR_EVER, Applied, Filters, Revision
from kenbun.events.filters.tables import event_filters, filter_jobs, filter_revisions

_SAID = ("kind", "event_type", "type_key", "conditions", "count", "window_seconds", "keep_first")

# The days are those of UTC on which the events happened; the last seven are today and the six before.
_LISTED = text("""
    SELECT f.*, coalesce(c.total, 0) AS total, coalesce(c.last_7_days, 0) AS last_7_days,
           coalesce(c.last_30_days, 0) AS last_30_days
    FROM event_filters f
    LEFT JOIN (
        SELECT filter_id, sum(suppressed) AS total,
               sum(suppressed) FILTER (WHERE day > :today - 7) AS last_7_days,
               sum(suppressed) FILTER (WHERE day > :today - 30) AS last_30_days
        FROM filter_counts WHERE workspace_id = :workspace_id
        GROUP BY filter_id
    ) AS c ON c.filter_id = f.filter_id
    WHERE f.workspace_id = :workspace_id AND f.removed_at IS NULL
    ORDER BY f.created_at, f.filter_id
    LIMIT 1000
""")

_END_REVISION = text("""
    UPDATE filter_revisions SET in_force_to = :now
    WHERE workspace_id = :workspace_id AND filter_id = :filter_id AND in_force_to IS NULL
""")

_MOVE_ON = text("""
    UPDATE workspaces SET filters_version = filters_version + 1 WHERE workspace_id = :workspace_id
""")


async def listed(connection: Connection, workspace_id: UUID, today: date) -> Sequence[Row[Any]]:
    """Those that there are, with how many events each suppresses; the oldest first."""
    return (await connection.execute(_LISTED, {"workspace_id": workspace_id, "today": today})).all()


async def names(connection: Connection, workspace_id: UUID) -> dict[UUID, str]:
    """Of all filters, those removed too."""
    found = select(event_filters.c.filter_id, event_filters.c.name).where(
        event_filters.c.workspace_id == workspace_id
    )
    return {row.filter_id: row.name for row in (await connection.execute(found)).all()}


async def add(
    connection: Connection, workspace_id: UUID, filter_id: UUID, said: FilterSaid, now: datetime
) -> None:
    values = {name: getattr(said, name) for name in _SAID}
    await connection.execute(
        insert(event_filters).values(
            workspace_id=workspace_id,
            filter_id=filter_id,
            name=said.name,
            active=said.active,
            created_at=now,
            **values,
        )
    )


async def change(connection: Connection, workspace_id: UUID, filter_id: UUID, said: FilterSaid) -> None:
    values = {name: getattr(said, name) for name in _SAID}
    await _set(connection, workspace_id, filter_id, name=said.name, active=said.active, **values)


async def remove(connection: Connection, workspace_id: UUID, filter_id: UUID, now: datetime) -> None:
    await _set(connection, workspace_id, filter_id, removed_at=now)


async def _set(connection: Connection, workspace_id: UUID, filter_id: UUID, **values: Any) -> None:
    mine = (event_filters.c.workspace_id == workspace_id, event_filters.c.filter_id == filter_id)
    await connection.execute(update(event_filters).where(*mine).values(**values))


async def end_revision(connection: Connection, workspace_id: UUID, filter_id: UUID, now: datetime) -> None:
    """From now on the filter is not in force."""
    values = {"workspace_id": workspace_id, "filter_id": filter_id, "now": now}
    await connection.execute(_END_REVISION, values)


async def begin_revision(
    connection: Connection, workspace_id: UUID, filter_id: UUID, said: FilterSaid, now: datetime
) -> None:
    values = {name: getattr(said, name) for name in _SAID}
    await connection.execute(
        insert(filter_revisions).values(
            workspace_id=workspace_id, filter_id=filter_id, in_force_from=now, **values
        )
    )


async def move_on(connection: Connection, workspace_id: UUID) -> None:
    """Tells those that keep filters in memory to read them again."""
    await connection.execute(_MOVE_ON, {"workspace_id": workspace_id})


async def read_filters(connection: Connection, workspace_id: UUID, zone: str) -> Filters:
    """As this transaction sees them, and whatever of the past still matters."""
    applied = await _applied(connection, workspace_id)
    to_all = max((one.at for one in applied if one.up_to == Applied.to_all(one.at).up_to), default=None)
    found = select(filter_revisions).where(filter_revisions.c.workspace_id == workspace_id)
    found = found.order_by(filter_revisions.c.in_force_from, filter_revisions.c.filter_id)
    attribute, velocity = [], []
    for row in (await connection.execute(found)).all():
        if row.kind == "attribute" and row.in_force_to is None:
            attribute.append(_revision(row))
        elif row.kind == "velocity" and (
            row.in_force_to is None or to_all is None or row.in_force_to > to_all
        ):
            velocity.append(_revision(row))
    return Filters(zone, tuple(attribute), tuple(velocity), tuple(applied))


async def _applied(connection: Connection, workspace_id: UUID) -> list[Applied]:
    """The last time that history was judged to the end, and what has begun since."""
    jobs = select(filter_jobs).where(filter_jobs.c.workspace_id == workspace_id)
    found: list[Applied] = []
    for job in (await connection.execute(jobs.order_by(filter_jobs.c.opened_at.desc()).limit(100))).all():
        if job.state == "done":
            return [Applied.to_all(job.opened_at), *found]
        found.insert(0, Applied(job.opened_at, job.lead_cursor))
    return found


def _revision(row: Row[Any]) -> Revision:
    return revision_of(row.filter_id, row, row.in_force_from, row.in_force_to or FOR_EVER)


def revision_of(filter_id: UUID, said: Any, since: datetime, until: datetime = FOR_EVER) -> Revision:
    """`said` is a row of what a filter says, or what was read of one."""
    tree = parse(said.conditions, allowed=SCORING_RULES) if said.conditions else None
    return Revision(
        filter_id,
        said.type_key,
        tree,
        said.count or 0,
        timedelta(seconds=said.window_seconds or 0),
        bool(said.keep_first),
        since,
        until,
    )
