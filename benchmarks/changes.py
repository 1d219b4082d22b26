"""How soon changes of rules and levels are shown and in force, and what rules of inactivity cost a publish."""

import time
from typing import Any

from benchmarks.figures import Figure, Report, at_least, at_most, percentile
from benchmarks.rules import RULES
from benchmarks.server import Bench
from benchmarks.stored import primary_ruleset, publish

_COUNT = "SELECT count(*) FROM events WHERE workspace_id = %(workspace_id)s"
_TIMES = 5
_DECAYS = (
    {"name": "Two quiet weeks", "points": -5, "every_days": 14, "active": True},
    {"name": "A quiet quarter", "points": -20, "every_days": 90, "active": True},
)


def measure(bench: Bench, report: Report, size: str) -> None:
    _preview(bench, report, size)
    _levels(bench, report, size)
    _inactivity(bench, report, size)


def _preview(bench: Bench, report: Report, size: str) -> None:
    """Of a change to the rule about demo requests, and beside it to the one about every page view."""
    rare = _timed_preview(bench, "Demo requested")
    common = _timed_preview(bench, "Page viewed")
    report(
        Figure(
            "preview of one rule's change, p95",
            size,
            rare * 1000,
            "ms",
            **at_most(rare * 1000, 1000, "ms"),  # type: ignore[arg-type]
            note=f"of the rule that half of all events match: {common * 1000:.0f} ms",
        )
    )


def _timed_preview(bench: Bench, name: str) -> float:
    ruleset = primary_ruleset(bench)
    draft = [{**rule, "points": rule["points"] + (3 if rule["name"] == name else 0)} for rule in RULES]
    return _p95(bench, "POST", f"/api/rulesets/{ruleset['id']}/preview", {"draft": draft})


def _levels(bench: Bench, report: Report, size: str) -> None:
    """There and back again: each time a third of all leads change their level."""
    [now] = bench.http.get("/api/levels?dimension=engagement").json()["dimensions"]
    bands = [{key: band[key] for key in ("name", "min", "max", "color")} for band in now["levels"]]
    shifted = [{**band, **{end: band[end] and band[end] + 10 for end in ("min", "max")}} for band in bands]
    taken = []
    for drafts in (shifted, bands):
        began = time.monotonic()
        bench.http.put("/api/levels/engagement", json=drafts).raise_for_status()
        taken.append(time.monotonic() - began)
    worst = max(taken)
    report(Figure("level edit in force", size, worst, "s", **at_most(worst, 3, "s")))  # type: ignore[arg-type]


def _inactivity(bench: Bench, report: Report, size: str) -> None:
    """Publishing with two rules of inactivity; they go again afterwards."""
    events = bench.value(_COUNT)
    ids = []
    for decay in _DECAYS:
        answer = bench.http.post("/api/decays", json=decay)
        answer.raise_for_status()
        ids.append(answer.json()["id"])
    bench.until_quiet()
    began = time.monotonic()
    publish(bench, "/api/decays")
    rate = events / (time.monotonic() - began)
    preview = _timed_preview(bench, "Demo requested")
    for decay_id in ids:
        bench.http.delete(f"/api/decays/{decay_id}").raise_for_status()
    publish(bench, "/api/decays")
    report(
        Figure(
            "publishing with inactivity rules, events a second",
            size,
            rate,
            "/s",
            **at_least(rate, 300_000, "/s"),  # type: ignore[arg-type]
            note=f"preview of one rule's change with them in force {preview * 1000:.0f} ms",
        )
    )


def _p95(bench: Bench, method: str, path: str, body: Any) -> float:
    taken = []
    for _ in range(_TIMES):
        began = time.monotonic()
        bench.http.request(method, path, json=body).raise_for_status()
        taken.append(time.monotonic() - began)
    return percentile(taken, 0.95)
