"""Filters in the file of the configuration: by name, what each suppresses."""

from typing import Any

from pydantic import TypeAdapter

from kenbun.access.callers import Caller
from kenbun.conditions import to_json
from kenbun.database import Connection
from kenbun.events.filters import edit
from kenbun.events.filters.drafts import FilterChange, FilterDraft, FilterSaid, read
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Invalid
from kenbun.kit.paths import inside

_ENTRIES = TypeAdapter(dict[str, dict[str, Any]])


class _Filters:
    name = "filters"

    def read(self, given: Any) -> dict[str, Any]:
        entries = _ENTRIES.validate_python(given)
        found = [_said(name, entry) for name, entry in entries.items()]
        document = _document(found)
        if len(document) < len(found):
            raise Invalid("Two filters have the same name.")
        return document

    async def document(self, connection: Connection, workspace_id: Any) -> dict[str, Any]:
        rows = await edit.list_filters(connection, workspace_id)
        return _document([row.said for row in rows])

    async def apply(
        self, connection: Connection, caller: Caller, section: dict[str, Any], clock: Clock
    ) -> list[Any]:
        """A filter of the same name and kind is the same filter, changed: it holds for events from then on."""
        rows = await edit.list_filters(connection, caller.workspace_id)
        known = {row.said.name: row for row in rows}
        for name, row in known.items():
            if name not in section or section[name]["kind"] != row.said.kind:
                with inside(name):
                    await edit.remove_filter(connection, caller, row.filter_id, clock)
        for name, entry in section.items():
            said, there = _said(name, entry), known.get(name)
            with inside(name):
                if there is None or there.said.kind != said.kind:
                    await edit.add_filter(connection, caller, _draft(name, entry), clock)
                elif _entry(there.said) != entry:
                    change = FilterChange.model_validate(
                        {key: value for key, value in said.document().items() if key != "kind"}
                    )
                    await edit.change_filter(connection, caller, there.filter_id, change, clock)
        return []


def _said(name: str, entry: dict[str, Any]) -> FilterSaid:
    with inside(name):
        return read(_draft(name, entry))


def _draft(name: str, entry: dict[str, Any]) -> FilterDraft:
    if "name" in entry:
        raise Invalid("The name stands outside.", field="name")
    return FilterDraft.model_validate({"name": name} | entry)


def _document(filters: list[FilterSaid]) -> dict[str, Any]:
    return {said.name: _entry(said) for said in sorted(filters, key=lambda said: said.name)}


def _entry(said: FilterSaid) -> dict[str, Any]:
    entry = {key: value for key, value in said.document().items() if key != "name" and value is not None}
    return entry | {"conditions": to_json(said.tree)} if said.tree else entry


FILTERS = _Filters()
