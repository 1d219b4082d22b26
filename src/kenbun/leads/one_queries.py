from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection
from kenbun.identity.rooted_queries import LEADS
from kenbun.identity.roots_queries import roots_of
from kenbun.mapping.shown_queries import shown_of

# What was set by hand stands over what calls have said; a value that was emptied is null, and none.
_FIELDS = text("""
    SELECT field, value, origin, happened_at FROM (
        SELECT field, value, origin, happened_at FROM field_values v
        WHERE workspace_id = :workspace_id AND subject = 'lead' AND subject_id = :lead_id
          AND jsonb_typeof(value) <> 'null' AND NOT EXISTS (
              SELECT FROM hand_values h
              WHERE h.workspace_id = :workspace_id AND h.subject = 'lead' AND h.subject_id = :lead_id
                AND h.field = v.field AND jsonb_typeof(h.value) <> 'null')
        UNION ALL
        SELECT field, value, 'hand', set_at FROM hand_values
        WHERE workspace_id = :workspace_id AND subject = 'lead' AND subject_id = :lead_id
          AND jsonb_typeof(value) <> 'null'
    ) AS shown
    ORDER BY field
    LIMIT 500
""")

_FIELDS_OF_MERGED = text(f"""
    WITH {shown_of(LEADS)}
    SELECT field, value, origin, at AS happened_at FROM shown ORDER BY field LIMIT 500
""")  # noqa: S608 - our own text

_NAME = text("SELECT name FROM lead_profiles WHERE workspace_id = :workspace_id AND lead_id = :lead_id")

_BASIS = text("SELECT account_basis FROM leads WHERE workspace_id = :workspace_id AND lead_id = :lead_id")


async def fields(connection: Connection, workspace_id: UUID, lead_id: UUID) -> Sequence[Row[Any]]:
    if await roots_of(connection, workspace_id, [lead_id]):
        values = {"workspace_id": workspace_id, "root_ids": [lead_id]}
        return (await connection.execute(_FIELDS_OF_MERGED, values)).all()
    return (await connection.execute(_FIELDS, {"workspace_id": workspace_id, "lead_id": lead_id})).all()


async def account_basis(connection: Connection, workspace_id: UUID, lead_id: UUID) -> str | None:
    basis: str | None = (
        await connection.execute(_BASIS, {"workspace_id": workspace_id, "lead_id": lead_id})
    ).scalar()
    return basis


async def name(connection: Connection, workspace_id: UUID, lead_id: UUID) -> str | None:
    found: str | None = (
        await connection.execute(_NAME, {"workspace_id": workspace_id, "lead_id": lead_id})
    ).scalar()
    return found
