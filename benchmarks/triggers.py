"""Fifty triggers of all kinds on the live path, as a workspace has them: they fire for a few per cent of the events.
The same for a storm, where most events fire; and what keeping each move of a score costs it. A simulation of thirty
days of each kind.

For the first three the server stands still while its pipeline runs here, with what is measured and without.
"""

import asyncio
import time
from collections.abc import Callable
from http import HTTPStatus
from random import Random
from typing import Any

from benchmarks import fifty
from benchmarks.figures import Figure, Report, at_most
from benchmarks.live import some_calls, take
from benchmarks.server import Bench
from kenbun import pipeline
from kenbun.database import Database
from kenbun.database.embedded import EmbeddedServer
from kenbun.events.accept.call import Call
from kenbun.scoring import stage as scoring

_TURNS = 4
_BATCHES = 5
_EVENTS = _TURNS * _BATCHES * pipeline.BATCH_SIZE
_FIRINGS = "SELECT count(*) FROM trigger_firings WHERE workspace_id = %(workspace_id)s"

Calls = Callable[[], list[Call]]


def measure(bench: Bench, report: Report, size: str, leads: int) -> None:
    traffic, rng = fifty.Traffic(Random(7), leads), Random(7)

    def usual() -> list[Call]:
        return traffic.calls(pipeline.BATCH_SIZE)

    segments = fifty.segments(bench)
    made = _added(bench, fifty.usual(segments))
    _fifty(bench, report, size, f"{len(made)} triggers of all kinds", usual, 20)
    _simulated(bench, report, size, made)
    _deleted(bench, made)
    storm = _added(bench, fifty.storm(Random(3)))
    _fifty(bench, report, size, "a storm of triggers", lambda: some_calls(rng, leads))
    _deleted(bench, storm)
    for some in segments.values():
        for segment in some:
            bench.http.delete(f"/api/segments/{segment}").raise_for_status()
    bare, kept = _in_turns(bench, usual, _steps)
    report(_share("moves of scores on record: what they add to it", size, (bare, kept), 5))


def _fifty(
    bench: Bench, report: Report, size: str, name: str, calls: Calls, target: int | None = None
) -> None:
    begun = bench.value(_FIRINGS)
    spent = _in_turns(bench, calls, _stage)
    fired = bench.value(_FIRINGS) - begun
    told = f"{name}: what they add to the processor time of the live path"
    report(_share(told, size, spent, target, f"{fired / _EVENTS:.2f} firings an event"))


def _simulated(bench: Bench, report: Report, size: str, made: dict[str, fifty.J]) -> None:
    """The slowest of each kind."""
    slowest: dict[str, tuple[float, str]] = {}
    for trigger, draft in made.items():
        taken = _simulate(bench, trigger)
        slowest[draft["kind"]] = max(slowest.get(draft["kind"], taken), taken)
    for kind, (seconds, told) in slowest.items():
        met: Any = at_most(seconds, 2, "s")
        name = f"a {kind} trigger simulated over thirty days"
        report(Figure(name, size, seconds, "s", **met, note=f"{told}; the slowest of its kind"))


def _simulate(bench: Bench, trigger: str) -> tuple[float, str]:
    """Seconds, and what came out. Over fewer days where thirty are refused as too many to look at."""
    for days in (30, 14, 7, 3, 1):
        began = time.monotonic()
        answer = bench.http.post(f"/api/triggers/{trigger}/simulate", params={"days": days}, timeout=60)
        if answer.status_code != HTTPStatus.UNPROCESSABLE_ENTITY:
            break
    seconds = time.monotonic() - began
    if answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
        return seconds, "refused even of one day"
    firings = f"{answer.raise_for_status().json()['count']:,} firings"
    return seconds, firings if days == 30 else f"{firings} of {days} days, as more are refused"


def _share(
    name: str, size: str, seconds: tuple[float, float], target: int | None, note: str | None = None
) -> Figure:
    without, with_them = seconds
    share = 100 * (with_them / without - 1)
    told = f"{1e6 * without / _EVENTS:.0f} µs an event without, {1e6 * with_them / _EVENTS:.0f} with them"
    met: Any = at_most(share, target, "%") if target is not None else {}
    return Figure(name, size, share, "%", **met, note=f"{told}; {note}" if note else told)


def _stage(on: bool, kept: dict[str, Any]) -> None:
    pipeline.fire_triggers = kept["fire"] if on else _nothing


def _steps(on: bool, kept: dict[str, Any]) -> None:
    pipeline.fire_triggers = _nothing
    scoring.note_batch = kept["note"] if on else _nothing
    scoring.faded_before = kept["faded"] if on else _none


def _in_turns(
    bench: Bench, calls: Calls, switch: Callable[[bool, dict[str, Any]], None]
) -> tuple[float, float]:
    """Processor time for so many events, of this process and of the database, without it and with it: in turns, so that
    neither has the better of the machine."""
    with bench.standing_still():
        return asyncio.run(_batches(bench, calls, switch))


async def _batches(
    bench: Bench, calls: Calls, switch: Callable[[bool, dict[str, Any]], None]
) -> tuple[float, float]:
    database = Database.connect(EmbeddedServer(bench.folder).url())
    kept: dict[str, Any] = {
        "fire": pipeline.fire_triggers,
        "note": scoring.note_batch,
        "faded": scoring.faded_before,
    }
    seconds = {False: 0.0, True: 0.0}
    for turn in range(2 * _TURNS):
        with_it = turn % 2 == 1
        switch(with_it, kept)
        # the first after a turn without has that turn to catch up on
        await take(bench, database, calls())
        began = time.process_time() + bench.cpu_seconds()[1]
        for _ in range(_BATCHES):
            await take(bench, database, calls())
        seconds[with_it] += time.process_time() + bench.cpu_seconds()[1] - began
    pipeline.fire_triggers, scoring.note_batch, scoring.faded_before = (
        kept["fire"],
        kept["note"],
        kept["faded"],
    )
    await database.close()
    return seconds[False], seconds[True]


def _added(bench: Bench, drafts: list[fifty.J]) -> dict[str, fifty.J]:
    """By their ids."""
    return {
        bench.http.post("/api/triggers", json={"name": f"Trigger {number}", **one})
        .raise_for_status()
        .json()["id"]: one
        for number, one in enumerate(drafts)
    }


def _deleted(bench: Bench, made: dict[str, fifty.J]) -> None:
    for trigger in made:
        bench.http.delete(f"/api/triggers/{trigger}").raise_for_status()


async def _nothing(*_: Any) -> None:
    pass


async def _none(*_: Any) -> dict[Any, Any]:
    return {}
