"""Working surges out behind the pipeline, for accounts to which something has happened, or in which time has passed.

Rows are worked out from a snapshot and written only where no mark has come since, so batches wait for nothing but that
last, short statement; where one has come, the account stays due.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kenbun.access.queries import ticks
from kenbun.access.ticks import tick
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.stirred import stir
from kenbun.surge import row_queries, rule_queries, state_queries
from kenbun.surge.looks import Look, next_look
from kenbun.surge.news import beginnings, no_news
from kenbun.surge.rule_queries import Surge
from kenbun.surge.settings import Numbers
from kenbun.surge.settings_queries import numbers_of
from kenbun.surge.state_queries import Due

_AT_ONCE = 200
# So many times as long as it took, as what comes in goes first: with counting, less than a tenth of the live path.
_REST = 49
_LONGEST_REST = 15.0


async def settle_due(database: Database, workspace_id: UUID, clock: Clock) -> int:
    """To the end of what is due by now; answers how many accounts were looked at."""
    settled = 0
    while some := await _settle_some(database, workspace_id, clock):
        settled += len(some)
    return settled


async def settle_gently(database: Database, workspace_id: UUID, clock: Clock) -> None:
    """As the worker does it: with rests, but where rows are worked out from the first event on, as after a change of
    the numbers, for which somebody may wait."""
    while True:
        begun_at = time.monotonic()
        some = await _settle_some(database, workspace_id, clock)
        if not some:
            return
        rest = 0.25 if any(one.anew for one in some) else _REST
        await asyncio.sleep(min(rest * (time.monotonic() - begun_at), _LONGEST_REST))


async def _settle_some(database: Database, workspace_id: UUID, clock: Clock) -> list[Due]:
    async with database.snapshot() as connection:
        now = await present(connection, workspace_id, clock)
        due = await state_queries.due(connection, workspace_id, now, _AT_ONCE)
        if not due:
            return []
        numbers = await numbers_of(connection, workspace_id)
        found = await find_due(connection, workspace_id, numbers, due, now)
        looks = await _looks(connection, workspace_id, numbers, due, found, now)
        begun = beginnings(due, found, now)
        held = await no_news(connection, workspace_id, numbers, begun, now)
    async with database.transaction() as connection:
        # before any row of ours: batches hold the tick as they write these
        at = await tick(connection, workspace_id, clock) if begun else now
        kept = await state_queries.looked(connection, workspace_id, looks, now)
        noted = [(surge, held.get(one.account_id)) for one, surge in begun if one.account_id in kept]
        await row_queries.note_beginnings(connection, workspace_id, noted, at)
        turned = [
            (one, surging) for one, _, surging in looks if one.surging != surging and one.account_id in kept
        ]
        quiet = {
            one.account_id for one, surging in turned if (one.account_id in held if surging else one.held)
        }
        news = {one.account_id for one, _ in turned} - quiet
        await stir(connection, workspace_id, "account", news, "surge")
        await stir(connection, workspace_id, "account", quiet, "anew")
        resumes = {one.account_id: one.resume for one in due if one.account_id in kept}
        rows = [one for one in rule_queries.begun(found, now) if one.account_id in kept]
        if resumes:
            await row_queries.save(connection, workspace_id, resumes, rows)
    return due


async def present(connection: Connection, workspace_id: UUID, clock: Clock) -> datetime:
    """The clock's time; the last tick's where that is a little ahead, as events can be of that time."""
    return max(clock(), await ticks.visible(connection, workspace_id))


async def find_due(
    connection: Connection, workspace_id: UUID, numbers: Numbers, due: Sequence[Due], now: datetime
) -> list[Surge]:
    resumes = {one.account_id: one.resume for one in due}
    return await rule_queries.find(connection, workspace_id, numbers, resumes, now)


async def _looks(
    connection: Connection,
    workspace_id: UUID,
    numbers: Numbers,
    due: Sequence[Due],
    found: Sequence[Surge],
    now: datetime,
) -> list[tuple[Due, Look, bool]]:
    surging = {one.account_id for one in rule_queries.begun(found, now) if one.ended_at is None}
    calm = [one.account_id for one in due if one.account_id not in surging]
    seen = await rule_queries.outlooks(connection, workspace_id, numbers, calm, now)
    changes: dict[UUID, datetime] = {}
    for one in found:
        for at in (one.started_at, one.ended_at):
            if at and at > now:
                changes[one.account_id] = min(changes.get(one.account_id, at), at)
    return [
        (
            one,
            next_look(
                numbers,
                seen.get(one.account_id),
                changes.get(one.account_id),
                now,
                surging=one.account_id in surging,
            ),
            one.account_id in surging,
        )
        for one in due
    ]
