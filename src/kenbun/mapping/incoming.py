"""What comes in and could be mapped: the keys of each event type, with sample values and how many events carry them."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from kenbun.database import Connection
from kenbun.events.types import fold
from kenbun.mapping import incoming_queries as queries


class IncomingKey(BaseModel):
    """`events` is exact where all events of the type were looked into, else what the latest ones let expect."""

    key: str
    events: int
    exact: bool
    samples: list[str]


class IncomingType(BaseModel):
    """`events` is counted up to 100,000; from there on `events_at_least` is true."""

    event_type: str
    events: int
    events_at_least: bool
    last_at: datetime
    keys: list[IncomingKey]


class Incoming(BaseModel):
    event_types: list[IncomingType] = Field(description="the types heard of last, at most 50")


async def incoming(connection: Connection, workspace_id: UUID, event_type: str | None = None) -> Incoming:
    """The latest 500 events of each type are looked into."""
    types = await queries.types_seen(connection, workspace_id, fold(event_type) if event_type else None)
    keys: dict[int, list[IncomingKey]] = defaultdict(list)
    total = {row.type_id: row.events for row in types}
    for row in await queries.keys_seen(connection, workspace_id, list(total)):
        looked_at = min(total[row.type_id], queries.SAMPLED)
        keys[row.type_id].append(
            IncomingKey(
                key=row.key,
                events=round(row.events * total[row.type_id] / looked_at),
                exact=looked_at == total[row.type_id],
                samples=row.samples,
            )
        )
    return Incoming(
        event_types=[
            IncomingType(
                event_type=row.name,
                events=row.events,
                events_at_least=row.events >= queries.COUNTED,
                last_at=row.last_at,
                keys=keys[row.type_id],
            )
            for row in types
        ]
    )
