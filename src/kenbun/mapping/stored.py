"""What a mapping finds in what is stored: the same reading for the preview and for applying it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from kenbun.database import Connection
from kenbun.events.type_queries import all_types
from kenbun.mapping import stored_event_queries as event_queries
from kenbun.mapping import stored_queries as queries
from kenbun.mapping.assertions import Assertion, Misfits, Named, read_all
from kenbun.mapping.mappings import IDENTIFY, Mapping, Mappings, WorkspaceMappings
from kenbun.mapping.reading import is_missing, read

# So many rows are read in one go.
PIECE = 100_000
_FIRST = str(UUID(int=0))
# Whoever it is: what a value reads as is the same for all.
_ANYBODY = Named(UUID(int=0), UUID(int=0))


@dataclass(slots=True)
class Piece:
    """`last` is where the next piece begins, None where all has been read; one candidate a lead or account."""

    last: str | None
    rows: int
    candidates: list[Assertion]
    misfits: int


async def count_rows(connection: Connection, workspace_id: UUID, mapping: Mapping) -> int:
    """How many rows there are to read, for a progress bar."""
    match mapping.draft.source.kind:
        case "metadata":
            return await queries.count_events(connection, workspace_id)
        case "lead_field":
            return await queries.count_leads(connection, workspace_id)
        case "trait":
            return await queries.count_changes(connection, workspace_id)


async def read_piece(
    connection: Connection,
    workspace_id: UUID,
    mapping: Mapping,
    mappings: WorkspaceMappings,
    after: str | None,
) -> Piece:
    misfits = Misfits()
    place = (connection, workspace_id)
    found: Iterable[Assertion]
    match mapping.draft.source.kind:
        case "metadata":
            last, count = await queries.end_of_events(*place, after or _FIRST, PIECE)
            found = (
                await _of_events(*place, mapping, mappings, (after or _FIRST, last), misfits) if last else ()
            )
        case "lead_field":
            last, count, rows = await queries.next_leads(*place, after or _FIRST, PIECE, field=mapping.key)
            found = _of_leads(mapping, rows, misfits)
        case "trait":
            subject = "lead" if mapping.draft.call == IDENTIFY else "account"
            last, count, rows = await queries.next_changes(
                *place, after or "0", PIECE, subject=subject, origin=mapping.origin
            )
            found = _of_changes(mapping, subject, rows, misfits)
    return Piece(last if count == PIECE else None, count, best_of_each(found), misfits.counts.total())


def best_of_each(found: Iterable[Assertion]) -> list[Assertion]:
    best: dict[UUID, Assertion] = {}
    for one in found:
        if one.subject_id not in best or one.stands_over(best[one.subject_id]):
            best[one.subject_id] = one
    return list(best.values())


def _rivals(mapping: Mapping, mappings: WorkspaceMappings) -> Mappings:
    """Those that look at the same events for the same field: the first that finds something is the one."""
    return Mappings(
        tuple(
            one
            for one in mappings.metadata.every
            if (one.subject, one.field) == (mapping.subject, mapping.field)
        )
    )


async def _of_events(
    connection: Connection,
    workspace_id: UUID,
    mapping: Mapping,
    mappings: WorkspaceMappings,
    between: tuple[str, str],
    misfits: Misfits,
) -> list[Assertion]:
    """Of each lead or account the newest value, or the oldest where it only fills an empty field."""
    rivals = _rivals(mapping, mappings)
    type_id = None
    if mapping.type_key is not None:
        type_id = await event_queries.type_named(connection, workspace_id, mapping.type_key)
        if type_id is None:
            return []
    keys = tuple(sorted(rivals.roots))
    question = event_queries.Question(
        workspace_id,
        mapping.subject,
        keys,
        tuple(sorted(Mappings((mapping,)).roots)),
        type_id,
        any(one.type_key for one in rivals.every),
        *between,
    )
    names = {one.type_id: one.name for one in await all_types(connection, workspace_id)}
    readings: list[tuple[int, str, str]] = []
    for row in await event_queries.different_values(connection, question):
        try:
            raw = msgspec.json.decode(row.data)
        except msgspec.DecodeError:
            # a number of more digits than anything here can hold
            misfits.counts[mapping.mapping_id] += row.events
            continue
        data = {keys[0]: raw} if len(keys) == 1 else raw
        seen = Misfits()
        for winner, _, value in read_all(_ANYBODY, rivals.of(data, names.get(row.type_id)), data, seen):
            if winner.mapping_id == mapping.mapping_id:
                readings.append((row.type_id, row.data, json.dumps(value)))
        misfits.counts[mapping.mapping_id] += seen.counts[mapping.mapping_id] * row.events
    newest = mapping.behaviour == "latest"
    rows = await event_queries.winners(connection, question, readings, newest=newest) if readings else ()
    return [
        _asserted(mapping, row.subject_id, row.value, mapping.behaviour, row.happened_at, row.message_id)
        for row in rows
    ]


def _of_leads(mapping: Mapping, rows: Iterable[Any], misfits: Misfits) -> Iterator[Assertion]:
    for row in rows:
        subject_id = row.lead_id if mapping.subject == "lead" else row.account_id
        value = read(mapping.type, row.value)
        if subject_id is not None and value is not None:
            behaviour = "if_empty" if mapping.behaviour == "if_empty" else row.behaviour
            yield _asserted(mapping, subject_id, value, behaviour, row.happened_at, row.message_id)
        elif subject_id is not None and not is_missing(row.value):
            misfits.note(mapping, row.value)


def _of_changes(mapping: Mapping, subject: str, rows: Iterable[Any], misfits: Misfits) -> Iterator[Assertion]:
    for row in rows:
        if subject == "lead":
            subject_id = row.subject_id if mapping.subject == "lead" else row.account_id
        else:
            subject_id = row.subject_id if mapping.subject == "account" else None
        value = read(mapping.type, row.value)
        if subject_id is not None and value is not None:
            yield _asserted(mapping, subject_id, value, mapping.behaviour, row.happened_at, "")
        elif subject_id is not None and not is_missing(row.value):
            misfits.note(mapping, row.value)


def _asserted(
    mapping: Mapping, subject_id: UUID, value: Any, behaviour: Any, happened_at: Any, message_id: str
) -> Assertion:
    return Assertion(
        mapping.subject, subject_id, mapping.field, value, behaviour, mapping.origin, happened_at, message_id
    )
