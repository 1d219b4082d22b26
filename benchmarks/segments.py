"""Two hundred segments on the live path, one worked out from scratch, and many leads put in by hand.

For the first the server stands still while its pipeline runs here, with the segment stage and without.
"""

import asyncio
import time
from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

from benchmarks.figures import Figure, Report, at_most
from benchmarks.live import some_calls, take
from benchmarks.rules import PATHS, TYPES
from benchmarks.server import Bench
from kenbun import pipeline
from kenbun.database import Database
from kenbun.database.embedded import EmbeddedServer

_SEGMENTS = 200
_DEEDS = list(TYPES)
_TURNS = 4
_BATCHES = 5
_VISITORS = 4_000
_EVENTS = _TURNS * _BATCHES * pipeline.BATCH_SIZE
_BY_HAND = 100_000
_CHANGES = "SELECT count(*) FROM segment_changes WHERE workspace_id = %(workspace_id)s"


def measure(bench: Bench, report: Report, size: str, leads: int) -> None:
    _from_scratch(bench, report, size)
    _by_hand(bench, report, size, leads)
    _live(bench, report, size, leads)


def _from_scratch(bench: Bench, report: Report, size: str) -> None:
    """As the one segment shows it: two counts of events in windows."""
    both = {
        "all": [
            {"did": _DEEDS[0], "times": {"at_least": 3}, "within_days": 30},
            {"did": _DEEDS[1], "times": {"at_most": 1}, "within_days": 60},
        ]
    }
    segment = _added(bench, "Two counts", both)
    shown = bench.http.get(f"/api/segments/{segment}").raise_for_status().json()
    taken = shown["evaluation_ms"] / 1000
    report(
        Figure(
            "a segment of two counts worked out from scratch",
            size,
            taken,
            "s",
            **at_most(taken, 2, "s"),  # type: ignore[arg-type]
            note=f"{shown['members']:,} members, each with why, and a row for each entry",
        )
    )
    bench.http.delete(f"/api/segments/{segment}").raise_for_status()


def _by_hand(bench: Bench, report: Report, size: str, leads: int) -> None:
    segment = _added(bench, "By hand", None)
    query = f"""
        SELECT array_agg('ld_' || replace(cast(lead_id AS text), '-', ''))
        FROM (SELECT lead_id FROM leads WHERE workspace_id = %(workspace_id)s LIMIT {_BY_HAND}) AS chosen
    """
    ids = bench.value(query)
    began = time.monotonic()
    answer = bench.http.post(f"/api/segments/{segment}/members/add", json={"ids": ids}, timeout=60)
    taken = time.monotonic() - began
    changed = answer.raise_for_status().json()["changed"]
    report(
        Figure(
            f"{changed:,} leads put into a segment by hand",
            size,
            taken,
            "s",
            **at_most(taken, 5, "s"),  # type: ignore[arg-type]
        )
    )
    bench.http.delete(f"/api/segments/{segment}").raise_for_status()


def _live(bench: Bench, report: Report, size: str, leads: int) -> None:
    """By events as they are stored, half of them page views; and by ones of which each type is as frequent as any
    other, so that there is hardly one that no segment was waiting for."""
    made = [_added(bench, f"Segment {number}", tree) for number, tree in enumerate(_trees(Random(3)))]
    with bench.standing_still():
        usual = _cost(bench, leads, [name for name, share in TYPES.items() for _ in range(share)])
        storm = _cost(bench, leads, list(TYPES))
    title = f"{_SEGMENTS} segments: what they make of the processor time of the live path"
    for what, cost, target in (
        (title, usual, at_most(usual.ratio, 2, "×")),
        (f"{title}, in a storm of entries and exits", storm, {}),
    ):
        report(Figure(what, size, cost.ratio, "×", **target, note=cost.note))  # type: ignore[arg-type]
    for segment in made:
        bench.http.delete(f"/api/segments/{segment}").raise_for_status()


class _Cost(NamedTuple):
    """Seconds of processor time, and entries and exits."""

    without: float
    with_them: float
    changes: int

    @property
    def ratio(self) -> float:
        return self.with_them / self.without

    @property
    def note(self) -> str:
        return (
            f"{1e6 * self.without / _EVENTS:.0f} µs an event without, {1e6 * self.with_them / _EVENTS:.0f} with them; "
            f"{self.changes / _EVENTS:.1f} entries and exits an event"
        )


def _cost(bench: Bench, leads: int, types: Sequence[str]) -> _Cost:
    begun = bench.value(_CHANGES)
    without, with_them = asyncio.run(_batches(bench, leads, types))
    return _Cost(without, with_them, bench.value(_CHANGES) - begun)


async def _batches(bench: Bench, leads: int, types: Sequence[str]) -> tuple[float, float]:
    """Processor time for so many events, of this process and of the database, without the stage and with it: in turns,
    so that neither has the better of the machine. The events are of other people without than with it, so that none
    comes into segments for what it did in a turn without; and of so many that each does ten things, as in a visit: the
    first, after days of silence, moves it in and out of most."""
    step = max(2, leads // _VISITORS)
    database = Database.connect(EmbeddedServer(bench.folder).url())
    stage, rng = pipeline.follow_segments, Random(7)
    seconds = {False: 0.0, True: 0.0}
    await take(bench, database, some_calls(rng, leads, types=types))
    for turn in range(2 * _TURNS):
        with_them = turn % 2 == 1
        pipeline.follow_segments = stage if with_them else _nothing
        began = time.process_time() + bench.cpu_seconds()[1]
        for _ in range(_BATCHES):
            await take(bench, database, some_calls(rng, leads, types=types, every=(step, int(with_them))))
        seconds[with_them] += time.process_time() + bench.cpu_seconds()[1] - began
    pipeline.follow_segments = stage
    await database.close()
    return seconds[False], seconds[True]


def _added(bench: Bench, name: str, conditions: dict[str, Any] | None) -> str:
    draft = {"name": name, "kind": "lead", "conditions": conditions}
    segment: str = bench.http.post("/api/segments", json=draft).raise_for_status().json()["id"]
    while bench.http.get(f"/api/segments/{segment}").raise_for_status().json()["progress"]:
        # it says itself how long it took, and each answer takes time from it
        time.sleep(0.5)
    return segment


def _trees(rng: Random) -> list[dict[str, Any]]:
    """As people write them: two to four leaves, most of which look at what leads do."""
    return [
        {"all": [{"any": [_leaf(rng), _leaf(rng)]}, *(_leaf(rng) for _ in range(rng.randint(1, 2)))]}
        for _ in range(_SEGMENTS)
    ]


def _leaf(rng: Random) -> dict[str, Any]:
    did = {
        "did": rng.choice(_DEEDS),
        "times": {rng.choice(["at_least", "at_most"]): rng.randint(1, 5)},
        "within_days": rng.choice([7, 14, 30, 90]),
    }
    path = {"field": "metadata.path", "operator": "equals", "value": rng.choice(PATHS)}
    return rng.choice(
        [
            did,
            did | {"where": path},
            {"score": "engagement", "operator": "gte", "value": rng.randint(10, 90)},
            {"last_activity": rng.choice(["within", "not_within"]), "days": rng.choice([3, 14, 30])},
            {"field": "lead.title", "operator": "contains", "value": rng.choice(["VP", "Head", "Engineer"])},
            {"field": "account.industry", "operator": "equals", "value": "Software"},
            {"converted": False},
            {"has_account": True},
        ]
    )


async def _nothing(_connection: Any, _batch: Any) -> None:
    pass
