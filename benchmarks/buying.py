"""Committees of all accounts looked at again, surges of all worked out anew, and what surges cost the live path.

The first two through the API, until nothing waits. For the third the server stands still while its pipeline runs here,
with surges and without.
"""

import asyncio
import threading
import time
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import event

from benchmarks.figures import Figure, Report, at_most
from benchmarks.live import some_calls, take_in
from benchmarks.server import Bench
from kenbun import pipeline
from kenbun.database import Database
from kenbun.database.embedded import EmbeddedServer
from kenbun.events.storing import Parcel
from kenbun.kit.clock import system_clock
from kenbun.surge.settle import settle_due, settle_gently

_SECONDS = 30
_PAIRS = 9
_BATCHES = 4
_TURN = _BATCHES * pipeline.BATCH_SIZE
# some of the longest rests of the looks
_LOOK_SECONDS = 60
_DUE = """
    SELECT count(*) FILTER (WHERE NOT surging), count(*) FILTER (WHERE surging) FROM surge_states
    WHERE workspace_id = %(workspace_id)s AND due_at <= now()
"""


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
    with bench.standing_still():
        found = asyncio.run(_batches(bench, leads))
    share = found.counting + 100 * found.looking / found.without
    calm, surging = bench.rows(_DUE)[0]
    report(
        Figure(
            "surges: what they add to the processor time of the live path",
            size,
            share,
            "%",
            **at_most(share, 10, "%"),  # type: ignore[arg-type]
            note=f"{found.without:.0f} µs an event without; counting {found.counting:+.1f} % (median of {_PAIRS} pairs"
            f" of turns, of {found.least:+.1f} to {found.most:+.1f} %), looking {found.looking:.1f} µs an event,"
            f" at {found.pace:,.0f} events/s; "
            f" {calm:,} calm accounts and {surging:,} that surge not looked at yet at the end",
        )
    )


class _Live(NamedTuple):
    """Processor time: µs an event of the pipeline without surges and of looking; per cent that counting adds."""

    without: float
    counting: float
    least: float
    most: float
    looking: float
    pace: float


async def _batches(bench: Bench, leads: int) -> _Live:
    """Counting is told by pairs of turns, with and without. Looking rests for longer than any turn: so it goes on
    beside the last turns, in a thread with connections of its own, and is told by what these use."""
    await _look_at_all(bench)
    database, rng = _connect(bench), Random(7)
    await _turn(bench, database, rng, leads)
    pairs = [await _pair(bench, database, rng, leads, first=number % 2 == 0) for number in range(_PAIRS)]
    shares = [100 * (with_it / without - 1) for without, with_it in pairs]
    without = 1e6 * median(one for one, _ in pairs) / _TURN
    await _look_at_all(bench)
    looking, began, events = _Looking(bench), time.monotonic(), 0
    while time.monotonic() - began < _LOOK_SECONDS:
        await _turn(bench, database, rng, leads)
        events += _TURN
    pace = events / (time.monotonic() - began)
    looked = await asyncio.to_thread(looking.stop)
    await database.close()
    return _Live(without, median(shares), min(shares), max(shares), 1e6 * looked / events, pace)


async def _pair(
    bench: Bench, database: Database, rng: Random, leads: int, *, first: bool
) -> tuple[float, float]:
    """Processor time of a turn without counting and of one with it, the one or the other first."""
    stage, used = pipeline.count_activity, {False: 0.0, True: 0.0}
    for with_it in (first, not first):
        pipeline.count_activity = stage if with_it else _nothing
        used[with_it] = await _turn(bench, database, rng, leads)
    pipeline.count_activity = stage
    return used[False], used[True]


async def _turn(bench: Bench, database: Database, rng: Random, leads: int) -> float:
    """Processor time of so many batches, of this thread and of the backends that it uses."""
    parcels = [
        Parcel(
            UUID(bench.workspace_id),
            None,
            system_clock(),
            some_calls(rng, leads),
        )
        for _ in range(_BATCHES)
    ]
    began = time.thread_time() + _backends(bench, "pipeline")
    for parcel in parcels:
        await take_in(database, parcel)
    return time.thread_time() + _backends(bench, "pipeline") - began


def _backends(bench: Bench, name: str) -> float:
    """Seconds for which the backends of these connections have run. The kernel counts them in nanoseconds."""
    found = bench.rows("SELECT pid FROM pg_stat_activity WHERE application_name = %(name)s", name=name)
    return sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for (pid,) in found) / 1e9


def _connect(bench: Bench, name: str = "pipeline") -> Database:
    """Without parallel workers, whose time would be nobody's."""
    url = f"{EmbeddedServer(bench.folder).url()}&application_name={name}"
    database = Database.connect(url)

    @event.listens_for(database.engine.sync_engine, "connect")
    def alone(connection: Any, _record: Any) -> None:
        connection.autocommit = True
        connection.execute("SET max_parallel_workers_per_gather = 0")
        connection.autocommit = False

    return database


class _Looking:
    """The worker's looks, in a thread of their own."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._stopped = threading.Event()
        self._used = 0.0
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        self._thread.start()

    def stop(self) -> float:
        """Answers the processor time they took."""
        self._stopped.set()
        self._thread.join()
        return self._used

    async def _run(self) -> None:
        database = _connect(self._bench, "looks")
        began = time.thread_time()
        looks = asyncio.create_task(_look(database, UUID(self._bench.workspace_id)))
        while not self._stopped.is_set():
            await asyncio.sleep(0.5)
        looks.cancel()
        await asyncio.gather(looks, return_exceptions=True)
        self._used = time.thread_time() - began + _backends(self._bench, "looks")
        await database.close()


async def _look_at_all(bench: Bench) -> None:
    """Nothing is left from before."""
    database = _connect(bench, "before")
    await settle_due(database, UUID(bench.workspace_id), system_clock)
    await database.close()


async def _look(database: Database, workspace_id: UUID) -> None:
    """As the worker does it."""
    while True:
        await settle_gently(database, workspace_id, system_clock)
        await asyncio.sleep(1)


async def _nothing(_connection: Any, _batch: Any) -> None:
    pass
