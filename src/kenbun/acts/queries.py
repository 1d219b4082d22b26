from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, or_, select, update

from kenbun.accounts.tables import accounts
from kenbun.acts.tables import acts
from kenbun.database import Connection
from kenbun.leads.tables import leads


async def add(connection: Connection, workspace_id: UUID, **values: Any) -> None:
    await connection.execute(insert(acts).values(workspace_id=workspace_id, state="running", **values))


_KEYS = {"lead": leads.c.lead_id, "account": accounts.c.account_id}


async def last_of(connection: Connection, workspace_id: UUID, noun: str) -> UUID | None:
    """Ids are in the order in which leads, and accounts, were made."""
    key = _KEYS[noun]
    found = select(key).where(key.table.c.workspace_id == workspace_id)
    last: UUID | None = (await connection.execute(found.order_by(key.desc()).limit(1))).scalar()
    return last


async def count_running(connection: Connection, workspace_id: UUID) -> int:
    counted = select(func.count()).where(acts.c.workspace_id == workspace_id, acts.c.state == "running")
    return int((await connection.execute(counted)).scalar_one())


async def next_running(connection: Connection, workspace_id: UUID) -> UUID | None:
    """The one that was begun first."""
    found = (
        select(acts.c.act_id)
        .where(acts.c.workspace_id == workspace_id, acts.c.state == "running")
        .order_by(acts.c.created_at, acts.c.act_id)
        .limit(1)
    )
    act_id: UUID | None = (await connection.execute(found)).scalar()
    return act_id


async def take(connection: Connection, workspace_id: UUID, act_id: UUID) -> Row[Any] | None:
    """Holds the act to the end of the transaction; None where it runs no more."""
    found = select(acts).where(
        acts.c.workspace_id == workspace_id, acts.c.act_id == act_id, acts.c.state == "running"
    )
    return (await connection.execute(found.with_for_update())).one_or_none()


async def set_act(connection: Connection, workspace_id: UUID, act_id: UUID, **values: Any) -> None:
    mine = (acts.c.workspace_id == workspace_id, acts.c.act_id == act_id)
    await connection.execute(update(acts).where(*mine).values(**values))


async def end(
    connection: Connection,
    workspace_id: UUID,
    act_id: UUID,
    state: str,
    now: datetime,
    error: str | None = None,
) -> bool:
    """Whether it was running until now."""
    ended = (
        update(acts)
        .where(acts.c.workspace_id == workspace_id, acts.c.act_id == act_id, acts.c.state == "running")
        .values(state=state, selection=None, error=error, ended_at=now)
    )
    return (await connection.execute(ended)).rowcount > 0


async def one_of(connection: Connection, workspace_id: UUID, user_id: UUID, act_id: UUID) -> Row[Any] | None:
    found = select(acts).where(
        acts.c.workspace_id == workspace_id, acts.c.user_id == user_id, acts.c.act_id == act_id
    )
    return (await connection.execute(found)).one_or_none()


async def recent_of(
    connection: Connection, workspace_id: UUID, user_id: UUID, since: datetime, limit: int
) -> list[Row[Any]]:
    """The member's acts that run, or ended since then; the latest first."""
    found = (
        select(acts)
        .where(
            acts.c.workspace_id == workspace_id,
            acts.c.user_id == user_id,
            or_(acts.c.state == "running", acts.c.ended_at > since),
        )
        .order_by(acts.c.created_at.desc(), acts.c.act_id.desc())
        .limit(limit)
    )
    return list(await connection.execute(found))
