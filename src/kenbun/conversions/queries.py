from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.events.types import fold
from kenbun.identity.roots_queries import own_ids_of
from kenbun.kit.ids import new_id

if TYPE_CHECKING:
    from kenbun.conversions.definitions import Draft

_LISTED = text("""
    SELECT d.definition_id, d.name, d.event_type, d.field, d.value, d.created_at,
           (SELECT count(*) FROM conversions c
            WHERE c.workspace_id = :workspace_id AND c.definition_id = d.definition_id) AS leads
    FROM conversion_definitions d
    WHERE d.workspace_id = :workspace_id
    ORDER BY d.created_at, d.definition_id
""")

_ADD = text("""
    INSERT INTO conversion_definitions (workspace_id, definition_id, name, event_type, type_key, field, value,
                                        created_at)
    SELECT :workspace_id, t.definition_id, t.name, t.event_type, t.type_key, t.field, t.value, :now
    FROM unnest(cast(:ids AS uuid[]), cast(:names AS text[]), cast(:types AS text[]), cast(:keys AS text[]),
                cast(:fields AS text[]), cast(:values AS text[]))
      AS t (definition_id, name, event_type, type_key, field, value)
""")

_CHANGE = text("""
    UPDATE conversion_definitions
    SET name = :name, event_type = :event_type, type_key = :type_key, field = :field, value = :value
    WHERE workspace_id = :workspace_id AND definition_id = :definition_id
""")

_REMOVE = text("""
    DELETE FROM conversion_definitions WHERE workspace_id = :workspace_id AND definition_id = :definition_id
""")

_FORGET = text(
    "DELETE FROM conversions WHERE workspace_id = :workspace_id AND definition_id = :definition_id"
)

_LOOKED_FOR = text("""
    SELECT d.field, t.type_id
    FROM conversion_definitions d
    LEFT JOIN event_types t ON t.workspace_id = :workspace_id AND t.key = d.type_key
    WHERE d.workspace_id = :workspace_id
""")

# What happened first stays, of things at one time the one with the first message id: whatever came in first.
_KEEP = """
    INSERT INTO conversions AS c (workspace_id, lead_id, definition_id, at, event_id, message_id)
    SELECT DISTINCT ON (lead_id, definition_id) :workspace_id, lead_id, definition_id, at, event_id, message_id
    FROM ({found}) AS found
    ORDER BY lead_id, definition_id, at, message_id, event_id
    ON CONFLICT (workspace_id, lead_id, definition_id) DO UPDATE
    SET at = excluded.at, event_id = excluded.event_id, message_id = excluded.message_id
    WHERE (excluded.at, excluded.message_id, excluded.event_id) < (c.at, c.message_id, c.event_id)
"""

_EVENTS = """
    SELECT e.lead_id, d.definition_id, e.happened_at AS at, e.event_id, e.message_id
    FROM conversion_definitions d
    JOIN event_types t ON t.workspace_id = :workspace_id AND t.key = d.type_key
    JOIN events e ON e.workspace_id = :workspace_id AND e.type_id = t.type_id AND e.suppressed IS NULL
    WHERE d.workspace_id = :workspace_id AND {which}
"""

# Each time that the field of a lead, or of one that is merged into it, showed the value.
_FIELDS = """
    SELECT coalesce(p.root_id, f.subject_id) AS lead_id, d.definition_id, f.happened_at AS at,
           cast(NULL AS uuid) AS event_id, '' AS message_id
    FROM conversion_definitions d
    JOIN field_changes f ON f.workspace_id = :workspace_id AND f.subject = 'lead' AND f.field = d.field
     AND casefold(f.value #>> '{{}}' COLLATE pg_unicode_fast) = casefold(d.value COLLATE pg_unicode_fast)
    LEFT JOIN lead_parts p ON p.workspace_id = :workspace_id AND p.lead_id = f.subject_id
    WHERE d.workspace_id = :workspace_id AND {which}
"""

_KEEP_EVENTS = text(_KEEP.format(found=_EVENTS.format(which="e.event_id = ANY(cast(:event_ids AS uuid[]))")))
_KEEP_EVENTS_OF_LEADS = text(
    _KEEP.format(found=_EVENTS.format(which="e.lead_id = ANY(cast(:lead_ids AS uuid[]))"))
)
_FORGET_EVENTS_OF_LEADS = text("""
    DELETE FROM conversions
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[])) AND event_id IS NOT NULL
""")
_FORGET_LEADS = text("""
    DELETE FROM conversions WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
""")
_KEEP_FIELDS = text(_KEEP.format(found=_FIELDS.format(which="f.subject_id = ANY(cast(:own_ids AS uuid[]))")))
_OF_ONE = "d.definition_id = :definition_id"
_FIND_STORED = text(
    _KEEP.format(found=f"{_EVENTS.format(which=_OF_ONE)} UNION ALL {_FIELDS.format(which=_OF_ONE)}")
)


