"""What further rulesets cost the live path: three about events, two about profiles and two about accounts."""

from typing import Any

from benchmarks.figures import Figure, Report
from benchmarks.ingest import throughput
from benchmarks.rules import RULES
from benchmarks.server import Bench
from benchmarks.stored import publish

_FIELDS = {
    "profile": ("title", "seniority", "department", "country", "city"),
    "account": ("industry", "company_size", "country", "plan", "name"),
}
_COUNTS = {"engagement": 3, "profile": 2, "account": 2}


def measure(bench: Bench, report: Report, size: str, leads: int, seconds: float) -> None:
    """Before and after, on the same server."""
    before = throughput(bench, leads, seconds=seconds, seed=101)
    for dimension, count in _COUNTS.items():
        for number in range(_in_force(bench, dimension), count):
            _add(bench, dimension, f"Further {number}")
    after = throughput(bench, leads, seconds=seconds, seed=102)
    ratio = after.rate / before.rate
    report(
        Figure(
            "events scored a second with 7 rulesets",
            size,
            after.rate,
            "/s",
            target="≥ 0.67 × with 3",
            met=ratio >= 2 / 3,
            ratio=ratio,
            baseline="with 3",
            note=after.note,
        )
    )


def _in_force(bench: Bench, dimension: str) -> int:
    return len(bench.http.get(f"/api/rulesets?dimension={dimension}").json()["rulesets"])


def _add(bench: Bench, dimension: str, name: str) -> None:
    """A further ruleset of twenty rules, in force."""
    made = bench.http.post("/api/rulesets", json={"dimension": dimension, "name": name})
    made.raise_for_status()
    path = f"/api/rulesets/{made.json()['id']}"
    for rule in _rules(dimension):
        bench.http.post(f"{path}/rules", json=rule).raise_for_status()
    publish(bench, path)


def _rules(dimension: str) -> list[dict[str, Any]]:
    if dimension == "engagement":
        return RULES
    fields = _FIELDS[dimension]
    return [
        {
            "name": f"Rule {number}",
            "field": fields[number % len(fields)],
            "operator": ("equals", "contains")[number % 2],
            "value": f"value {number}",
            "points": 1 + number,
            "active": True,
        }
        for number in range(20)
    ]
