"""How long the list of leads takes, by every sort with every kind of filter, measured by the one who asks."""

import time
from collections.abc import Iterable, Mapping
from itertools import product

import httpx

from benchmarks.figures import Figure, Report, at_most, percentile
from benchmarks.server import Bench
from kenbun.leads.lists import SORTS

Params = dict[str, str | int | list[str]]

_FILTERS: dict[str, Params] = {
    "all": {},
    "Hot": {"level": "Hot"},
    "score 30 to 60": {"min_score": 30, "max_score": 60},
    "active in 24 h": {"last_active": "24h"},
    "active in 7 days": {"last_active": "7d"},
    "quiet for 30 days": {"last_active": "older_30d"},
    "search company1": {"search": "company1"},
    "search user77@": {"search": "user77@"},
    "Warm, 30 days, search user1": {"level": "Warm", "last_active": "30d", "search": "user1"},
    "page 50": {"page": 50},
    "industry Software": {"where": "industry equals software"},
    "title with VP": {"where": "title contains vp"},
    "account's plan": {"where": "account.plan equals team"},
    "few accounts": {"where": "account.employees gt 4990"},
    "has viewed pages": {"event_type": "Page View"},
    "trial and form": {"event_type": ["Trial Started", "Form Submitted"]},
    "nobody's": {"owner": "none"},
    "watched": {"watched": "true"},
    "Finance, form, 30 days": {
        "where": "industry equals finance",
        "event_type": "Form Submitted",
        "last_active": "30d",
    },
}
_LIMIT = 50
_TIMES = 5
_TYPED = ("u", "us", "user7", "user77", "user777@", "company12", "company123.com", "nobody")


def measure(bench: Bench, report: Report, size: str, target: float) -> None:
    # the first page after a publish also compiles the version's statements, once
    timed(bench.http, "/api/leads", {"sort": "name", "page": 100, "limit": _LIMIT})
    report(slowest(bench, "leads", SORTS, _FILTERS, size, target))
    _measure_typing(bench, report, size, health(bench))


def slowest(
    bench: Bench, listed: str, sorts: Iterable[str], filters: Mapping[str, Params], size: str, target: float
) -> Figure:
    """The worst combination counts: people wait for the list that they asked for."""
    taken: dict[tuple[str, str], list[float]] = {}
    both = [f"{sign}{sort}" for sort in sorts for sign in ("", "-")]
    for sort, (name, chosen) in product(both, filters.items()):
        params: Params = {"sort": sort, "limit": _LIMIT, **chosen}
        taken[sort, name] = [timed(bench.http, f"/api/{listed}", params) for _ in range(_TIMES)]
    worst, p95 = max(((key, percentile(times, 0.95)) for key, times in taken.items()), key=lambda one: one[1])
    every = percentile([each for times in taken.values() for each in times], 0.95)
    return Figure(
        f"list of {listed}, p95 of the slowest sort and filter",
        size,
        p95 * 1000,
        "ms",
        **at_most(p95 * 1000, target, "ms"),  # type: ignore[arg-type]
        ratio=p95 / health(bench),
        baseline="/health",
        note=f"{worst[0]} of {worst[1]}; over all {len(taken)} combinations p95 {every * 1000:.0f} ms",
    )


def health(bench: Bench) -> float:
    return percentile([timed(bench.http, "/health", {}) for _ in range(200)], 0.95)


def _measure_typing(bench: Bench, report: Report, size: str, beside: float) -> None:
    """What the page asks for as somebody types."""
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    taken = []
    for typed in _TYPED * _TIMES:
        began = time.perf_counter()
        bench.http.get("/leads", params={"search": typed}, headers=headers).raise_for_status()
        taken.append(time.perf_counter() - began)
    p95 = percentile(taken, 0.95)
    report(
        Figure(
            "search as one types, p95",
            size,
            p95 * 1000,
            "ms",
            **at_most(p95 * 1000, 100 if size.endswith("100 k leads") else 250, "ms"),  # type: ignore[arg-type]
            ratio=p95 / beside,
            baseline="/health",
            note="the page's part, drawn",
        )
    )


def timed(client: httpx.Client, path: str, params: Params) -> float:
    began = time.perf_counter()
    client.get(path, params=params).raise_for_status()
    return time.perf_counter() - began
