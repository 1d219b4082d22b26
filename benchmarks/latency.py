"""How long it takes from an accepted event to the list that shows its lead, while events stream in."""

import time
from uuid import uuid4

import httpx

from benchmarks.figures import Figure, Report, at_most, percentile
from benchmarks.ingest import Sender
from benchmarks.server import Bench

RATE = 500
_BATCH = 10
_BETWEEN = 0.4
_LOOK_EVERY = 0.01
_PATIENCE = 30.0


def measure(bench: Bench, report: Report, size: str, leads: int, seconds: float) -> None:
    most = int(RATE * (seconds + 5))
    sender = Sender(bench, leads, seconds=seconds, most=most, rate=RATE, batch=_BATCH, connections=2, seed=91)
    sender.go()
    seen, accepted = [], []
    end = time.monotonic() + seconds
    with httpx.Client(base_url=bench.http.base_url, headers=bench.http.headers, timeout=60) as client:
        while time.monotonic() < end:
            took, waited = _probe(bench, client)
            accepted.append(took)
            seen.append(waited)
            time.sleep(_BETWEEN)
    outcome = sender.outcome()
    p95 = percentile(seen, 0.95) * 1000
    report(
        Figure(
            f"accepted to visible in the list, p95 at {RATE} events/s",
            size,
            p95,
            "ms",
            **at_most(p95, 500, "ms"),  # type: ignore[arg-type]
            ratio=p95 / (percentile(accepted, 0.95) * 1000),
            baseline="being accepted",
            note=f"p50 {percentile(seen, 0.5) * 1000:.0f} ms of {len(seen)} leads; "
            f"{outcome['accepted'] / outcome['seconds']:.0f} events/s taken in beside",
        )
    )


def _probe(bench: Bench, client: httpx.Client) -> tuple[float, float]:
    """Seconds until a new lead's first event was accepted, and from then until the list found that lead."""
    address = f"{uuid4().hex}@probe.example.com"
    call = {
        "event_type": "Page View",
        "alias_kind": "email",
        "alias": address,
        "metadata": {"path": "/pricing"},
    }
    began = time.monotonic()
    answer = client.post("/api/ingest", json=call, headers={"Authorization": f"Bearer {bench.write_key}"})
    answer.raise_for_status()
    accepted = time.monotonic()
    while not client.get("/api/leads", params={"search": address, "limit": 1}).json()["leads"]:
        if time.monotonic() - accepted > _PATIENCE:
            raise RuntimeError(f"{address} is not in the list after {_PATIENCE:.0f} s")
        time.sleep(_LOOK_EVERY)
    return accepted - began, time.monotonic() - accepted
