"""The rows of mappings and custom fields."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, text, update

from kenbun.access.tables import workspaces
from kenbun.database import Connection
from kenbun.kit.ids import new_id
from kenbun.mapping.fields import FieldKind
from kenbun.mapping.mappings import MappingDraft, Source, Target
from kenbun.mapping.tables import custom_fields as fields
from kenbun.mapping.tables import mapping_misfits, mappings

_SEED = text("""
    INSERT INTO mappings (workspace_id, mapping_id, position, source_kind, key, event_type, target_kind, field,
                          "update", created_at)
    SELECT :workspace_id, t.mapping_id, t.position, t.source_kind, t.key, t.event_type, t.target_kind, t.field,
           t.update, :now
    FROM unnest(cast(:ids AS uuid[]), cast(:positions AS int[]), cast(:source_kinds AS text[]),
                cast(:keys AS text[]), cast(:types AS text[]), cast(:target_kinds AS text[]), cast(:fields AS text[]),
                cast(:updates AS text[]))
      AS t (mapping_id, position, source_kind, key, event_type, target_kind, field, update)
""")

_REORDER = text("""
    UPDATE mappings SET position = t.position
    FROM unnest(cast(:ids AS uuid[])) WITH ORDINALITY AS t (mapping_id, position)
    WHERE mappings.workspace_id = :workspace_id AND mappings.mapping_id = t.mapping_id
      AND mappings.position <> t.position
""")


async def drafts(connection: Connection, workspace_id: UUID) -> list[tuple[UUID, MappingDraft]]:
    """All mappings in their order."""
    return [(row.mapping_id, draft_of(row)) for row in await listed(connection, workspace_id)]


async def listed(connection: Connection, workspace_id: UUID) -> Sequence[Row[Any]]:
    """With what did not fit."""
    found = (
        select(
            mappings,
            mapping_misfits.c.count.label("misfits"),
            mapping_misfits.c.sample,
            mapping_misfits.c.seen_at,
        )
        .outerjoin(
            mapping_misfits,
            (mapping_misfits.c.workspace_id == mappings.c.workspace_id)
            & (mapping_misfits.c.mapping_id == mappings.c.mapping_id),
        )
        .where(mappings.c.workspace_id == workspace_id)
        .order_by(mappings.c.position, mappings.c.mapping_id)
    )
    return (await connection.execute(found)).all()


def draft_of(row: Any) -> MappingDraft:
    return MappingDraft(
        Source(row.source_kind, row.key, row.event_type), Target(row.target_kind, row.field), row.update
    )


async def add_mappings(
    connection: Connection, workspace_id: UUID, some: Sequence[MappingDraft], now: datetime, *, after: int = 0
) -> list[UUID]:
    """In this order, behind the first `after` ones."""
    ids = [new_id() for _ in some]
    await connection.execute(
        _SEED,
        {
            "workspace_id": workspace_id,
            "now": now,
            "ids": ids,
            "positions": list(range(after + 1, after + 1 + len(some))),
            "source_kinds": [one.source.kind for one in some],
            "keys": [one.source.key for one in some],
            "types": [one.source.event_type for one in some],
            "target_kinds": [one.target.kind for one in some],
            "fields": [one.target.field for one in some],
            "updates": [one.update for one in some],
        },
    )
    return ids


async def change_mapping(
    connection: Connection, workspace_id: UUID, mapping_id: UUID, draft: MappingDraft
) -> None:
    """What did not fit was counted of another mapping: it is forgotten."""
    await connection.execute(
        update(mappings)
        .where(mappings.c.workspace_id == workspace_id, mappings.c.mapping_id == mapping_id)
        .values(
            source_kind=draft.source.kind,
            key=draft.source.key,
            event_type=draft.source.event_type,
            target_kind=draft.target.kind,
            field=draft.target.field,
            update=draft.update,
        )
    )
    await _forget_misfits(connection, workspace_id, mapping_id)


async def remove_mapping(connection: Connection, workspace_id: UUID, mapping_id: UUID) -> None:
    await connection.execute(
        delete(mappings).where(mappings.c.workspace_id == workspace_id, mappings.c.mapping_id == mapping_id)
    )
    await _forget_misfits(connection, workspace_id, mapping_id)


async def put_in_order(connection: Connection, workspace_id: UUID, ids: Collection[UUID]) -> None:
    await connection.execute(_REORDER, {"workspace_id": workspace_id, "ids": list(ids)})


async def move_on(connection: Connection, workspace_id: UUID) -> None:
    """Whatever a process keeps of the mappings and fields is out of date from this transaction on."""
    await connection.execute(
        update(workspaces)
        .where(workspaces.c.workspace_id == workspace_id)
        .values(mapping_version=workspaces.c.mapping_version + 1)
    )


async def custom_fields(connection: Connection, workspace_id: UUID) -> list[FieldKind]:
    return [
        FieldKind(row.target_kind, row.name, row.label, row.type, field_id=row.field_id)
        for row in await custom_field_rows(connection, workspace_id)
        if row.removing_since is None
    ]


async def custom_field_rows(connection: Connection, workspace_id: UUID) -> Sequence[Row[Any]]:
    """Also those that are being removed."""
    found = (
        select(fields)
        .where(fields.c.workspace_id == workspace_id)
        .order_by(fields.c.target_kind.desc(), fields.c.created_at, fields.c.name)
    )
    return (await connection.execute(found)).all()


async def add_field(
    connection: Connection, workspace_id: UUID, field_id: UUID, kind: FieldKind, now: datetime
) -> None:
    await connection.execute(
        insert(fields).values(
            workspace_id=workspace_id,
            field_id=field_id,
            target_kind=kind.subject,
            name=kind.name,
            label=kind.label,
            type=kind.type,
            created_at=now,
        )
    )


async def relabel_field(connection: Connection, workspace_id: UUID, field_id: UUID, label: str) -> None:
    await connection.execute(
        update(fields)
        .where(fields.c.workspace_id == workspace_id, fields.c.field_id == field_id)
        .values(label=label)
    )


async def begin_removing(connection: Connection, workspace_id: UUID, field_id: UUID, now: datetime) -> None:
    await connection.execute(
        update(fields)
        .where(fields.c.workspace_id == workspace_id, fields.c.field_id == field_id)
        .values(removing_since=now)
    )


async def remove_field(connection: Connection, workspace_id: UUID, field_id: UUID) -> None:
    await connection.execute(
        delete(fields).where(fields.c.workspace_id == workspace_id, fields.c.field_id == field_id)
    )


async def _forget_misfits(connection: Connection, workspace_id: UUID, mapping_id: UUID) -> None:
    await connection.execute(
        delete(mapping_misfits).where(
            mapping_misfits.c.workspace_id == workspace_id, mapping_misfits.c.mapping_id == mapping_id
        )
    )
