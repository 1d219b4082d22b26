"""How long it takes to merge a lead with ten thousand events into another by hand, to preview that, and to undo it."""

import time
from typing import Any
from uuid import UUID

from benchmarks.figures import Figure, Report, at_most
from benchmarks.server import Bench
from benchmarks.stored import BUSY_LEAD
from kenbun.kit.ids import public

_TIMES = 5
_TARGET = 1


def measure(bench: Bench, report: Report, size: str) -> None:
    """The slowest of some times, there and back again; of the whole, which holds the workspace's tick."""
    target, source = _lead(bench, _TARGET), _lead(bench, BUSY_LEAD)
    wish = {"target_lead_id": target, "source_lead_ids": [source]}
    before = _shown(bench, target), _shown(bench, source)
    taken: dict[str, list[float]] = {"merge": [], "preview": [], "unmerge": []}
    for _ in range(_TIMES):
        seen = _timed(bench, "merge/preview", wish, taken["preview"])
        [merge_id] = _timed(bench, "merge", wish, taken["merge"])["merge_ids"]
        merged = _shown(bench, target)
        assert merged[0] == before[0][0] + before[1][0]
        assert abs(merged[1] - seen["merged_score"]) <= 1  # a second later
        _timed(bench, "unmerge", {"merge_id": merge_id}, taken["unmerge"])
        assert (_shown(bench, target)[0], _shown(bench, source)[0]) == (before[0][0], before[1][0])
    worst = {name: max(times) for name, times in taken.items()}
    report(
        Figure(
            f"merge of a lead with {before[1][0]:,} events",
            size,
            worst["merge"],
            "s",
            **at_most(worst["merge"], 1, "s"),  # type: ignore[arg-type]
            note=f"preview {worst['preview']:.2f} s, unmerge {worst['unmerge']:.2f} s",
        )
    )


def _lead(bench: Bench, number: int) -> str:
    return public("ld", UUID(str(bench.value("SELECT bench_lead(%(number)s)", number=number))))


def _shown(bench: Bench, lead_id: str) -> tuple[int, int]:
    """Events and engagement score."""
    lead = bench.http.get(f"/api/lead/{lead_id}").raise_for_status().json()
    return lead["event_count"], lead["engagement_score"]


def _timed(bench: Bench, path: str, body: dict[str, Any], taken: list[float]) -> Any:
    began = time.monotonic()
    answer = bench.http.post(f"/api/leads/{path}", json=body).raise_for_status()
    taken.append(time.monotonic() - began)
    return answer.json()
