"""Segments in the file of the configuration: by kind and name; what they ask for (segments, members, roles) by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StrictBool

from kenbun.access.callers import Caller
from kenbun.conditions import to_json
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import public
from kenbun.kit.paths import inside
from kenbun.kit.text import line
from kenbun.segments.defining.definitions import Segment, list_segments
from kenbun.segments.defining.drafts import (
    KINDS,
    LONGEST_NAME,
    NOUNS,
    Conditions,
    Description,
    SegmentChange,
    SegmentDraft,
)
from kenbun.segments.defining.edit import add_segment, change_segment
from kenbun.segments.defining.removal import remove_segment
from kenbun.segments.evaluation import Kind
from kenbun.segments.language.check import asked_for, read_stored
from kenbun.segments.language.vocabulary import vocabulary

Section = dict[str, dict[str, dict[str, Any]]]
"""By the nouns of the kinds, then by name."""

_NAMING = ("member_of", "owner", "committee_role")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    description: Description = ""
    active: StrictBool = True
    conditions: Conditions = None


class _Entries(BaseModel):
    model_config = ConfigDict(extra="forbid")

    leads: dict[str, _Entry] = {}
    accounts: dict[str, _Entry] = {}


class _Segments:
    name = "segments"

    def read(self, given: Any) -> Section:
        entries = _Entries.model_validate(given)
        return {NOUNS[kind]: _read(kind, getattr(entries, NOUNS[kind])) for kind in KINDS}

    async def document(self, connection: Connection, workspace_id: UUID) -> Section:
        found: Section = {}
        for kind in KINDS:
            known = await vocabulary(connection, workspace_id, kind)
            # two people can have one name
            names = {**known.names} | {public("usr", one.user_id): one.email for one in known.people}
            found[NOUNS[kind]] = {
                one.name: _written(one, names) for one in await list_segments(connection, workspace_id, kind)
            }
        return {noun: dict(sorted(entries.items())) for noun, entries in found.items()}

    async def apply(
        self, connection: Connection, caller: Caller, section: Section, clock: Clock
    ) -> list[Any]:
        for kind in KINDS:
            with inside(NOUNS[kind]):
                await _apply(connection, caller, kind, section[NOUNS[kind]], clock)
        return []


def _read(kind: Kind, entries: Mapping[str, _Entry]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name, entry in entries.items():
        with inside(NOUNS[kind], name):
            trimmed = line(name, "name", LONGEST_NAME)
            if any(trimmed.casefold() == one.casefold() for one in found):
                raise Invalid("Two segments have the same name.", field="name")
            conditions = entry.conditions
            if conditions is not None:
                conditions = to_json(read_stored(kind, conditions))
            found[trimmed] = {
                "description": entry.description.strip(),
                "active": entry.active,
                "conditions": conditions,
            }
    return dict(sorted(found.items()))


def _written(segment: Segment, names: Mapping[str, str]) -> dict[str, Any]:
    document = segment.definition.document()
    del document["name"]
    return document | {"conditions": renamed(document["conditions"], lambda one: names.get(one, one))}


def renamed(conditions: Any, name_of: Callable[[str], str]) -> Any:
    """The conditions with segments, members and roles named otherwise."""
    if isinstance(conditions, list):
        return [renamed(part, name_of) for part in conditions]
    if not isinstance(conditions, dict):
        return conditions
    return {
        key: name_of(value) if key in _NAMING and isinstance(value, str) else renamed(value, name_of)
        for key, value in conditions.items()
    }


async def _apply(
    connection: Connection, caller: Caller, kind: Kind, entries: dict[str, dict[str, Any]], clock: Clock
) -> None:
    """What asks for others is made after them, and goes before them."""
    there = {one.name: one for one in await list_segments(connection, caller.workspace_id, kind)}
    for name in _in_order(entries):
        with inside(name):
            if known := there.get(name):
                change = SegmentChange.model_validate(entries[name])
                await change_segment(connection, caller, known.segment_id, change, clock)
            else:
                draft = SegmentDraft.model_validate({"name": name, "kind": kind, **entries[name]})
                await add_segment(connection, caller, draft, clock)
    names = {public("seg", one.segment_id): one.name for one in there.values()}
    gone = {name: _written(one, names) for name, one in there.items() if name not in entries}
    for name in reversed(list(_in_order(gone))):
        await remove_segment(connection, caller, there[name].segment_id, clock)


def _in_order(entries: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    """By name, but each after those that it asks for by theirs; where these ask for one another, as they come."""
    names = {name.casefold(): name for name in entries}
    done: set[str] = set()

    def visit(name: str) -> Iterator[str]:
        if name not in done:
            done.add(name)
            for other in sorted(asked_for(entries[name]["conditions"])):
                if other.casefold() in names:
                    yield from visit(names[other.casefold()])
            yield name

    for name in sorted(entries):
        yield from visit(name)


SEGMENTS = _Segments()
"""Segments that go while those of another name come are others: whom people had put in, or kept out, is gone."""
