"""Fifty triggers on the live path, and what keeping each move of a score costs it; a simulation of thirty days.

For the first the server stands still while its pipeline runs here, with what is measured and without.
"""

import asyncio
import time
from collections.abc import Callable
from random import Random
from typing import Any

from benchmarks.buying import take
from benchmarks.figures import Figure, Report, at_most
from benchmarks.rules import TYPES
from benchmarks.server import Bench
from kenbun import pipeline
from kenbun.database import Database
from kenbun.database.embedded import EmbeddedServer
from kenbun.scoring import stage as scoring

_DEEDS = list(TYPES)
_TURNS = 4
_BATCHES = 5
_EVENTS = _TURNS * _BATCHES * pipeline.BATCH_SIZE
_FIRINGS = "SELECT count(*) FROM trigger_firings WHERE workspace_id = %(workspace_id)s"


def measure(bench: Bench, report: Report, size: str, leads: int) -> None:
    made = [_added(bench, f"Trigger {number}", one) for number, one in enumerate(_drafts(Random(3)))]
    begun = bench.value(_FIRINGS)
    with bench.standing_still():
        without, with_them = asyncio.run(_batches(bench, leads, _stage))
        fired = bench.value(_FIRINGS) - begun
        bare, kept = asyncio.run(_batches(bench, leads, _steps))
    report(
        _share(
            f"{len(made)} triggers: what they add to the processor time of the live path",
            size,
            (without, with_them),
            20,
            f"{fired / _EVENTS:.2f} firings an event",
        )
    )
    report(_share("moves of scores on record: what they add to it", size, (bare, kept), 5))
    began = time.monotonic()
    count = bench.http.post(f"/api/triggers/{made[0]}/simulate", params={"days": 30}, timeout=60).json()[
        "count"
    ]
    taken = time.monotonic() - began
    report(
        Figure(
            "a trigger simulated over thirty days",
            size,
            taken,
            "s",
            **at_most(taken, 2, "s"),  # type: ignore[arg-type]
            note=f"{count:,} firings",
        )
    )
    for trigger in made:
        bench.http.delete(f"/api/triggers/{trigger}").raise_for_status()


def _share(
    name: str, size: str, seconds: tuple[float, float], target: int, note: str | None = None
) -> Figure:
    without, with_them = seconds
    share = 100 * (with_them / without - 1)
    told = f"{1e6 * without / _EVENTS:.0f} µs an event without, {1e6 * with_them / _EVENTS:.0f} with them"
    return Figure(
        name,
        size,
        share,
        "%",
        **at_most(share, target, "%"),  # type: ignore[arg-type]
        note=f"{told}; {note}" if note else told,
    )


def _stage(on: bool, kept: dict[str, Any]) -> None:
    pipeline.fire_triggers = kept["fire"] if on else _nothing


def _steps(on: bool, kept: dict[str, Any]) -> None:
    pipeline.fire_triggers = _nothing
    scoring.note_batch = kept["note"] if on else _nothing
    scoring.faded_before = kept["faded"] if on else _none


async def _batches(
    bench: Bench, leads: int, switch: Callable[[bool, dict[str, Any]], None]
) -> tuple[float, float]:
    """Processor time for so many events, of this process and of the database, without it and with it: in turns, so that
    neither has the better of the machine."""
    database = Database.connect(EmbeddedServer(bench.folder).url())
    kept: dict[str, Any] = {
        "fire": pipeline.fire_triggers,
        "note": scoring.note_batch,
        "faded": scoring.faded_before,
    }
    rng, seconds = Random(7), {False: 0.0, True: 0.0}
    await take(bench, database, rng, leads)
    for turn in range(2 * _TURNS):
        with_it = turn % 2 == 1
        switch(with_it, kept)
        began = time.process_time() + bench.cpu_seconds()[1]
        for _ in range(_BATCHES):
            await take(bench, database, rng, leads)
        seconds[with_it] += time.process_time() + bench.cpu_seconds()[1] - began
    pipeline.fire_triggers, scoring.note_batch, scoring.faded_before = (
        kept["fire"],
        kept["note"],
        kept["faded"],
    )
    await database.close()
    return seconds[False], seconds[True]


def _drafts(rng: Random) -> list[dict[str, Any]]:
    """As people make them: milestones and levels, sequences and surges, a few with conditions; nothing is told."""
    hot = {"all": [{"field": "lead.title", "operator": "contains", "value": "VP"}]}
    milestones = [
        {
            "kind": "milestone",
            "dimension": "engagement",
            "direction": rng.choice(["up", "up", "down"]),
            "threshold": rng.randint(20, 200),
            "conditions": hot if number % 3 == 0 else None,
        }
        for number in range(15)
    ]
    levels = [
        {"kind": "level", "dimension": "engagement", "level": level, "on": on}
        for level in ("Warm", "Hot", "Very Hot")
        for on in ("enter", "leave")
    ]
    sequences = [
        {
            "kind": "sequence",
            "steps": rng.sample(_DEEDS, 3),
            "within_seconds": rng.choice([3600, 86_400, 7 * 86_400]),
        }
        for _ in range(14)
    ]
    surges = [
        {
            "kind": "surge",
            "event_type": rng.choice(_DEEDS),
            "count": rng.randint(5, 20),
            "within_seconds": rng.choice([3600, 86_400, 7 * 86_400]),
        }
        for _ in range(15)
    ]
    return [
        {"subject": "lead", "cooldown_seconds": 86_400, **one}
        for one in (*milestones, *levels, *sequences, *surges)
    ]


def _added(bench: Bench, name: str, draft: dict[str, Any]) -> str:
    made = bench.http.post("/api/triggers", json={"name": name, **draft}).raise_for_status().json()
    trigger_id: str = made["id"]
    return trigger_id


async def _nothing(*_: Any) -> None:
    pass


async def _none(*_: Any) -> dict[Any, Any]:
    return {}
