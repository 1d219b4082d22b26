"""Changing filters. Each change takes the tick, so it falls between two batches: it holds for new events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.database import Connection
from kenbun.events.filters import filter_queries as queries
from kenbun.events.filters import job_queries
from kenbun.events.filters.drafts import FilterChange, FilterDraft, FilterSaid, changed, read
from kenbun.events.filters.in_force import NEVER
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, NotFound
from kenbun.kit.ids import new_id, public

MOST_FILTERS = 100


@dataclass(frozen=True, slots=True)
class FilterRow:
    """A filter, and how many events it suppresses; the days are those on which they happened, in UTC."""

    filter_id: UUID
    said: FilterSaid
    total: int
    last_7_days: int
    last_30_days: int
    created_at: datetime


async def list_filters(
    connection: Connection, workspace_id: UUID, now: datetime | None = None
) -> list[FilterRow]:
    """The oldest first. Without a time, nothing is said of the last days."""
    now = now or NEVER
    rows = await queries.listed(connection, workspace_id, now.astimezone(UTC).date())
    return [
        FilterRow(row.filter_id, _said(row), row.total, row.last_7_days, row.last_30_days, row.created_at)
        for row in rows
    ]


async def get_filter(connection: Connection, workspace_id: UUID, filter_id: UUID, now: datetime) -> FilterRow:
    for row in await list_filters(connection, workspace_id, now):
        if row.filter_id == filter_id:
            return row
    raise NotFound("There is no such filter.")


async def add_filter(connection: Connection, caller: Caller, draft: FilterDraft, clock: Clock) -> FilterRow:
    said = read(draft)
    now = await tick(connection, caller.workspace_id, clock)
    await _demand_idle(connection, caller.workspace_id)
    others = await list_filters(connection, caller.workspace_id)
    if len(others) >= MOST_FILTERS:
        raise Conflict(f"A workspace has at most {MOST_FILTERS} filters: remove one first.")
    said = _distinct(said, others, named=draft.name is not None)
    filter_id = new_id()
    await queries.add(connection, caller.workspace_id, filter_id, said, now)
    await _follow(connection, caller.workspace_id, filter_id, said, now)
    await _audit(connection, caller, "filter.add", filter_id, None, said, now)
    return await get_filter(connection, caller.workspace_id, filter_id, now)


async def change_filter(
    connection: Connection, caller: Caller, filter_id: UUID, change: FilterChange, clock: Clock
) -> FilterRow:
    """What it has suppressed stays so, until history is judged again."""
    now = await tick(connection, caller.workspace_id, clock)
    before = (await get_filter(connection, caller.workspace_id, filter_id, now)).said
    said = changed(before, change)
    others = [
        row for row in await list_filters(connection, caller.workspace_id) if row.filter_id != filter_id
    ]
    said = _distinct(said, others, named=change.name is not None or said.name == before.name)
    if _means(said) != _means(before):
        await _demand_idle(connection, caller.workspace_id)
        await _follow(connection, caller.workspace_id, filter_id, said, now)
    await queries.change(connection, caller.workspace_id, filter_id, said)
    await _audit(connection, caller, "filter.change", filter_id, before, said, now)
    return await get_filter(connection, caller.workspace_id, filter_id, now)


async def remove_filter(connection: Connection, caller: Caller, filter_id: UUID, clock: Clock) -> None:
    """What it has suppressed stays so, until history is judged again."""
    now = await tick(connection, caller.workspace_id, clock)
    before = (await get_filter(connection, caller.workspace_id, filter_id, now)).said
    await _demand_idle(connection, caller.workspace_id)
    await _follow(connection, caller.workspace_id, filter_id, None, now)
    await queries.remove(connection, caller.workspace_id, filter_id, now)
    await _audit(connection, caller, "filter.remove", filter_id, before, None, now)


def _distinct(said: FilterSaid, others: Sequence[FilterRow], *, named: bool) -> FilterSaid:
    """No two filters have one name: of those that nobody named, the later ones carry a number."""
    taken = {row.said.name for row in others}
    if named and said.name in taken:
        raise Conflict("There is a filter of this name: give it another one.", field="name")
    numbers = (f" ({number})" for number in range(2, MOST_FILTERS + 2))
    numbered = (f"{said.name[: 200 - len(number)]}{number}" for number in numbers)
    free = (name for name in (said.name, *numbered) if name not in taken)
    return replace(said, name=next(free))


def _said(row: Any) -> FilterSaid:
    return read(FilterDraft.model_validate({name: getattr(row, name) for name in FilterDraft.model_fields}))


def _means(said: FilterSaid) -> dict[str, Any]:
    return {name: value for name, value in said.document().items() if name != "name"}


async def _demand_idle(connection: Connection, workspace_id: UUID) -> None:
    if await job_queries.running(connection, workspace_id):
        raise Conflict("Filters are being applied to history: wait until that is done.")


async def _follow(
    connection: Connection, workspace_id: UUID, filter_id: UUID, said: FilterSaid | None, now: datetime
) -> None:
    """What it said before is past; what it says now begins."""
    await queries.end_revision(connection, workspace_id, filter_id, now)
    if said and said.active:
        await queries.begin_revision(connection, workspace_id, filter_id, said, now)
    await queries.move_on(connection, workspace_id)


async def _audit(
    connection: Connection,
    caller: Caller,
    action: str,
    filter_id: UUID,
    before: FilterSaid | None,
    after: FilterSaid | None,
    now: datetime,
) -> None:
    await audit.record(
        connection,
        caller,
        action,
        ("filter", public("flt", filter_id)),
        before=before.document() if before else None,
        after=after.document() if after else None,
        now=now,
    )
