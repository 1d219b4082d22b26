"""Which types of events leads have done: noted as they come, so that a list need not look through all events."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_NOTE = text("""
    INSERT INTO lead_event_types (workspace_id, type_id, lead_id)
    SELECT :workspace_id, t.type_id, t.lead_id
    FROM unnest(cast(:type_ids AS int[]), cast(:lead_ids AS uuid[])) AS t (type_id, lead_id)
    ON CONFLICT (workspace_id, type_id, lead_id) DO NOTHING
""")

_FORGET = text("""
    DELETE FROM lead_event_types WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
""")

_NOTE_AGAIN = text("""
    INSERT INTO lead_event_types (workspace_id, type_id, lead_id)
    SELECT DISTINCT workspace_id, type_id, lead_id FROM events
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[])) AND suppressed IS NULL
""")


async def note_done(connection: Connection, workspace_id: UUID, done: Collection[tuple[int, UUID]]) -> None:
    """Pairs of a type and a lead. The caller holds the tick."""
    if done:
        type_ids, lead_ids = zip(*sorted(done), strict=True)
        values = {"workspace_id": workspace_id, "type_ids": list(type_ids), "lead_ids": list(lead_ids)}
        await connection.execute(_NOTE, values)


async def note_done_again(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> None:
    """From all their events: of leads of whom stored events have been suppressed, freed or moved."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    await connection.execute(_FORGET, values)
    await connection.execute(_NOTE_AGAIN, values)