_ONLY_BY = text("""
    SELECT c.lead_id FROM conversions c
    WHERE c.workspace_id = :workspace_id AND c.definition_id = :definition_id AND NOT EXISTS (
        SELECT FROM conversions o
        WHERE o.workspace_id = :workspace_id AND o.lead_id = c.lead_id AND o.definition_id <> c.definition_id)
    ORDER BY c.lead_id
""")


class Listed(NamedTuple):
    definition_id: UUID
    name: str
    event_type: str | None
    field: str | None
    value: str | None
    created_at: datetime
    leads: int


async def listed(connection: Connection, workspace_id: UUID) -> list[Listed]:
    rows = await connection.execute(_LISTED, {"workspace_id": workspace_id})
    return list(map(Listed._make, rows.all()))


async def add_definitions(
    connection: Connection,
    workspace_id: UUID,
    drafts: Sequence[Draft],
    now: datetime,
    ids: Sequence[UUID] = (),
) -> None:
    await connection.execute(
        _ADD,
        {
            "workspace_id": workspace_id,
            "now": now,
            "ids": list(ids) or [new_id() for _ in drafts],
            "names": [draft.name for draft in drafts],
            "types": [draft.event_type for draft in drafts],
            "keys": [_key(draft) for draft in drafts],
            "fields": [draft.field for draft in drafts],
            "values": [draft.value for draft in drafts],
        },
    )


async def change(connection: Connection, workspace_id: UUID, definition_id: UUID, draft: Draft) -> None:
    await connection.execute(
        _CHANGE,
        {
            "workspace_id": workspace_id,
            "definition_id": definition_id,
            "name": draft.name,
            "event_type": draft.event_type,
            "type_key": _key(draft),
            "field": draft.field,
            "value": draft.value,
        },
    )


async def remove(connection: Connection, workspace_id: UUID, definition_id: UUID) -> None:
    """And what was found by it, through the foreign key."""
    await connection.execute(_REMOVE, {"workspace_id": workspace_id, "definition_id": definition_id})


async def forget(connection: Connection, workspace_id: UUID, definition_id: UUID) -> None:
    await connection.execute(_FORGET, {"workspace_id": workspace_id, "definition_id": definition_id})


async def looked_for(connection: Connection, workspace_id: UUID) -> tuple[set[int], set[str]]:
    """The event types, of those ever seen, that convert; and the fields that do."""
    rows = (await connection.execute(_LOOKED_FOR, {"workspace_id": workspace_id})).all()
    return {row.type_id for row in rows if row.type_id}, {row.field for row in rows if row.field}


async def keep_of_events(connection: Connection, workspace_id: UUID, event_ids: list[UUID]) -> None:
    await connection.execute(_KEEP_EVENTS, {"workspace_id": workspace_id, "event_ids": event_ids})


async def find_events_again(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> None:
    """What these leads did that converts, where some of it may have been kept that counts no more."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    await connection.execute(_FORGET_EVENTS_OF_LEADS, values)
    await connection.execute(_KEEP_EVENTS_OF_LEADS, values)


async def keep_of_fields(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> None:
    own_ids = await own_ids_of(connection, workspace_id, lead_ids)
    values = {"workspace_id": workspace_id, "own_ids": list(chain.from_iterable(own_ids.values()))}
    await connection.execute(_KEEP_FIELDS, values)


async def find_again(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> None:
    """All of these leads from scratch."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    await connection.execute(_FORGET_LEADS, values)
    await connection.execute(_KEEP_EVENTS_OF_LEADS, values)
    await keep_of_fields(connection, workspace_id, lead_ids)


async def find_stored(connection: Connection, workspace_id: UUID, definition_id: UUID) -> None:
    """In all that is stored."""
    await connection.execute(_FIND_STORED, {"workspace_id": workspace_id, "definition_id": definition_id})


async def only_by(connection: Connection, workspace_id: UUID, definition_id: UUID) -> list[UUID]:
    """Leads that have converted by this and by nothing else."""
    values = {"workspace_id": workspace_id, "definition_id": definition_id}
    return list((await connection.execute(_ONLY_BY, values)).scalars())


def _key(draft: Draft) -> str | None:
    return fold(draft.event_type) if draft.event_type else None
