"""The triggers of a workspace, as they are defined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.database import Connection
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse
from kenbun.triggers import definition_queries as queries
from kenbun.triggers.drafts import Fire, Kind, Subject


@dataclass(frozen=True, slots=True)
class Definition:
    """`of_kind` are the fields of its kind (kinds.py); `conditions` are JSON, as they are kept."""

    name: str
    of_kind: dict[str, Any]
    conditions: dict[str, Any] | None
    fire: Fire
    cooldown_seconds: int
    outputs: list[dict[str, Any]]
    active: bool

    def row(self) -> dict[str, Any]:
        """As it is stored."""
        row = {name: getattr(self, name) for name in Definition.__slots__ if name != "of_kind"}
        return row | {"definition": self.of_kind}

    def document(self) -> dict[str, Any]:
        """As it is answered: the fields of the kind among the others."""
        row = self.row()
        return {"name": self.name, **row.pop("definition"), **row}


@dataclass(frozen=True, slots=True)
class Trigger:
    """`active_since`: what came before fires nothing."""

    trigger_id: UUID
    kind: Kind
    subject: Subject
    definition: Definition
    active_since: datetime | None
    created_at: datetime
    changed_at: datetime

    @property
    def name(self) -> str:
        return self.definition.name

    def document(self) -> dict[str, Any]:
        return {"kind": self.kind, "subject": self.subject, **self.definition.document()}


async def list_triggers(connection: Connection, workspace_id: UUID) -> list[Trigger]:
    """By name."""
    return [trigger_of(row) for row in await queries.listed(connection, workspace_id)]


async def get_trigger(connection: Connection, workspace_id: UUID, trigger_id: UUID) -> Trigger:
    """Raises NotFound."""
    row = await queries.one(connection, workspace_id, trigger_id)
    if row is None:
        raise NotFound("There is no such trigger.", field="trigger_id")
    return trigger_of(row)


async def find_trigger(
    connection: Connection, workspace_id: UUID, text: str, field: str = "trigger_id"
) -> Trigger:
    """The one with this id, in its public form. Raises NotFound naming the field."""
    found = parse("trg", text)
    row = await queries.one(connection, workspace_id, found) if found else None
    if row is None:
        raise NotFound("There is no such trigger.", field=field)
    return trigger_of(row)


def trigger_of(row: Any) -> Trigger:
    """From its row."""
    definition = Definition(
        row.name, row.definition, row.conditions, row.fire, row.cooldown_seconds, row.outputs, row.active
    )
    return Trigger(
        row.trigger_id, row.kind, row.subject, definition, row.active_since, row.created_at, row.changed_at
    )
