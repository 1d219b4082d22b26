"""The rows of deletions, and what each has still to do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, insert, literal, select, text, true, update
from sqlalchemy.dialects.postgresql import insert as upsert

from kenbun.activity.choose import Chosen
from kenbun.activity.deletion.tables import event_deletion_leads as deletion_leads
from kenbun.activity.deletion.tables import event_deletions as deletions
from kenbun.activity.matching_queries import conditions, whose
from kenbun.database import Connection
from kenbun.events.activity_queries import unsuppressed_at
from kenbun.events.filters.tables import event_suppressions as held
from kenbun.events.tables import events

_DONE = text("""
    INSERT INTO event_deletion_leads AS d (workspace_id, deletion_id, lead_id, deleted_at, deleted)
    SELECT :workspace_id, :deletion_id, t.lead_id, :now, t.deleted
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:counts AS int[])) AS t (lead_id, deleted)
    ON CONFLICT (workspace_id, deletion_id, lead_id)
    DO UPDATE SET deleted_at = excluded.deleted_at, deleted = d.deleted + excluded.deleted
""")

_DROP_EMPTY = text("""
    DELETE FROM event_deletion_leads
    WHERE workspace_id = :workspace_id AND deletion_id = :deletion_id AND deleted = 0
""")


async def add(connection: Connection, workspace_id: UUID, **values: Any) -> None:
    await connection.execute(insert(deletions).values(workspace_id=workspace_id, state="running", **values))


async def running(connection: Connection, workspace_id: UUID) -> Row[Any] | None:
    found = select(deletions).where(deletions.c.workspace_id == workspace_id, deletions.c.state == "running")
    return (await connection.execute(found)).one_or_none()


async def one(connection: Connection, workspace_id: UUID, deletion_id: UUID) -> Row[Any] | None:
    found = select(deletions).where(
        deletions.c.workspace_id == workspace_id, deletions.c.deletion_id == deletion_id
    )
    return (await connection.execute(found)).one_or_none()


async def recent(connection: Connection, workspace_id: UUID, limit: int) -> list[Row[Any]]:
    """The latest first."""
    found = select(deletions).where(deletions.c.workspace_id == workspace_id)
    found = found.order_by(deletions.c.begun_at.desc(), deletions.c.deletion_id.desc()).limit(limit)
    return list(await connection.execute(found))


async def set_deletion(connection: Connection, workspace_id: UUID, deletion_id: UUID, **values: Any) -> None:
    mine = (deletions.c.workspace_id == workspace_id, deletions.c.deletion_id == deletion_id)
    await connection.execute(update(deletions).where(*mine).values(**values))


async def end(
    connection: Connection,
    workspace_id: UUID,
    deletion_id: UUID,
    state: str,
    now: datetime,
    error: str | None = None,
) -> bool:
    """Whether it was running until now. Whom it did not get to is forgotten."""
    mine = (deletions.c.workspace_id == workspace_id, deletions.c.deletion_id == deletion_id)
    ended = update(deletions).where(*mine, deletions.c.state == "running")
    was_running = (
        await connection.execute(ended.values(state=state, error=error, ended_at=now))
    ).rowcount > 0
    await connection.execute(_DROP_EMPTY, {"workspace_id": workspace_id, "deletion_id": deletion_id})
    return was_running


def _fitting(chosen: Chosen, begun_at: datetime, of_leads: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """Suppressed or not as they were when the deletion began: what it takes away frees others, and they are not what
    was asked for. `of_leads` says, of `event_suppressions`, whose events these are."""
    found = [*conditions(replace(chosen, suppressed=None)), events.c.received_at <= begun_at]
    if chosen.suppressed is not None:
        let_through = unsuppressed_at(chosen.workspace_id, of_leads, begun_at)
        found.append(~let_through if chosen.suppressed else let_through)
    return found


async def note_leads(connection: Connection, deletion_id: UUID, chosen: Chosen, begun_at: datetime) -> None:
    """Notes whose events fit by now as still to be done."""
    fitting = (
        select(
            literal(chosen.workspace_id).label("workspace_id"),
            literal(deletion_id).label("deletion_id"),
            events.c.lead_id,
        )
        .where(*_fitting(chosen, begun_at, true()), *whose(chosen), events.c.lead_id.is_not(None))
        .distinct()
    )
    noted = upsert(deletion_leads).from_select(["workspace_id", "deletion_id", "lead_id"], fitting)
    again = noted.on_conflict_do_update(
        index_elements=["workspace_id", "deletion_id", "lead_id"], set_={"deleted_at": None}
    )
    await connection.execute(again)


async def next_leads(connection: Connection, workspace_id: UUID, deletion_id: UUID, limit: int) -> list[UUID]:
    found = select(deletion_leads.c.lead_id).where(
        deletion_leads.c.workspace_id == workspace_id,
        deletion_leads.c.deletion_id == deletion_id,
        deletion_leads.c.deleted_at.is_(None),
    )
    return list((await connection.execute(found.order_by(deletion_leads.c.lead_id).limit(limit))).scalars())


async def leads_done(
    connection: Connection,
    workspace_id: UUID,
    deletion_id: UUID,
    counts: Mapping[UUID, int],
    now: datetime,
) -> None:
    """So many events of each of these are gone."""
    values = {
        "workspace_id": workspace_id,
        "deletion_id": deletion_id,
        "lead_ids": list(counts),
        "counts": list(counts.values()),
        "now": now,
    }
    await connection.execute(_DONE, values)


async def events_of(
    connection: Connection, chosen: Chosen, lead_ids: Collection[UUID], begun_at: datetime
) -> list[tuple[UUID, UUID]]:
    """Event and lead, of those of these leads' events that fit."""
    fitting = _fitting(chosen, begun_at, held.c.lead_id.in_(lead_ids))
    found = select(events.c.event_id, events.c.lead_id).where(*fitting, events.c.lead_id.in_(lead_ids))
    return [(row.event_id, row.lead_id) for row in await connection.execute(found)]


async def strays(connection: Connection, chosen: Chosen, begun_at: datetime, limit: int) -> list[UUID]:
    """Of events that fit, those suppressed before anybody was known who did them."""
    if chosen.of_some:
        return []
    fitting = _fitting(chosen, begun_at, held.c.lead_id.is_(None))
    found = select(events.c.event_id).where(*fitting, events.c.lead_id.is_(None))
    return list((await connection.execute(found.limit(limit))).scalars())
