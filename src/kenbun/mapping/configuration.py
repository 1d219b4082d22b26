"""Custom fields and mappings in the file of the configuration."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, Invalid
from kenbun.kit.paths import inside
from kenbun.mapping import mapping_queries
from kenbun.mapping.custom_fields import add_field, relabel_field, remove_field
from kenbun.mapping.edit import add_mapping, change_mapping, list_mappings, remove_mapping
from kenbun.mapping.fields import SUBJECTS, FieldKind
from kenbun.mapping.mappings import MappingDraft, Source, Target
from kenbun.mapping.shapes import NewField, NewMapping
from kenbun.subject import Subject


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid")

    fields: dict[Subject, dict[str, dict[str, Any]]]
    mappings: list[dict[str, Any]]


class _Mapping:
    """`fields: {lead: {name: {label, type}}, account: …}`, and `mappings` in the order in which they count."""

    name = "mapping"

    def read(self, given: Any) -> dict[str, Any]:
        section = _Section.model_validate(given)
        if set(section.fields) != set(SUBJECTS):
            raise Invalid("Give the custom fields of the lead and of the account.", field="fields")
        kinds = [
            _field(subject, name, section.fields[subject][name])
            for subject in SUBJECTS
            for name in section.fields[subject]
        ]
        return _document(kinds, [_mapping(place, one) for place, one in enumerate(section.mappings)])

    async def document(self, connection: Connection, workspace_id: UUID) -> dict[str, Any]:
        kinds = await mapping_queries.custom_fields(connection, workspace_id)
        drafts = await mapping_queries.drafts(connection, workspace_id)
        return _document(kinds, [draft for _, draft in drafts])

    async def apply(
        self, connection: Connection, caller: Caller, section: dict[str, Any], clock: Clock
    ) -> list[Any]:
        """Fields come before the mappings that use them, and go after those that did."""
        fields = section["fields"]
        wanted = {
            (subject, name): _field(subject, name, entry)
            for subject in SUBJECTS
            for name, entry in fields[subject].items()
        }
        there = await mapping_queries.custom_fields(connection, caller.workspace_id)
        known = {(kind.subject, kind.name): kind for kind in there}
        for place, kind in wanted.items():
            with inside("fields", *place):
                await _make_field(connection, caller, known.get(place), kind, clock)
        await _make_mappings(connection, caller, list(map(_draft, section["mappings"])), clock)
        for place, kind in known.items():
            if place not in wanted and kind.field_id:
                with inside("fields", *place):
                    await remove_field(connection, caller, kind.field_id, clock)
        return []


async def _make_field(
    connection: Connection, caller: Caller, known: FieldKind | None, wanted: FieldKind, clock: Clock
) -> None:
    if known is None:
        await add_field(connection, caller, wanted, clock)
    elif known.type != wanted.type:
        raise Conflict(
            f"The field holds values of the type {known.type}, which does not change: name another field.",
            field="type",
        )
    elif known.label != wanted.label and known.field_id:
        await relabel_field(connection, caller, known.field_id, wanted.label, clock)


async def _make_mappings(
    connection: Connection, caller: Caller, wanted: list[MappingDraft], clock: Clock
) -> None:
    """What copies the same to the same place is the same mapping, and keeps its count of misfits."""
    known = {
        (row.draft.source, row.draft.target): row
        for row in await list_mappings(connection, caller.workspace_id)
    }
    places = {(draft.source, draft.target) for draft in wanted}
    for place, gone in known.items():
        if place not in places:
            with inside("mappings"):
                await remove_mapping(connection, caller, gone.mapping_id, clock)
    order = []
    for number, draft in enumerate(wanted):
        row = known.get((draft.source, draft.target))
        with inside("mappings", number):
            if row is None:
                row = await add_mapping(connection, caller, draft, clock)
            elif row.draft != draft:
                await change_mapping(connection, caller, row.mapping_id, draft, clock)
        order.append(row.mapping_id)
    await mapping_queries.put_in_order(connection, caller.workspace_id, order)
    await mapping_queries.move_on(connection, caller.workspace_id)


def _field(subject: Subject, name: str, entry: dict[str, Any]) -> FieldKind:
    with inside("fields", subject, name):
        if "name" in entry or "target" in entry:
            raise Invalid("Give a label and a type; name and target stand outside.")
        return NewField.model_validate({"target": subject, "name": name} | entry).kind()


def _mapping(place: int, entry: dict[str, Any]) -> MappingDraft:
    with inside("mappings", place):
        if "position" in entry:
            raise Invalid("Mappings count in the order of the list: leave it out.", field="position")
        return NewMapping.model_validate(entry).draft()


def _draft(entry: dict[str, Any]) -> MappingDraft:
    source = entry["source"]
    return MappingDraft(
        Source(source["kind"], source["key"], source.get("event_type")),
        Target(**entry["target"]),
        entry["update"],
    )


def _document(kinds: list[FieldKind], drafts: list[MappingDraft]) -> dict[str, Any]:
    ordered = sorted(kinds, key=lambda kind: kind.name)
    return {
        "fields": {
            subject: {
                kind.name: {"label": kind.label, "type": kind.type}
                for kind in ordered
                if kind.subject == subject
            }
            for subject in SUBJECTS
        },
        "mappings": [_shown(draft) for draft in drafts],
    }


def _shown(draft: MappingDraft) -> dict[str, Any]:
    source = {"kind": draft.source.kind, "key": draft.source.key}
    if draft.source.event_type is not None:
        source["event_type"] = draft.source.event_type
    target = {"kind": draft.target.kind, "field": draft.target.field}
    return {"source": source, "target": target, "update": draft.update}


MAPPING = _Mapping()
