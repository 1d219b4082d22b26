"""Applying a mapping to what is stored, as if it had been there from the start; and trying that before.

The row of the job says how far it is: each piece is a transaction of its own, so after a crash the next process goes
on where this one stopped. First all that is stored is read, and the best value for each lead or account kept aside;
then these are settled under the tick, some at a time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.access.workspaces import get_workspace
from kenbun.database import Away, Connection, Database
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, NotFound
from kenbun.kit.ids import new_id, public
from kenbun.mapping import job_queries, queries
from kenbun.mapping.assertions import Assertion
from kenbun.mapping.held import Held, HeldValues, by_subject
from kenbun.mapping.loaded import mappings_in_force, read_mappings
from kenbun.mapping.mappings import Mapping, WorkspaceMappings
from kenbun.mapping.settle import Touched, changes, keep
from kenbun.mapping.stored import count_rows, read_piece

# So many leads or accounts are settled while batches wait.
_SETTLED = 2_000

log = structlog.get_logger()

Follow = Callable[[Connection, UUID, Touched, datetime], Awaitable[None]]
"""What is to be done in the transaction in which fields have changed."""


@dataclass(slots=True)
class Preview:
    """Who would change; `examples` are some of them with the value before and after."""

    changed: int = 0
    found: int = 0
    misfits: int = 0
    examples: list[tuple[UUID, Any, Any]] = field(default_factory=list)


async def preview(
    connection: Connection, workspace_id: UUID, mapping_id: UUID, examples: int = 10
) -> Preview:
    """What applying would do; nothing is written."""
    mappings = await read_mappings(connection, workspace_id)
    mapping = _find(mappings, mapping_id)
    seen = Preview()
    best: dict[UUID, Assertion] = {}
    after: str | None = None
    while True:
        piece = await read_piece(connection, workspace_id, mapping, mappings, after)
        seen.misfits += piece.misfits
        for one in piece.candidates:
            if one.subject_id not in best or one.stands_over(best[one.subject_id]):
                best[one.subject_id] = one
        if (after := piece.last) is None:
            break
    candidates = list(best.values())
    for start in range(0, len(candidates), _SETTLED):
        _, changed, held = await _outcome(connection, workspace_id, candidates[start : start + _SETTLED])
        seen.changed += len(changed)
        for one in changed[: examples - len(seen.examples)]:
            before = held.at(one.slot)
            seen.examples.append((one.subject_id, before.value if before else None, one.value))
    seen.found = len(best)
    return seen


async def open_job(connection: Connection, caller: Caller, mapping_id: UUID, clock: Clock) -> UUID:
    """Done by the worker. One at a time per workspace."""
    now = await tick(connection, caller.workspace_id, clock)
    mapping = _find(await read_mappings(connection, caller.workspace_id), mapping_id)
    if await job_queries.running(connection, caller.workspace_id):
        raise Conflict("Another mapping is being applied to what is stored: wait until that is done.")
    job_id = new_id()
    await job_queries.add_job(
        connection,
        caller.workspace_id,
        job_id=job_id,
        mapping_id=mapping_id,
        total=await count_rows(connection, caller.workspace_id, mapping),
        created_at=now,
        created_by=caller.name,
    )
    subject = ("mapping", public("map", mapping_id))
    after = {"job": public("job", job_id)}
    await audit.record(connection, caller, "mapping.apply", subject, after=after, now=now)
    return job_id


async def run_opened(database: Database, workspace_id: UUID, clock: Clock, follow: Follow) -> None:
    """Goes on with what has been opened in the workspace until it is done. What fails is marked so."""
    async with database.snapshot() as connection:
        opened = await job_queries.running(connection, workspace_id)
    try:
        while opened and await _step(database, workspace_id, clock, follow):
            pass
        left_over = True
        while left_over:
            async with database.transaction() as connection:
                left_over = await job_queries.drop_left_over(connection, workspace_id)
    except Away:
        raise  # the database is away: the next round goes on
    except Exception as error:
        log.exception("mapping.apply_failed")
        if opened:
            async with database.transaction() as connection:
                await job_queries.fail(connection, workspace_id, opened.job_id, str(error), clock())


async def _step(database: Database, workspace_id: UUID, clock: Clock, follow: Follow) -> bool:
    """One transaction's worth; answers whether there is more."""
    async with database.transaction() as connection:
        job = await job_queries.take_running(connection, workspace_id)
        if job is None:
            return False
        if job.state == "reading":
            await _read(connection, workspace_id, job)
            return True
    async with database.transaction() as connection:
        return await _settle(connection, workspace_id, clock, follow)


