"""Whether a trigger can be what it is said to be: names that are free, levels, segments and members that are there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from kenbun.conditions import parse, to_json
from kenbun.database import Connection
from kenbun.kit.errors import Conflict, Invalid
from kenbun.kit.ids import public
from kenbun.kit.paths import inside
from kenbun.kit.text import line
from kenbun.levels.bands import UNCLASSIFIED
from kenbun.levels.queries import bands_in_force
from kenbun.segments.language.vocabulary import Vocabulary, vocabulary
from kenbun.triggers import definition_queries as queries
from kenbun.triggers.definitions import Definition, Trigger
from kenbun.triggers.drafts import LONGEST_NAME, Kind, Subject
from kenbun.triggers.kinds import definition_of
from kenbun.triggers.outputs import checked_outputs, known_outputs


async def checked(
    connection: Connection,
    workspace_id: UUID,
    kind: Kind,
    subject: Subject,
    given: Definition,
    before: Trigger | None = None,
) -> Definition:
    """As it is to be kept. Raises Invalid naming what is wrong, Conflict where the name is taken.

    Of one that was there `before`, what stays as it is: it may name what is gone meanwhile, and is paused or renamed
    all the same. It is switched on only where all of it is there.
    """
    name = line(given.name, "name", LONGEST_NAME)
    there = await queries.named(connection, workspace_id, name)
    if there not in (None, before and before.trigger_id):
        raise Conflict(f"There is a trigger named “{name}” already: take another name.", field="name")
    stays = before.definition if before and (before.definition.active or not given.active) else None
    if not stays or given.of_kind != stays.of_kind:
        of_kind = await checked_kind(connection, workspace_id, kind, subject, given.of_kind)
        given = replace(given, of_kind=of_kind)
    if not stays or given.conditions != stays.conditions:
        conditions = await checked_conditions(connection, workspace_id, subject, given.conditions)
        given = replace(given, conditions=conditions)
    if not stays or given.outputs != stays.outputs:
        known = await known_outputs(connection, workspace_id, subject)
        given = replace(given, outputs=checked_outputs(given.outputs, known))
    return replace(given, name=name)


async def checked_kind(
    connection: Connection, workspace_id: UUID, kind: Kind, subject: Subject, given: dict[str, Any]
) -> dict[str, Any]:
    """What it waits for. Raises Invalid."""
    definition = definition_of(kind, subject, given)
    if kind == "level":
        bands = await bands_in_force(connection, workspace_id, definition["dimension"])
        names = [*(band.name for band in bands.bands), UNCLASSIFIED]
        if definition["level"] not in names:
            raise Invalid(f"There is no such level: give one of {', '.join(names)}.", field="level")
    if kind == "segment":
        known = await vocabulary(connection, workspace_id, subject)
        if definition["segment_id"] not in {public("seg", one.segment_id) for one in known.segments}:
            raise Invalid(f"There is no such segment of {subject}s: give its id.", field="segment_id")
    return definition


async def checked_conditions(
    connection: Connection, workspace_id: UUID, subject: Subject, given: dict[str, Any] | None
) -> dict[str, Any] | None:
    """A tree of the whole language, as it is kept. Raises Invalid."""
    if given is None:
        return None
    known: Vocabulary = await vocabulary(connection, workspace_id, subject)
    with inside("conditions"):
        return to_json(parse(given, allowed=replace(known.allowed, place=f"Triggers of {subject}s"), path=""))
