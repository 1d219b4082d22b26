"""How long it takes to see what conditions would do, while they are being written."""

from typing import Any

from benchmarks.figures import Figure, Report, at_most, percentile
from benchmarks.lists import health
from benchmarks.server import Bench

_TIMES = 20
_PRICING = {"field": "metadata.path", "operator": "contains", "value": "/pricing"}
_TREES: dict[str, dict[str, Any]] = {
    "two counts in windows": {
        "all": [
            {"did": "Page View", "times": {"at_least": 3}, "within_days": 30},
            {"did": "Feature Used", "times": {"at_most": 0}, "within_days": 14},
        ]
    },
    "a count where the path says so": {
        "all": [
            {"did": "Page View", "where": _PRICING, "times": {"at_least": 2}, "within_days": 30},
            {"score": "engagement", "operator": "gte", "value": 30},
        ]
    },
    "three groups": {
        "all": [
            {"field": "lead.title", "operator": "contains", "value": "VP"},
            {
                "any": [
                    {"did": "Form Submitted", "within_days": 30},
                    {"did": "Trial Started", "within_days": 60},
                ]
            },
            {"none": [{"last_activity": "not_within", "days": 14}, {"did": "Demo Requested"}]},
        ]
    },
    "one after the other": {"did": "Trial Started", "then": "Feature Used", "within_seconds": 86_400},
}


def measure(bench: Bench, report: Report, size: str) -> None:
    """The slowest tree counts."""
    taken = {name: _taken(bench, tree) for name, tree in _TREES.items()}
    worst, p95 = max(
        ((name, percentile(times, 0.95)) for name, times in taken.items()), key=lambda one: one[1]
    )
    others = ", ".join(f"{name} {percentile(times, 0.95) * 1000:.0f} ms" for name, times in taken.items())
    report(
        Figure(
            "preview of a segment, p95 of the slowest tree",
            size,
            p95 * 1000,
            "ms",
            **at_most(p95 * 1000, 400, "ms"),  # type: ignore[arg-type]
            ratio=p95 / health(bench),
            baseline="/health",
            note=f"{worst}; {others}",
        )
    )


def _taken(bench: Bench, tree: dict[str, Any]) -> list[float]:
    body = {"kind": "lead", "conditions": tree}
    times = []
    # what the server and its connections do for the first time is no matter of conditions
    bench.http.post("/api/segments/preview", json=body, timeout=60).raise_for_status()
    for _ in range(_TIMES):
        answer = bench.http.post("/api/segments/preview", json=body, timeout=60).raise_for_status()
        times.append(answer.elapsed.total_seconds())
    return times
