from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, select

from kenbun.alerts.deliveries.tables import deliveries
from kenbun.database import Connection
from kenbun.kit.paging import Paging
from kenbun.triggers.tables import trigger_firings as firings
from kenbun.triggers.tables import triggers


@dataclass(frozen=True, slots=True)
class Asked:
    """Which firings; None leaves nothing out."""

    workspace_id: UUID
    trigger_id: UUID | None = None
    state: str | None = None
    because: str | None = None
    firing_id: UUID | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        columns = {
            firings.c.trigger_id: self.trigger_id,
            firings.c.state: self.state,
            firings.c.held_because: self.because,
            firings.c.firing_id: self.firing_id,
        }
        mine = firings.c.workspace_id == self.workspace_id
        return [mine, *(column == value for column, value in columns.items() if value is not None)]


async def listed(connection: Connection, asked: Asked, paging: Paging) -> Sequence[Row[Any]]:
    """The latest first, each with its trigger."""
    same = (triggers.c.workspace_id == firings.c.workspace_id) & (
        triggers.c.trigger_id == firings.c.trigger_id
    )
    found = (
        select(firings, triggers.c.name.label("trigger"), triggers.c.kind, triggers.c.subject)
        .select_from(firings.join(triggers, same))
        .where(*asked.conditions)
        .order_by(firings.c.at.desc(), firings.c.firing_id.desc())
        .limit(paging.limit)
        .offset(paging.offset)
    )
    rows: Sequence[Any] = (await connection.execute(found)).all()
    return rows


async def count(connection: Connection, asked: Asked) -> int:
    found = select(func.count()).select_from(firings).where(*asked.conditions)
    return int((await connection.execute(found)).scalar_one())


async def held_by_cause(connection: Connection, workspace_id: UUID) -> dict[str, int]:
    """Of all triggers, the most frequent first."""
    number = func.count()
    found = (
        select(firings.c.held_because, number.label("number"))
        .where(*Asked(workspace_id, state="held_back").conditions)
        .group_by(firings.c.held_because)
        .order_by(number.desc(), firings.c.held_because)
    )
    return {row.held_because: row.number for row in await connection.execute(found) if row.held_because}


async def delivered(
    connection: Connection, workspace_id: UUID, firing_ids: Collection[UUID]
) -> dict[UUID, dict[str, int]]:
    """Of each firing, how many of its deliveries are in which state."""
    found = (
        select(deliveries.c.firing_id, deliveries.c.state, func.count().label("number"))
        .where(deliveries.c.workspace_id == workspace_id, deliveries.c.firing_id.in_(firing_ids))
        .group_by(deliveries.c.firing_id, deliveries.c.state)
    )
    made: dict[UUID, dict[str, int]] = {}
    for row in await connection.execute(found):
        made.setdefault(row.firing_id, {})[row.state] = row.number
    return made


async def deliveries_of(connection: Connection, workspace_id: UUID, firing_id: UUID) -> Sequence[Row[Any]]:
    """In the order in which they were written."""
    found = (
        select(
            deliveries.c.delivery_id,
            deliveries.c.channel_id,
            deliveries.c.recipient,
            deliveries.c.act,
            deliveries.c.state,
            deliveries.c.attempts,
            deliveries.c.next_try_at,
            deliveries.c.delivered_at,
            deliveries.c.last_answer,
        )
        .where(deliveries.c.workspace_id == workspace_id, deliveries.c.firing_id == firing_id)
        .order_by(deliveries.c.delivery_id)
    )
    rows: Sequence[Any] = (await connection.execute(found)).all()
    return rows
