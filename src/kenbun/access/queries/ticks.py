"""Statements on the one tick row of a workspace."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, literal, select, text, update

from kenbun.access.tables import workspace_ticks
from kenbun.database import Connection
from kenbun.database.hearing import TELL

_AT = workspace_ticks.c.ticked_at
_TELLING = text(TELL.format("ticks"))
_INSTANT = timedelta(microseconds=1)
_EVERYWHERE = text("SELECT workspace_id, ticked_at FROM workspace_ticks /* all workspaces */")


async def lock(connection: Connection, workspace_id: UUID) -> None:
    """Wait until no other transaction holds the row, then hold it to the end of this one."""
    statement = select(_AT).where(workspace_ticks.c.workspace_id == workspace_id).with_for_update()
    (await connection.execute(statement)).one()


async def everywhere(connection: Connection) -> dict[UUID, datetime]:
    """The last tick of each workspace."""
    rows = await connection.execute(_EVERYWHERE)
    return {row.workspace_id: row.ticked_at for row in rows}


async def lock_if_free(connection: Connection, workspace_id: UUID) -> bool:
    statement = select(_AT).where(workspace_ticks.c.workspace_id == workspace_id)
    return (await connection.execute(statement.with_for_update(skip_locked=True))).first() is not None


async def advance(connection: Connection, workspace_id: UUID, now: datetime) -> datetime:
    """Set the tick to `now`, or to the instant after the last tick where the clock has not passed it.

    Whoever follows behind hears of it with the commit.
    """
    statement = (
        update(workspace_ticks)
        .where(workspace_ticks.c.workspace_id == workspace_id)
        .values(ticked_at=func.greatest(literal(now, _AT.type), _AT + literal(_INSTANT)))
        .returning(_AT, _TELLING)
    )
    ticked: datetime = (await connection.execute(statement)).one().ticked_at
    return ticked


async def visible(connection: Connection, workspace_id: UUID) -> datetime:
    statement = select(_AT).where(workspace_ticks.c.workspace_id == workspace_id)
    ticked: datetime = (await connection.execute(statement)).scalar_one()
    return ticked
