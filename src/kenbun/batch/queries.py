"""Reading a batch out of the inbox, and recording its events."""

from uuid import UUID

import msgspec
from sqlalchemy import RowMapping, text

from kenbun.batch.batch import Alias, Batch, Call
from kenbun.database import Connection

_read_aliases = msgspec.json.Decoder(list[Alias]).decode

_WAITS = text("SELECT EXISTS (SELECT FROM event_inbox WHERE workspace_id = :workspace_id)")

_TAKE = text("""
    SELECT event_id, kind, event_type, message_id, happened_at, lead_id, cast(aliases AS text) AS aliases, account_key,
           account_name, channel, traits, silent
    FROM event_inbox
    WHERE workspace_id = :workspace_id
    ORDER BY event_id
    LIMIT :limit
""")

_RECORD = text("""
    INSERT INTO events (workspace_id, event_id, lead_id, own_lead_id, happened_at, received_at, type_id, channel,
                        message_id, campaign, account_key, metadata, suppressed, silent)
    SELECT i.workspace_id, i.event_id, r.lead_id, r.own_lead_id, i.happened_at, :now, r.type_id, r.channel,
           i.message_id, i.campaign, i.account_key, i.metadata, r.suppressed, i.silent
    FROM unnest(cast(:event_ids AS uuid[]), cast(:lead_ids AS uuid[]), cast(:own_lead_ids AS uuid[]),
                cast(:type_ids AS int[]), cast(:channels AS text[]), cast(:suppressed AS text[]))
      AS r (event_id, lead_id, own_lead_id, type_id, channel, suppressed)
    JOIN event_inbox i ON i.workspace_id = :workspace_id AND i.event_id = r.event_id
""")

_KEEP_STRAYS = text("""
    INSERT INTO stray_calls (workspace_id, event_id, accepted_at, aliases, account_name, channel, traits, source_id)
    SELECT workspace_id, event_id, accepted_at, aliases, account_name, channel, traits, source_id
    FROM event_inbox WHERE workspace_id = :workspace_id AND event_id = ANY(cast(:event_ids AS uuid[]))
""")

_CLEAR = text("""
    DELETE FROM event_inbox WHERE workspace_id = :workspace_id AND event_id = ANY(cast(:event_ids AS uuid[]))
""")


_REMOVE_ONE = text("""
    DELETE FROM event_inbox WHERE workspace_id = :workspace_id AND event_id = :event_id RETURNING *
""")


async def anything_waits(connection: Connection, workspace_id: UUID) -> bool:
    return bool((await connection.execute(_WAITS, {"workspace_id": workspace_id})).scalar())


async def take(connection: Connection, workspace_id: UUID, limit: int) -> list[Call]:
    """The next calls in order of receipt. The workspace's tick, held by the caller, keeps others away."""
    rows = await connection.execute(_TAKE, {"workspace_id": workspace_id, "limit": limit})
    return [
        Call(
            event_id=row.event_id,
            kind=row.kind,
            event_type=row.event_type,
            message_id=row.message_id,
            happened_at=row.happened_at,
            given_lead=row.lead_id,
            aliases=_read_aliases(row.aliases),
            account_key=row.account_key,
            account_name=row.account_name,
            channel=row.channel,
            traits=row.traits,
            silent=row.silent,
        )
        for row in rows.all()
    ]


async def record(connection: Connection, batch: Batch) -> None:
    events = batch.events + batch.strays
    if not events:
        return
    await connection.execute(
        _RECORD,
        {
            "workspace_id": batch.workspace_id,
            "now": batch.now,
            "event_ids": [call.event_id for call in events],
            "lead_ids": [call.known_lead for call in events],
            "own_lead_ids": [call.merged_lead for call in events],
            "type_ids": [call.type_id for call in events],
            "channels": [call.channel for call in events],
            "suppressed": [call.suppressed for call in events],
        },
    )
    if batch.strays:
        values = {"workspace_id": batch.workspace_id, "event_ids": [call.event_id for call in batch.strays]}
        await connection.execute(_KEEP_STRAYS, values)


async def clear(connection: Connection, workspace_id: UUID, event_ids: list[UUID]) -> None:
    await connection.execute(_CLEAR, {"workspace_id": workspace_id, "event_ids": event_ids})


async def remove_one(connection: Connection, workspace_id: UUID, event_id: UUID) -> RowMapping | None:
    """Takes a call out of the inbox, and answers what stood there."""
    rows = await connection.execute(_REMOVE_ONE, {"workspace_id": workspace_id, "event_id": event_id})
    return rows.mappings().one_or_none()