async def _read(connection: Connection, workspace_id: UUID, job: Any) -> None:
    mappings = await read_mappings(connection, workspace_id)
    mapping = _find(mappings, job.mapping_id)
    piece = await read_piece(connection, workspace_id, mapping, mappings, job.cursor)
    await job_queries.offer(connection, workspace_id, job.job_id, piece.candidates)
    await job_queries.set_job(
        connection,
        workspace_id,
        job.job_id,
        state="settling" if piece.last is None else "reading",
        cursor=piece.last,
        done=job.done + piece.rows,
        misfits=job.misfits + piece.misfits,
    )


async def _settle(connection: Connection, workspace_id: UUID, clock: Clock, follow: Follow) -> bool:
    """The tick before the job: in the order in which whoever changes mappings takes them."""
    now = await tick(connection, workspace_id, clock)
    job = await job_queries.take_running(connection, workspace_id)
    if job is None:
        return False
    mappings = await mappings_in_force(connection, await get_workspace(connection, workspace_id))
    mapping = _find(mappings, job.mapping_id)
    rows = await job_queries.next_candidates(connection, workspace_id, job.job_id, _SETTLED)
    candidates = [
        Assertion(
            mapping.subject, row.subject_id, mapping.field, row.value, row.behaviour, mapping.origin, *order
        )
        for row in rows
        for order in [(row.happened_at, row.message_id)]
    ]
    standing, changed, _ = await _outcome(connection, workspace_id, candidates)
    touched = await keep(connection, workspace_id, standing, changed, now)
    await queries.refresh_profiles(connection, workspace_id, touched.leads, now)
    await queries.refresh_accounts(connection, workspace_id, touched.accounts, now)
    await follow(connection, workspace_id, touched, now)
    await job_queries.drop_candidates(connection, workspace_id, job.job_id, [row.subject_id for row in rows])
    more = len(rows) == _SETTLED
    done = {} if more else {"state": "done", "ended_at": now}
    await job_queries.set_job(
        connection, workspace_id, job.job_id, changed=job.changed + len(changed), **done
    )
    return more


async def _outcome(
    connection: Connection, workspace_id: UUID, candidates: Sequence[Assertion]
) -> tuple[list[Assertion], list[Assertion], HeldValues]:
    """Which of the candidates stand, which of these change what is shown, and what was held before."""
    slots = (one.slot for one in candidates)
    held = await queries.held_values(connection, workspace_id, by_subject(slots))
    standing = [one for one in candidates if _stands(one, held.at(one.slot))]
    return standing, [one for one in standing if changes(one, held.at(one.slot))], held


def _stands(candidate: Assertion, before: Held | None) -> bool:
    if before is None or candidate.stands_over(before):
        return True
    # Said by one and the same event: the mapping that comes first in the list is the candidate's (see stored.py).
    same = candidate.behaviour == before.behaviour and candidate.order == before.order
    return same and all(origin.startswith("metadata.") for origin in (candidate.origin, before.origin))


def _find(mappings: WorkspaceMappings, mapping_id: UUID) -> Mapping:
    mapping = mappings.by_id(mapping_id)
    if mapping is None:
        raise NotFound("There is no such mapping.")
    return mapping
