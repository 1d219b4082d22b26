"""Committees of all accounts looked at again, surges of all worked out anew, and what surges cost the live path.

The first two through the API, until nothing waits. For the third the server stands still while its pipeline runs here,
with surges and without.
"""

import asyncio
import time
from random import Random
from typing import Any
from uuid import UUID

from benchmarks.figures import Figure, Report, at_most
from benchmarks.rules import PATHS, TYPES
from benchmarks.server import Bench
from benchmarks.stored import LEADS_PER_DOMAIN
from kenbun import pipeline
from kenbun.database import Database
from kenbun.database.embedded import EmbeddedServer
from kenbun.events.accept.call import Call
from kenbun.events.storing import Parcel, store
from kenbun.kit.clock import system_clock
from kenbun.kit.ids import new_id
from kenbun.surge.settle import settle_gently

_TURNS = 4
_BATCHES = 5
_EVENTS = _TURNS * _BATCHES * pipeline.BATCH_SIZE
_SECONDS = 30


def measure(bench: Bench, report: Report, size: str, leads: int) -> None:
    accounts = bench.value("SELECT count(*) FROM accounts WHERE workspace_id = %(workspace_id)s")
    _committees(bench, report, size, accounts)
    _surges(bench, report, size, accounts)
    _live(bench, report, size, leads)


def _committees(bench: Bench, report: Report, size: str, accounts: int) -> None:
    _until(bench, "/api/committee-roles")
    roles = bench.http.get("/api/committee-roles").json()["roles"]
    drafts = [{name: role[name] for name in ("id", "name", "tracked", "conditions")} for role in roles]
    drafts[-1]["tracked"] = not drafts[-1]["tracked"]
    began = time.monotonic()
    bench.http.put("/api/committee-roles", json={"roles": drafts}).raise_for_status()
    _until(bench, "/api/committee-roles")
    taken = time.monotonic() - began
    members = bench.value("SELECT count(*) FROM committee_detected WHERE workspace_id = %(workspace_id)s")
    report(
        Figure(
            "committees of all accounts looked at again",
            size,
            taken,
            "s",
            **at_most(taken, _SECONDS, "s"),  # type: ignore[arg-type]
            note=f"{accounts:,} accounts, {members:,} members",
        )
    )


def _surges(bench: Bench, report: Report, size: str, accounts: int) -> None:
    _until(bench, "/api/surge-settings")
    began = time.monotonic()
    bench.http.patch("/api/surge-settings", json={"min_events": 11}).raise_for_status()
    _until(bench, "/api/surge-settings")
    taken = time.monotonic() - began
    found = bench.value("SELECT count(*) FROM surges WHERE workspace_id = %(workspace_id)s")
    report(
        Figure(
            "surges of all accounts worked out anew",
            size,
            taken,
            "s",
            note=f"{accounts:,} accounts, {found:,} surges",
        )
    )


def _until(bench: Bench, path: str) -> None:
    """Nothing waits."""
    while bench.http.get(path).raise_for_status().json()["waiting"]:
        time.sleep(0.1)


def _live(bench: Bench, report: Report, size: str, leads: int) -> None:
    bench.process.suspend()
    try:
        without, with_them = asyncio.run(_batches(bench, leads))
    finally:
        bench.process.resume()
    share = 100 * (with_them / without - 1)
    due = bench.value(
        "SELECT count(*) FROM surge_states WHERE workspace_id = %(workspace_id)s AND due_at <= now()"
    )
    report(
        Figure(
            "surges: what they add to the processor time of the live path",
            size,
            share,
            "%",
            **at_most(share, 10, "%"),  # type: ignore[arg-type]
            note=f"{1e6 * without / _EVENTS:.0f} µs an event without, {1e6 * with_them / _EVENTS:.0f} with counting and"
            f" looking beside it; {due:,} accounts not looked at yet at the end",
        )
    )


async def _batches(bench: Bench, leads: int) -> tuple[float, float]:
    """Processor time for so many events: without surges, and with the stage and the worker's looks beside it.

    Of this process and of the database. In turns, so that neither has the better of the machine.
    """
    database = Database.connect(EmbeddedServer(bench.folder).url())
    stage, rng = pipeline.count_activity, Random(7)
    seconds = {False: 0.0, True: 0.0}
    await take(bench, database, some_calls(rng, leads))
    for turn in range(2 * _TURNS):
        with_them = turn % 2 == 1
        pipeline.count_activity = stage if with_them else _nothing
        looks = asyncio.create_task(_look(database, UUID(bench.workspace_id))) if with_them else None
        began = time.process_time() + bench.cpu_seconds()[1]
        for _ in range(_BATCHES):
            await take(bench, database, some_calls(rng, leads))
        if looks:
            looks.cancel()
            await asyncio.gather(looks, return_exceptions=True)
        seconds[with_them] += time.process_time() + bench.cpu_seconds()[1] - began
    pipeline.count_activity = stage
    await database.close()
    return seconds[False], seconds[True]


def some_calls(rng: Random, leads: int) -> list[Call]:
    """A batch of anything, by anybody."""
    return [
        call(int(rng.random() ** 1.5 * leads), rng.choice(list(TYPES)), rng)
        for _ in range(pipeline.BATCH_SIZE)
    ]


async def take(bench: Bench, database: Database, calls: list[Call]) -> None:
    """One batch through the pipeline."""
    workspace_id = UUID(bench.workspace_id)
    async with database.transaction() as connection:
        await store(connection, [Parcel(workspace_id, None, system_clock(), calls)])
    await pipeline.take_batch(database, workspace_id, system_clock)


async def _look(database: Database, workspace_id: UUID) -> None:
    """As the worker does it."""
    while True:
        await settle_gently(database, workspace_id, system_clock)
        await asyncio.sleep(1)


async def _nothing(_connection: Any, _batch: Any) -> None:
    pass


def call(lead: int, event_type: str, rng: Random) -> Call:
    """What that lead does now."""
    return Call(
        kind="event",
        event_type=event_type,
        message_id=new_id().hex,
        happened_at=system_clock(),
        lead_id=None,
        aliases=[("email", f"user{lead}@company{lead // LEADS_PER_DOMAIN}.com")],
        account_key=None,
        account_name=None,
        channel=None,
        campaign=None,
        metadata=f'{{"path": "{rng.choice(PATHS)}"}}'.encode(),
        traits=None,
        dialect="ingest",
        payload={},
    )
