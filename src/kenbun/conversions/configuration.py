"""Conversions in the file of the configuration: by name, what counts as one."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from kenbun.access.callers import Caller
from kenbun.conversions.definitions import (
    Draft,
    add_definition,
    change_definition,
    list_definitions,
    read,
    remove_definition,
)
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Invalid
from kenbun.kit.paths import inside


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    event_type: str | None = Field(default=None, max_length=200)
    field: str | None = Field(default=None, max_length=200)
    value: str | None = Field(default=None, max_length=200)


_ENTRIES = TypeAdapter(dict[str, _Entry])


class _Conversions:
    name = "conversions"

    def read(self, given: Any) -> dict[str, Any]:
        drafts = []
        for name, entry in _ENTRIES.validate_python(given).items():
            with inside(name):
                drafts.append(read(Draft(name, entry.event_type, entry.field, entry.value)))
        found = _document(drafts)
        if len(found) < len(drafts):
            raise Invalid("Two conversions have the same name.")
        return found

    async def document(self, connection: Connection, workspace_id: UUID) -> dict[str, Any]:
        return _document([one.draft for one in await list_definitions(connection, workspace_id)])

    async def apply(
        self, connection: Connection, caller: Caller, section: dict[str, Any], clock: Clock
    ) -> list[Any]:
        there = await list_definitions(connection, caller.workspace_id)
        known = {one.draft.name: one for one in there}
        for name, one in known.items():
            if name not in section:
                await remove_definition(connection, caller, one.definition_id, clock)
        for name, entry in section.items():
            draft = Draft(name, **entry)
            with inside(name):
                if name not in known:
                    await add_definition(connection, caller, draft, clock)
                elif known[name].draft != draft:
                    await change_definition(connection, caller, known[name].definition_id, draft, clock)
        return []


def _document(drafts: list[Draft]) -> dict[str, Any]:
    return {draft.name: _entry(draft) for draft in sorted(drafts, key=lambda draft: draft.name)}


def _entry(draft: Draft) -> dict[str, str]:
    if draft.event_type is not None:
        return {"event_type": draft.event_type}
    return {"field": draft.field or "", "value": draft.value or ""}


CONVERSIONS = _Conversions()
