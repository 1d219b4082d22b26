"""How long the timeline of a large account takes, and the lists of events and sessions by any filter."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.figures import Figure, Report, at_most, percentile
from benchmarks.rules import CAMPAIGNS
from benchmarks.server import Bench
from benchmarks.stored import DAYS

_TIMES = 10
_PARTIAL = {"HX-Request-Type": "partial"}
# So many events has the large account, of the people who do most.
_LARGE = 100_000

# Leads in the order of their events, as long as these add up to the number.
_GATHER = """
    UPDATE leads SET account_id = bench_account(0)
    WHERE workspace_id = %(workspace_id)s AND lead_id IN (
        SELECT lead_id FROM (
            SELECT lead_id, sum(event_count) OVER (ORDER BY lead_id) - event_count AS before
            FROM leads WHERE workspace_id = %(workspace_id)s) AS summed
        WHERE before < %(events)s)
"""
_SCATTER = """
    UPDATE leads l SET account_id = bench_account(n / 8)
    FROM generate_series(0, 20000) AS n
    WHERE l.workspace_id = %(workspace_id)s AND l.lead_id = bench_lead(n)
"""
_PEOPLE = """
    SELECT count(*), sum(event_count) FROM leads
    WHERE workspace_id = %(workspace_id)s AND account_id = bench_account(0)
"""


def measure(bench: Bench, report: Report, size: str) -> None:
    health = percentile([_timed(bench, "/health", {}) for _ in range(100)], 0.95)
    with _large_account(bench) as account:
        people, events = bench.rows(_PEOPLE)[0]
        _measure_timeline(bench, report, size, account, f"{int(events):,} events, {people:,} people", health)
        _measure_lists(bench, report, size, account, health)


def _measure_timeline(bench: Bench, report: Report, size: str, account: str, of: str, health: float) -> None:
    """The first page, plain and by each filter; the slowest filter counts, rare types among them."""
    lead = bench.http.get(f"/api/accounts/{account}/leads", params={"limit": 1}).json()["leads"][0]["lead_id"]
    types = [one["name"] for one in bench.http.get("/api/events/types").json()["event_types"]]
    asked: dict[str, dict[str, Any]] = {"all": {}, "a contact": {"lead": lead}, "email": {"channel": "email"}}
    asked |= {name: {"event_type": name} for name in types} | {"crm": {"channel": "crm"}}
    # thousands of leads have just been moved to the account by hand: their rows are tidied by whoever comes first
    _page(bench, account, {})
    taken = {
        name: percentile([_page(bench, account, chosen) for _ in range(_TIMES)], 0.95)
        for name, chosen in asked.items()
    }
    slowest = max(taken, key=lambda name: taken[name])
    report(
        Figure(
            f"timeline of an account with {of}, first page, p95",
            size,
            taken[slowest],
            "ms",
            **at_most(taken[slowest], 150, "ms"),  # type: ignore[arg-type]
            ratio=taken[slowest] / health,
            baseline="/health",
            note=f"slowest of {len(taken)} filters: {slowest}; without {taken['all']:.0f} ms",
        )
    )


def _measure_lists(bench: Bench, report: Report, size: str, account: str, health: float) -> None:
    day = bench.value("SELECT (now() - interval '20 days')::date::text")
    filters: dict[str, dict[str, Any]] = {
        "all": {},
        "a type": {"event_type": "Page View"},
        "a rare type": {"event_type": "Trial Started"},
        "email": {"channel": "email"},
        "crm": {"channel": "crm"},
        "a campaign": {"campaign": CAMPAIGNS[0]},
        "lead by name": {"lead": "user77"},
        "a large account": {"account": account},
        "accounts by name": {"account": "company1"},
        "a large account, a type": {"account": account, "event_type": "Trial Started"},
        "a day": {"from": day, "to": day},
        "type, channel, days": {"event_type": "Page View", "channel": "website", "from": day},
        "suppressed": {"suppressed": "yes"},
        "page 100": {"page": 100},
    }
    only_events = ("event_type", "channel", "campaign", "suppressed")
    for name, path, target in (("events", "/events", 150), ("sessions", "/sessions", 150)):
        fitting = {
            words: chosen
            for words, chosen in filters.items()
            if path == "/events" or not any(one in chosen for one in only_events)
        }
        _report_list(bench, report, size, f"list of {name}, p95 of the slowest filter", path, fitting, target)
    _report_list(
        bench, report, size, f"events by day, {DAYS} days and more", "/events/chart", _long(filters), 400
    )


def _long(filters: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Over all that is stored."""
    return {
        words: chosen | ({} if "from" in chosen else {"from": "2026-01-01"})
        for words, chosen in filters.items()
        if "page" not in chosen
    }


def _report_list(
    bench: Bench,
    report: Report,
    size: str,
    name: str,
    path: str,
    filters: dict[str, dict[str, Any]],
    target: float,
) -> None:
    taken = {}
    for words, chosen in filters.items():
        times = [_timed(bench, path, chosen) for _ in range(_TIMES)]
        # the first counts what later ones remember for a few seconds
        taken[words] = (percentile(times, 0.95), max(times))
    slowest = max(taken, key=lambda words: taken[words][0])
    every = ", ".join(f"{words} {p95:.0f}" for words, (p95, _) in taken.items())
    report(
        Figure(
            name,
            size,
            taken[slowest][0],
            "ms",
            **at_most(taken[slowest][0], target, "ms"),  # type: ignore[arg-type]
            note=f"{slowest}; {every} ms",
        )
    )


@contextmanager
def _large_account(bench: Bench) -> Iterator[str]:
    """The account of the first leads, to which for a while more of them belong."""
    bench.run(_GATHER, events=_LARGE)
    bench.run("ANALYZE leads")
    try:
        yield f"acct_{bench.value('SELECT bench_account(0)').hex}"
    finally:
        bench.run(_SCATTER)


def _page(bench: Bench, account: str, chosen: dict[str, Any]) -> float:
    return _timed(bench, f"/accounts/{account}", {"tab": "timeline", **chosen})


def _timed(bench: Bench, path: str, params: dict[str, Any]) -> float:
    began = time.perf_counter()
    bench.http.get(path, params=params, headers=_PARTIAL).raise_for_status()
    return (time.perf_counter() - began) * 1000
