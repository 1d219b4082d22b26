"""Changing the numbers: they hold at once, and every account's rows are worked out anew behind the pipeline."""

from __future__ import annotations

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.ids import public
from kenbun.surge import settings_queries, state_queries
from kenbun.surge.settings import Numbers, NumbersPatch


async def change_numbers(
    connection: Connection, caller: Caller, patch: NumbersPatch, clock: Clock
) -> Numbers:
    """Answers what holds then. Raises Invalid."""
    now = await tick(connection, caller.workspace_id, clock)
    before = await settings_queries.numbers_of(connection, caller.workspace_id)
    after = before.with_changes(patch)
    if after == before:
        return before
    await settings_queries.put_numbers(connection, caller.workspace_id, after, now)
    await state_queries.mark_all(connection, caller.workspace_id, now, "settings")
    old, new = before.document(), after.document()
    changed = [name for name in new if new[name] != old[name]]
    await audit.record(
        connection,
        caller,
        "surge.settings",
        ("workspace", public("ws", caller.workspace_id)),
        before={name: old[name] for name in changed},
        after={name: new[name] for name in changed},
        now=now,
    )
    return after
