"""Surges of a world: as they are stored, and as the interpreter makes them of its events."""

from kenbun.surge import state_queries
from kenbun.surge.read import surges_of
from kenbun.surge.settle import settle_due
from tests.interpreter.surges import USUAL, surges

_NAMES = ("started_at", "ended_at", "events", "leads", "primary_channel", "multiplier", "peak_events")

_STORED = """
    SELECT account_id, started_at, ended_at, events, leads, primary_channel, multiplier, peak_events
    FROM surges WHERE workspace_id = :w ORDER BY account_id, started_at
"""

_ACTS = """
    SELECT l.account_id, l.lead_id, e.happened_at, e.channel
    FROM events e JOIN leads l ON l.workspace_id = :w AND l.lead_id = e.lead_id
    WHERE e.workspace_id = :w AND e.suppressed IS NULL AND e.channel <> 'system' AND l.account_id IS NOT NULL
"""


async def settle(world):
    return await settle_due(world.database, world.workspace_id, world.clock)


async def from_scratch(world):
    async with world.database.transaction() as connection:
        await state_queries.mark_all(connection, world.workspace_id, world.clock(), "settings")
    await settle(world)


async def stored(world):
    """By account, the rows there are."""
    found = {}
    for row in await world.rows(_STORED):
        found.setdefault(row["account_id"], []).append({name: row[name] for name in _NAMES})
    return found


async def beginnings(world):
    """By account, when it was noticed that it surges."""
    found = {}
    for row in await world.rows(
        "SELECT account_id, at FROM surge_beginnings WHERE workspace_id = :w ORDER BY at"
    ):
        found.setdefault(row["account_id"], []).append(row["at"])
    return found


async def read(world):
    """By account, what a reader is told."""
    found = {}
    async with world.database.snapshot() as connection:
        for row in await world.rows("SELECT account_id FROM accounts WHERE workspace_id = :w"):
            rows, _ = await surges_of(connection, world.workspace_id, row["account_id"], world.clock)
            if rows:
                told = [{name: getattr(one, name) for name in _NAMES} for one in reversed(rows)]
                found[row["account_id"]] = told
    return found


async def reckoned(world, numbers=USUAL):
    """By account, the rows that the interpreter makes of the stored events and of whose the leads are."""
    acts = {}
    for row in await world.rows(_ACTS):
        acts.setdefault(row["account_id"], []).append((row["lead_id"], row["happened_at"], row["channel"]))
    now = await tick(world)
    found = {account_id: surges(own, numbers, now) for account_id, own in acts.items()}
    return {account_id: rows for account_id, rows in found.items() if rows}


async def tick(world):
    """The time that looks are of: the clock's, or the last tick's where that is a little ahead."""
    [row] = await world.rows("SELECT ticked_at FROM workspace_ticks WHERE workspace_id = :w")
    return max(world.clock(), row["ticked_at"])
