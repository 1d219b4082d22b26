from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select, text, update

from kenbun.alerts.channels.tables import channels
from kenbun.database import Connection

_USING = text("""
    SELECT name FROM triggers
    WHERE workspace_id = :workspace_id
      AND outputs @> jsonb_build_array(jsonb_build_object('channel_id', cast(:channel_id AS text)))
    ORDER BY name LIMIT 20
""")

_CANCEL = text("""
    UPDATE deliveries SET state = 'cancelled', claimed_until = NULL, last_answer = 'The channel was deleted.'
    WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND state = 'waiting'
""")

# Of attempts that were under way together, the one that was answered with when to call again may not be the last to
# end; so a rest only grows. What arrives ends none either: it left before the rest was asked for.
_NOTE_HEALTH = text("""
    UPDATE channels
    SET failing_since = CASE WHEN cast(:failing_from AS timestamptz) IS NOT NULL
                             THEN coalesce(failing_since, :failing_from) END,
        resting_until = greatest(resting_until, cast(:rest_until AS timestamptz))
    WHERE workspace_id = :workspace_id AND channel_id = :channel_id
    RETURNING failing_since
""")

_COUNT_FAILED = text("""
    SELECT count(*) FROM (
        SELECT FROM deliveries
        WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND state = 'failed' AND kind <> 'test'
          AND next_try_at >= :since
        LIMIT :most) AS those
""")


async def find(connection: Connection, workspace_id: UUID, channel_id: UUID) -> Row[Any] | None:
    found = select(channels).where(
        channels.c.workspace_id == workspace_id, channels.c.channel_id == channel_id
    )
    return (await connection.execute(found)).one_or_none()


async def list_all(connection: Connection, workspace_id: UUID) -> list[Row[Any]]:
    by_name = text("casefold(channels.name COLLATE pg_unicode_fast), channels.channel_id")
    found = select(channels).where(channels.c.workspace_id == workspace_id).order_by(by_name)
    return list(await connection.execute(found))


async def named(connection: Connection, workspace_id: UUID, name: str) -> UUID | None:
    same = text("casefold(channels.name COLLATE pg_unicode_fast) = casefold(:name COLLATE pg_unicode_fast)")
    found = select(channels.c.channel_id).where(channels.c.workspace_id == workspace_id, same)
    there: UUID | None = (await connection.execute(found, {"name": name})).scalar()
    return there


async def count(connection: Connection, workspace_id: UUID) -> int:
    found = select(func.count()).select_from(channels).where(channels.c.workspace_id == workspace_id)
    return int((await connection.execute(found)).scalar_one())


async def add(
    connection: Connection, workspace_id: UUID, channel_id: UUID, values: Mapping[str, Any]
) -> None:
    await connection.execute(
        insert(channels).values(workspace_id=workspace_id, channel_id=channel_id, **values)
    )


async def change(
    connection: Connection, workspace_id: UUID, channel_id: UUID, values: Mapping[str, Any]
) -> None:
    this = (channels.c.workspace_id == workspace_id, channels.c.channel_id == channel_id)
    await connection.execute(update(channels).where(*this).values(**values))


async def remove(connection: Connection, workspace_id: UUID, channel_id: UUID) -> None:
    this = (channels.c.workspace_id == workspace_id, channels.c.channel_id == channel_id)
    await connection.execute(delete(channels).where(*this))


async def note_health(
    connection: Connection,
    workspace_id: UUID,
    channel_id: UUID,
    failing_from: datetime | None,
    rest_until: datetime | None,
) -> datetime | None:
    """Since when nothing arrives there: from `failing_from` on at the latest, if that is given."""
    values = {"workspace_id": workspace_id, "channel_id": channel_id}
    told = {"failing_from": failing_from, "rest_until": rest_until}
    since: datetime | None = (await connection.execute(_NOTE_HEALTH, values | told)).scalar()
    return since


async def count_failed(
    connection: Connection, workspace_id: UUID, channel_id: UUID, since: datetime, most: int
) -> int:
    """Deliveries that were given up since then, counted no further than `most`."""
    values = {"workspace_id": workspace_id, "channel_id": channel_id, "since": since, "most": most}
    return int((await connection.execute(_COUNT_FAILED, values)).scalar_one())


async def switch_off(
    connection: Connection, workspace_id: UUID, channel_id: UUID, because: str, now: datetime
) -> bool:
    """Whether it was on."""
    this = (
        channels.c.workspace_id == workspace_id,
        channels.c.channel_id == channel_id,
        channels.c.active.is_(True),
    )
    missed_since = func.coalesce(channels.c.failing_since, now)
    off = {"active": False, "switched_off_because": because, "missed_since": missed_since, "changed_at": now}
    return (await connection.execute(update(channels).where(*this).values(**off))).rowcount == 1


async def triggers_using(connection: Connection, workspace_id: UUID, channel_id: str) -> list[str]:
    """Names of triggers that tell this channel, by its public id."""
    values = {"workspace_id": workspace_id, "channel_id": channel_id}
    return list((await connection.execute(_USING, values)).scalars())


async def cancel_waiting(connection: Connection, workspace_id: UUID, channel_id: UUID) -> int:
    values = {"workspace_id": workspace_id, "channel_id": channel_id}
    return (await connection.execute(_CANCEL, values)).rowcount
