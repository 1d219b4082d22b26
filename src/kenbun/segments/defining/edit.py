"""Making segments, changing them, and going back to what they were: each save is a version, and its members follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, Invalid
from kenbun.kit.ids import new_id, public
from kenbun.kit.paths import inside
from kenbun.kit.text import line
from kenbun.segments.defining import definition_queries as queries
from kenbun.segments.defining.definitions import Definition, Segment, get_segment, get_version, list_segments
from kenbun.segments.defining.drafts import LONGEST_NAME, NOUNS, SegmentChange, SegmentDraft
from kenbun.segments.evaluation import Kind
from kenbun.segments.following.from_scratch import clear, evaluate_now_or_later
from kenbun.segments.language.check import checked_conditions

MOST_SEGMENTS = 1_000


async def add_segment(connection: Connection, caller: Caller, draft: SegmentDraft, clock: Clock) -> Segment:
    """Its members are found at once where there are few to look at, else behind this. Raises Invalid, Conflict."""
    now = await tick(connection, caller.workspace_id, clock)
    given = Definition(draft.name, draft.description, draft.active, draft.conditions)
    return await _add(connection, caller, draft.kind, given, now)


async def copy_segment(
    connection: Connection, caller: Caller, segment_id: UUID, name: str | None, clock: Clock
) -> Segment:
    """What it says, under another name; whom people have put in, or kept out, stays with the first. Not active, so that
    nothing comes of it before somebody has looked."""
    now = await tick(connection, caller.workspace_id, clock)
    first = await get_segment(connection, caller.workspace_id, segment_id)
    if name is None:
        name = await _free_name(connection, caller.workspace_id, first)
    return await _add(connection, caller, first.kind, replace(first.definition, name=name, active=False), now)


async def change_segment(
    connection: Connection, caller: Caller, segment_id: UUID, change: SegmentChange, clock: Clock
) -> Segment:
    """Raises NotFound, Invalid, Conflict."""
    now = await tick(connection, caller.workspace_id, clock)
    before = await get_segment(connection, caller.workspace_id, segment_id)
    return await _save(connection, caller, before, replace(before.definition, **change.said()), now)


async def restore_version(
    connection: Connection, caller: Caller, segment_id: UUID, number: int, clock: Clock
) -> Segment:
    """As it was after that save, which makes a new version. Raises NotFound, Invalid, Conflict."""
    now = await tick(connection, caller.workspace_id, clock)
    before = await get_segment(connection, caller.workspace_id, segment_id)
    version = await get_version(connection, caller.workspace_id, segment_id, number)
    return await _save(connection, caller, before, version.definition, now)


async def _add(
    connection: Connection, caller: Caller, kind: Kind, given: Definition, now: datetime
) -> Segment:
    if len(await list_segments(connection, caller.workspace_id)) >= MOST_SEGMENTS:
        raise Conflict(f"A workspace has at most {MOST_SEGMENTS:,} segments: delete one first.")
    segment_id = new_id()
    definition = await _checked(connection, caller.workspace_id, kind, segment_id, given)
    await queries.add(connection, caller.workspace_id, segment_id, kind, definition.document(), now)
    await queries.add_version(connection, caller.workspace_id, segment_id, caller.name)
    await _audit(connection, caller, "add", segment_id, None, {"kind": kind, **definition.document()}, now)
    if definition.active and definition.conditions is not None:
        await evaluate_now_or_later(connection, caller.workspace_id, segment_id, now)
    return await get_segment(connection, caller.workspace_id, segment_id)


async def _save(
    connection: Connection, caller: Caller, before: Segment, given: Definition, now: datetime
) -> Segment:
    segment_id = before.segment_id
    after = await _checked(connection, caller.workspace_id, before.kind, segment_id, given)
    if after == before.definition:
        return before
    await queries.change(connection, caller.workspace_id, segment_id, after.document(), now)
    await queries.add_version(connection, caller.workspace_id, segment_id, caller.name)
    was, now_is = before.definition.document(), after.document()
    changed = [name for name in now_is if was[name] != now_is[name]]
    await _audit(
        connection,
        caller,
        "change",
        segment_id,
        {name: was[name] for name in changed},
        {name: now_is[name] for name in changed},
        now,
    )
    if {"active", "conditions"} & set(changed):
        if after.active:
            await evaluate_now_or_later(connection, caller.workspace_id, segment_id, now)
        else:
            await clear(connection, caller.workspace_id, segment_id, now)
    return await get_segment(connection, caller.workspace_id, segment_id)


async def _checked(
    connection: Connection, workspace_id: UUID, kind: Kind, segment_id: UUID, given: Definition
) -> Definition:
    """As it is to be kept. Raises Invalid naming what is wrong, Conflict where the name is taken."""
    name = line(given.name, "name", LONGEST_NAME)
    there = await queries.named(connection, workspace_id, kind, name)
    if there not in (None, segment_id):
        raise Conflict(
            f"There is a segment of {NOUNS[kind]} named “{name}” already: take another name.", field="name"
        )
    conditions = None
    if given.conditions is not None:
        with inside("conditions"):
            conditions = await checked_conditions(
                connection, workspace_id, kind, given.conditions, segment_id
            )
    return replace(given, name=name, description=given.description.strip(), conditions=conditions)


async def _free_name(connection: Connection, workspace_id: UUID, first: Segment) -> str:
    for number in range(1, MOST_SEGMENTS + 2):
        suffix = " (copy)" if number == 1 else f" (copy {number})"
        name = f"{first.name[: LONGEST_NAME - len(suffix)]}{suffix}"
        if await queries.named(connection, workspace_id, first.kind, name) is None:
            return name
    raise Invalid("Give the copy a name.", field="name")


async def _audit(
    connection: Connection,
    caller: Caller,
    done: str,
    segment_id: UUID,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    now: datetime,
) -> None:
    subject = ("segment", public("seg", segment_id))
    await audit.record(connection, caller, f"segment.{done}", subject, before=before, after=after, now=now)
