from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text, update

from kenbun.database import Connection
from kenbun.events.tables import event_types
from kenbun.events.types import fold, title, well_known_channel

_ENSURE = text("""
    INSERT INTO event_types (workspace_id, key, name, channel, created_at)
    SELECT :workspace_id, t.key, t.name, t.channel, :now
    FROM unnest(cast(:keys AS text[]), cast(:names AS text[]), cast(:channels AS text[])) AS t (key, name, channel)
    ON CONFLICT (workspace_id, key) DO NOTHING
""")

_FIND = text("""
    SELECT type_id, key, name, channel, hidden FROM event_types
    WHERE workspace_id = :workspace_id AND key = ANY(cast(:keys AS text[]))
""")


_ALL = text("""
    SELECT type_id, key, name, channel, hidden FROM event_types
    WHERE workspace_id = :workspace_id
    ORDER BY name
    LIMIT 5000
""")


@dataclass(frozen=True, slots=True)
class EventType:
    type_id: int
    key: str
    name: str
    channel: str
    hidden: bool


async def find_types(connection: Connection, workspace_id: UUID, keys: Iterable[str]) -> dict[str, EventType]:
    rows = await connection.execute(_FIND, {"workspace_id": workspace_id, "keys": sorted(set(keys))})
    return {row.key: EventType(*row) for row in rows}


async def all_types(connection: Connection, workspace_id: UUID) -> list[EventType]:
    """By name."""
    return [EventType(*row) for row in await connection.execute(_ALL, {"workspace_id": workspace_id})]


async def change_type(connection: Connection, workspace_id: UUID, type_id: int, **values: object) -> None:
    mine = (event_types.c.workspace_id == workspace_id, event_types.c.type_id == type_id)
    await connection.execute(update(event_types).where(*mine).values(**values))


async def ensure_types(
    connection: Connection, workspace_id: UUID, names: Iterable[str], now: datetime
) -> dict[str, EventType]:
    """The types of these names by folded name; those not seen before are made."""
    spelled = {fold(name): name for name in reversed(list(names))}
    known = await find_types(connection, workspace_id, spelled)
    unseen = sorted(spelled.keys() - known.keys())
    if not unseen:
        return known
    await connection.execute(
        _ENSURE,
        {
            "workspace_id": workspace_id,
            "now": now,
            "keys": unseen,
            "names": [title(spelled[key]) for key in unseen],
            "channels": [well_known_channel(key) for key in unseen],
        },
    )
    return known | await find_types(connection, workspace_id, unseen)
