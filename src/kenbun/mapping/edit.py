"""Changing mappings. Each change takes the workspace's tick, so it falls between two batches."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, NotFound
from kenbun.kit.ids import public
from kenbun.mapping import job_queries, mapping_queries
from kenbun.mapping.checks import check
from kenbun.mapping.custom_fields import all_fields
from kenbun.mapping.mappings import MappingDraft

MOST_MAPPINGS = 500


@dataclass(frozen=True, slots=True)
class Misfit:
    """How many values did not fit the field's type, and the beginning of the last one's JSON."""

    count: int
    sample: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class MappingRow:
    mapping_id: UUID
    draft: MappingDraft
    # from 1; of what one call says about a field, the first counts
    position: int
    misfits: Misfit | None


async def list_mappings(connection: Connection, workspace_id: UUID) -> list[MappingRow]:
    return [
        MappingRow(
            row.mapping_id,
            mapping_queries.draft_of(row),
            row.position,
            None if row.misfits is None else Misfit(row.misfits, row.sample, row.seen_at),
        )
        for row in await mapping_queries.listed(connection, workspace_id)
    ]


async def get_mapping(connection: Connection, workspace_id: UUID, mapping_id: UUID) -> MappingRow:
    return _find(await list_mappings(connection, workspace_id), mapping_id)


async def add_mapping(
    connection: Connection, caller: Caller, draft: MappingDraft, clock: Clock, position: int | None = None
) -> MappingRow:
    """Holds for calls that come in from now on. Without a position it stands last."""
    now = await tick(connection, caller.workspace_id, clock)
    rows = await list_mappings(connection, caller.workspace_id)
    if len(rows) >= MOST_MAPPINGS:
        raise Conflict(f"A workspace has at most {MOST_MAPPINGS} mappings: remove one first.")
    await _check(connection, caller, draft, rows)
    [mapping_id] = await mapping_queries.add_mappings(
        connection, caller.workspace_id, [draft], now, after=len(rows)
    )
    await _done(connection, caller, "mapping.add", mapping_id, None, draft, now)
    return await _placed(connection, caller, mapping_id, position)


async def change_mapping(
    connection: Connection,
    caller: Caller,
    mapping_id: UUID,
    draft: MappingDraft,
    clock: Clock,
    position: int | None = None,
) -> MappingRow:
    """What came by it before stays, until a newer value comes or it is applied backwards."""
    now = await tick(connection, caller.workspace_id, clock)
    rows = await list_mappings(connection, caller.workspace_id)
    before = _find(rows, mapping_id).draft
    await _demand_idle(connection, caller.workspace_id, mapping_id)
    await _check(connection, caller, draft, [row for row in rows if row.mapping_id != mapping_id])
    if draft != before:
        await mapping_queries.change_mapping(connection, caller.workspace_id, mapping_id, draft)
    await _done(connection, caller, "mapping.change", mapping_id, before, draft, now)
    return await _placed(connection, caller, mapping_id, position)


async def remove_mapping(connection: Connection, caller: Caller, mapping_id: UUID, clock: Clock) -> None:
    """Values that came by it stay."""
    now = await tick(connection, caller.workspace_id, clock)
    before = _find(await list_mappings(connection, caller.workspace_id), mapping_id).draft
    await _demand_idle(connection, caller.workspace_id, mapping_id)
    await mapping_queries.remove_mapping(connection, caller.workspace_id, mapping_id)
    left = await mapping_queries.drafts(connection, caller.workspace_id)
    await mapping_queries.put_in_order(connection, caller.workspace_id, [one for one, _ in left])
    await _done(connection, caller, "mapping.remove", mapping_id, before, None, now)


def _find(rows: Sequence[MappingRow], mapping_id: UUID) -> MappingRow:
    for row in rows:
        if row.mapping_id == mapping_id:
            return row
    raise NotFound("There is no such mapping.")


async def _check(
    connection: Connection, caller: Caller, draft: MappingDraft, others: Sequence[MappingRow]
) -> None:
    check(draft, await all_fields(connection, caller.workspace_id), [row.draft for row in others])


async def _demand_idle(connection: Connection, workspace_id: UUID, mapping_id: UUID) -> None:
    running = await job_queries.running(connection, workspace_id)
    if running and running.mapping_id == mapping_id:
        raise Conflict("This mapping is being applied to what is stored: wait until that is done.")


async def _placed(
    connection: Connection, caller: Caller, mapping_id: UUID, position: int | None
) -> MappingRow:
    """Puts the mapping in its place, and answers it."""
    if position is not None:
        order = [one for one, _ in await mapping_queries.drafts(connection, caller.workspace_id)]
        order.remove(mapping_id)
        order.insert(position - 1, mapping_id)
        await mapping_queries.put_in_order(connection, caller.workspace_id, order)
    return await get_mapping(connection, caller.workspace_id, mapping_id)


async def _done(
    connection: Connection,
    caller: Caller,
    action: str,
    mapping_id: UUID,
    before: MappingDraft | None,
    after: MappingDraft | None,
    now: datetime,
) -> None:
    await mapping_queries.move_on(connection, caller.workspace_id)
    await audit.record(
        connection,
        caller,
        action,
        ("mapping", public("map", mapping_id)),
        before=_document(before),
        after=_document(after),
        now=now,
    )


def _document(draft: MappingDraft | None) -> dict[str, Any] | None:
    return None if draft is None else asdict(draft)
