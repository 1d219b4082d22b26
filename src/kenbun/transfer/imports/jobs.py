"""Taking a file in: started by an editor, done by the worker, some rows a transaction, through the pipeline's stages.

The row of the job says how far it is, so after a crash the next process goes on where this one stopped. Values count
like an event at the time at which the job was started; nothing fires.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import islice
from typing import Any
from uuid import UUID

import structlog

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.access.workspaces import get_workspace
from kenbun.batch import Batch
from kenbun.database import Away, Connection, Database
from kenbun.events.inbox_queries import existing_leads
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, NotFound
from kenbun.kit.ids import new_id, public
from kenbun.mapping.loaded import mappings_in_force
from kenbun.pipeline import run
from kenbun.transfer.imports import done_queries, file_queries, job_queries
from kenbun.transfer.imports.plan import Plan
from kenbun.transfer.imports.reading import rows_of
from kenbun.transfer.imports.rows import Fault, Reader, Row
from kenbun.transfer.imports.undo import undo_some

# Rows of one transaction: batches wait for so many.
_AT_ONCE = 2_000

_FAILED = "An error of ours, which the server's log tells. What was taken in until then can be taken back."

log = structlog.get_logger()


async def start(connection: Connection, caller: Caller, file_id: UUID, plan: Plan, clock: Clock) -> UUID:
    """The job that is to take the file in, as the plan has it. Raises NotFound, or Invalid about the plan."""
    now = await tick(connection, caller.workspace_id, clock)
    file = await file_queries.find(connection, caller.workspace_id, file_id)
    if file is None:
        raise NotFound("There is no such file: it is kept for a day. Send it again.", field="file_id")
    if await job_queries.of_file(connection, caller.workspace_id, file_id):
        raise Conflict("This file is being taken in already.", field="file_id")
    mappings = await mappings_in_force(connection, await get_workspace(connection, caller.workspace_id))
    plan.check(file.headers, mappings.fields)
    job_id = new_id()
    await job_queries.add(
        connection,
        caller.workspace_id,
        job_id=job_id,
        file_id=file_id,
        name=file.name,
        headers=file.headers,
        plan=plan.document(),
        state="running",
        total=file.rows,
        created_at=now,
        created_by=caller.name,
    )
    subject = ("import", public("imp", job_id))
    after = {"file": file.name, "rows": file.rows, **plan.document()}
    await audit.record(connection, caller, "leads.import", subject, after=after, now=now)
    return job_id


async def run_opened(database: Database, workspace_id: UUID, clock: Clock) -> None:
    """Goes on with what has been started in the workspace, unless another process does. What fails is marked so."""
    async with database.alone(f"imports {workspace_id}") as alone:
        if not alone:
            return
        async with database.transaction() as connection:
            await file_queries.drop_forgotten(connection, workspace_id, clock())
            await job_queries.forget_old(connection, workspace_id, clock())
        while job := await _next(database, workspace_id):
            try:
                if job.state == "running":
                    await _take_in(database, workspace_id, job, clock)
                else:
                    await undo_some(database, workspace_id, job.job_id, clock)
            except Away:
                raise  # the database is away: the next round goes on
            except Exception:
                log.exception("import.failed", job=public("imp", job.job_id))
                async with database.transaction() as connection:
                    values = {"state": "failed", "error": _FAILED, "ended_at": clock()}
                    await job_queries.set_job(connection, workspace_id, job.job_id, **values)


async def is_at_work(connection: Connection, workspace_id: UUID) -> bool:
    """Whether a file is being taken in, or taken back."""
    return await job_queries.next_at_work(connection, workspace_id) is not None


async def _next(database: Database, workspace_id: UUID) -> Any:
    async with database.snapshot() as connection:
        return await job_queries.next_at_work(connection, workspace_id)


async def _take_in(database: Database, workspace_id: UUID, job: Any, clock: Clock) -> None:
    async with database.snapshot() as connection:
        file = await file_queries.find(connection, workspace_id, job.file_id)
        mappings = await mappings_in_force(connection, await get_workspace(connection, workspace_id))
    if file is None:
        raise RuntimeError("The file is gone.")
    plan = Plan.from_document(job.plan)
    reader = Reader(plan, job.headers, mappings.fields, job.job_id, job.created_at)
    rows = islice(rows_of(file.content, file.separator), job.done, None)

    def next_rows() -> list[Row]:
        return [reader.read(number, cells) for number, cells in islice(rows, _AT_ONCE)]

    some = await asyncio.to_thread(next_rows)
    while some:
        # the next are read while the database is at work; a thread is waited for, whatever becomes of these
        reading = asyncio.create_task(asyncio.to_thread(next_rows))
        try:
            async with database.transaction() as connection:
                await _take_rows(connection, workspace_id, job.job_id, some, clock)
        finally:
            some = await reading
    async with database.transaction() as connection:
        await job_queries.set_job(connection, workspace_id, job.job_id, state="done", ended_at=clock())
        await file_queries.drop(connection, workspace_id, job.file_id)


async def _take_rows(
    connection: Connection, workspace_id: UUID, job_id: UUID, rows: Sequence[Row], clock: Clock
) -> None:
    """The tick before the job, in the order in which whoever writes leads takes them."""
    now = await tick(connection, workspace_id, clock)
    job = await job_queries.take(connection, workspace_id, job_id, "running")
    assert job is not None
    await _leave_out_unknown(connection, workspace_id, rows, job.plan["identifier"]["column"])
    calls = [row.call for row in rows if row.call]
    made: set[UUID] = set()
    if calls:
        workspace = await get_workspace(connection, workspace_id)
        batch = Batch(workspace, now, calls, cause="import")
        await run(connection, batch)
        await _keep(connection, job_id, batch)
        made = {call.event_id for call in batch.new_leads.values()}
    await job_queries.add_errors(connection, workspace_id, job_id, _errors(rows))
    left_out = sum(row.call is None for row in rows)
    await job_queries.set_job(
        connection,
        workspace_id,
        job_id,
        done=job.done + len(rows),
        created=job.created + len(made),
        updated=job.updated + len(calls) - len(made),
        errors=job.errors + left_out,
        warnings=job.warnings + sum(len(row.faults) for row in rows if row.call),
    )


async def _leave_out_unknown(
    connection: Connection, workspace_id: UUID, rows: Sequence[Row], column: str
) -> None:
    """Rows that name a lead by its id, where there is none."""
    given = {row.call.given_lead for row in rows if row.call and row.call.given_lead}
    if not given:
        return
    existing = await existing_leads(connection, workspace_id, given)
    for row in rows:
        if row.call and row.call.given_lead and row.call.given_lead not in existing:
            row.call = None
            row.faults = [Fault(column, "There is no lead with this id.")]


async def _keep(connection: Connection, job_id: UUID, batch: Batch) -> None:
    """What is needed to take it back."""
    place = (connection, batch.workspace_id, job_id)
    leads = {call.own_lead_id: call.own_lead_id in batch.new_leads for call in batch.calls}
    await done_queries.keep_leads(*place, leads)
    await done_queries.keep_aliases(*place, [(alias, call.own_lead_id) for alias, call in batch.new_aliases])
    known = {whose: held for whose, held in batch.values_before.items() if whose[1] not in batch.new_leads}
    await done_queries.keep_values(*place, known)


def _errors(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [
        {
            "row": row.number,
            "number": number,
            "column": fault.column,
            "reason": fault.reason,
            "lead_id": row.call.own_lead_id if row.call else None,
            "cells": list(row.cells),
        }
        for row in rows
        for number, fault in enumerate(row.faults)
    ]
