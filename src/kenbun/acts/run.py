"""Carrying acts out, some at a time: each piece is a transaction, and the act's row says how far it is.

After a crash the next process goes on where this one stopped. One act of a workspace after the other.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from kenbun.access.callers import Caller
from kenbun.access.queries import people
from kenbun.access.ticks import tick
from kenbun.acts import queries
from kenbun.acts.deeds import AT_ONCE, DEEDS, owner_of
from kenbun.acts.kinds import SUBJECTS
from kenbun.database import Away, Connection, Database
from kenbun.erasure.erase import forget_rejected
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Forbidden, Problem
from kenbun.owners.assign import tell_owner

# For so many at a time rejected events are looked through.
_SWEPT_AT_ONCE = 5_000

log = structlog.get_logger()


async def run_begun(database: Database, workspace_id: UUID, clock: Clock) -> None:
    """Goes on with what has been begun in the workspace until it is done. What fails is marked so."""
    while True:
        async with database.snapshot() as connection:
            act_id = await queries.next_running(connection, workspace_id)
        if act_id is None:
            return
        try:
            while await _step(database, workspace_id, act_id, clock):
                pass
        except Away:
            raise  # the database is away: the next round goes on
        except Exception as error:
            log.exception("acts.failed")
            # what a database says of an error can hold anybody's data
            words = error.detail if isinstance(error, Problem) else "Something went wrong here: see the log."
            async with database.transaction() as connection:
                await queries.end(connection, workspace_id, act_id, "failed", clock(), words[:500])


async def _step(database: Database, workspace_id: UUID, act_id: UUID, clock: Clock) -> bool:
    """One transaction's worth; answers whether there is more."""
    async with database.transaction() as connection:
        # the tick first, as everybody takes them
        now = await tick(connection, workspace_id, clock)
        act = await queries.take(connection, workspace_id, act_id)
        if act is None:
            return False
        caller = await _in_whose_name(connection, workspace_id, act)
        what = (act.subject, act.kind)
        ids = await _next(connection, workspace_id, act, AT_ONCE[what])
        if not ids:
            await _end(connection, caller, act, now)
            return False
        if what == ("lead", "delete") and (act.swept_to is None or ids[-1] > act.swept_to):
            await _sweep(connection, workspace_id, act)
        done = await DEEDS[what](connection, caller, act, ids, now)
        await queries.set_act(
            connection,
            workspace_id,
            act_id,
            cursor=done.upto or act.cursor,
            # of what the filters find by now there may be more than there was
            done=min(act.done + done.passed, act.total),
            changed=act.changed + done.changed,
            leads=act.leads + done.leads,
        )
        return True


async def _in_whose_name(connection: Connection, workspace_id: UUID, act: Any) -> Caller:
    """The member who began it, who may have become somebody else meanwhile."""
    member = await people.member(connection, workspace_id, act.user_id)
    if member is None:
        raise Forbidden("Whoever began this is no member any more.")
    caller = Caller.of_job(act, member["role"])
    caller.demand(SUBJECTS[act.subject].kinds[act.kind])
    return caller


async def _next(connection: Connection, workspace_id: UUID, act: Any, limit: int) -> list[UUID]:
    subject = SUBJECTS[act.subject]
    selection = subject.selection.from_document(act.selection)
    found = await subject.after(connection, workspace_id, selection, act.cursor, limit)
    return [one for one in found if one <= act.upto]


async def _sweep(connection: Connection, workspace_id: UUID, act: Any) -> None:
    """What was rejected of the next leads goes first, all at once: it takes a look at every rejected event there is."""
    ahead = await _next(connection, workspace_id, act, _SWEPT_AT_ONCE)
    await forget_rejected(connection, workspace_id, ahead)
    await queries.set_act(connection, workspace_id, act.act_id, swept_to=ahead[-1])


async def _end(connection: Connection, caller: Caller, act: Any, now: datetime) -> None:
    await queries.set_act(connection, caller.workspace_id, act.act_id, done=act.total)
    await queries.end(connection, caller.workspace_id, act.act_id, "done", now)
    owner = await owner_of(connection, act)
    if owner and act.changed:
        await tell_owner(connection, caller, owner, act.changed, now)
