"""Taking an import back: leads that it made and that have nothing else go, and of the others the values that it brought
give way to those of before. What was changed by hand or by events since stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.accounts.no_news import follow_quietly
from kenbun.database import Connection, Database
from kenbun.erasure.erase import erase
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, NotFound
from kenbun.kit.ids import public
from kenbun.mapping import queries as field_queries
from kenbun.mapping.assertions import Assertion
from kenbun.mapping.held import Slot, by_subject
from kenbun.mapping.settle import changes, touched_by
from kenbun.transfer.imports import job_queries
from kenbun.transfer.imports import undo_queries as queries
from kenbun.transfer.imports.rows import message_prefix

# Leads, or accounts, of one transaction.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Undoing:
    """What taking back would do: leads that go, and those made that stay for what they have since; values of the others
    that give way, and those that stay, as something else has been said since."""

    leads_removed: int
    leads_kept: int
    values_taken_back: int
    values_kept: int


async def preview(connection: Connection, workspace_id: UUID, job_id: UUID) -> Undoing:
    """Raises NotFound, or Conflict where it cannot be taken back."""
    await _demand_done(connection, workspace_id, job_id)
    row = await queries.counts(connection, workspace_id, job_id, message_prefix(job_id))
    return Undoing(row.leads_removed, row.leads_kept, row.values_taken_back, row.values_kept)


async def start_undo(connection: Connection, caller: Caller, job_id: UUID, clock: Clock) -> Undoing:
    """Done by the worker; answers what it will do. Raises NotFound, or Conflict where it cannot be taken back."""
    now = await tick(connection, caller.workspace_id, clock)
    undoing = await preview(connection, caller.workspace_id, job_id)
    await job_queries.set_job(connection, caller.workspace_id, job_id, state="undoing")
    subject = ("import", public("imp", job_id))
    await audit.record(connection, caller, "leads.import_undo", subject, after=asdict(undoing), now=now)
    return undoing


async def undo_some(database: Database, workspace_id: UUID, job_id: UUID, clock: Clock) -> None:
    """One transaction's worth; the last one says that all is taken back."""
    async with database.transaction() as connection:
        now = await tick(connection, workspace_id, clock)
        job = await job_queries.take(connection, workspace_id, job_id, "undoing")
        if job is None:
            return
        place, prefix = (connection, workspace_id, job_id), message_prefix(job_id)
        leads = await queries.next_leads(*place, prefix, _AT_ONCE)
        if leads:
            await _take_back_leads(connection, workspace_id, job, leads, now)
        elif accounts := await queries.next_accounts(*place, _AT_ONCE):
            befores = await queries.take_values(*place, prefix, accounts)
            await _give_way(connection, workspace_id, job_id, befores, set(), now)
        else:
            await job_queries.set_job(connection, workspace_id, job_id, state="undone", ended_at=now)


async def _take_back_leads(
    connection: Connection, workspace_id: UUID, job: Any, leads: Mapping[UUID, bool], now: datetime
) -> None:
    place = (connection, workspace_id, job.job_id)
    await erase(connection, workspace_id, [lead_id for lead_id, goes in leads.items() if goes], now)
    stay = [lead_id for lead_id, goes in leads.items() if not goes]
    befores = await queries.take_values(*place, message_prefix(job.job_id), stay)
    nameless = await queries.drop_aliases(*place, stay, job.created_at)
    await _give_way(connection, workspace_id, job.job_id, befores, nameless, now)
    await queries.done_with(*place, leads.keys())


async def _give_way(
    connection: Connection,
    workspace_id: UUID,
    job_id: UUID,
    befores: Mapping[Slot, Any],
    nameless: set[UUID],
    now: datetime,
) -> None:
    """Fields that still hold what the job said hold what they did before; where something was set by hand, that is
    shown as it was. `nameless` are leads that lost an alias."""
    found = await field_queries.held_values(connection, workspace_id, by_subject(befores))
    held = {slot: one for slot in befores if (one := found.at(slot))}
    prefix = message_prefix(job_id)
    ours = {slot: befores[slot] for slot, one in held.items() if one.order[1].startswith(prefix)}
    await queries.drop_values(connection, workspace_id, [slot for slot, before in ours.items() if not before])
    await queries.restore_values(
        connection, workspace_id, [(slot, before) for slot, before in ours.items() if before]
    )
    standing = {slot: _standing(slot, before, now) for slot, before in ours.items()}
    shown = [one for slot, one in standing.items() if changes(one, held[slot])]
    await field_queries.add_changes(connection, workspace_id, shown, now)
    touched = await touched_by(connection, workspace_id, standing.values(), shown)
    touched.leads |= nameless
    await field_queries.refresh_profiles(connection, workspace_id, touched.leads, now)
    await field_queries.refresh_accounts(connection, workspace_id, touched.accounts, now)
    await follow_quietly(connection, workspace_id, touched, now, "import")


def _standing(slot: Slot, before: Any, now: datetime) -> Assertion:
    """What calls have said of the field from now on, and since when that was so."""
    if before is None:
        return Assertion(*slot, None, "latest", "import undone", now, "")
    at = datetime.fromisoformat(before["happened_at"])
    return Assertion(*slot, before["value"], before["behaviour"], before["origin"], at, before["message_id"])


async def _demand_done(connection: Connection, workspace_id: UUID, job_id: UUID) -> None:
    job = await job_queries.find(connection, workspace_id, job_id)
    if job is None:
        raise NotFound("There is no such import.", field="job_id")
    if job.state in ("running", "undoing"):
        raise Conflict("This import is under way: wait until it is done.")
    if job.state == "undone":
        raise Conflict("This import has been taken back already.")
