"""Deliveries: how fast a full outbox is drained to a receiver that answers at once, and how long it takes from an
accepted event to the webhook while events stream in."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import httpx

from benchmarks.figures import Figure, Report, at_least, at_most, percentile
from benchmarks.ingest import Sender
from benchmarks.server import Bench
from kenbun.kit.ids import parse

RATE = 500
_BATCH = 10
_BETWEEN = 0.3
_PATIENCE = 600.0

_FIRE = """
    WITH fired AS (
        INSERT INTO trigger_firings (workspace_id, firing_id, trigger_id, subject_id, at, cause, state)
        SELECT %(workspace_id)s, uuidv7(), %(trigger)s, l.lead_id, now(),
               jsonb_build_object('dimension', 'engagement', 'from', 48, 'to', 72, 'event_type', 'Page View',
                                  'scores', jsonb_build_object('engagement', 72, 'profile', 40),
                                  'levels', jsonb_build_object('engagement', 'Hot'), 'why', 'Pricing Page × 3'),
               'fired'
        FROM generate_series(1, %(count)s) AS n
        JOIN (SELECT lead_id, row_number() OVER () AS place FROM leads
              WHERE workspace_id = %(workspace_id)s LIMIT 10000) AS l ON l.place = n %% 10000 + 1
        RETURNING firing_id
    )
    INSERT INTO deliveries (workspace_id, delivery_id, channel_id, firing_id, kind, state, created_at, tried_since,
                            next_try_at)
    SELECT %(workspace_id)s, uuidv7(), %(channel)s, firing_id, 'milestone', 'waiting', now(), now(), now() FROM fired
"""
_LEFT = """
    SELECT count(*) FROM deliveries
    WHERE workspace_id = %(workspace_id)s AND channel_id = %(channel)s AND state = 'waiting'
"""


def measure(bench: Bench, report: Report, size: str, leads: int, seconds: float, count: int) -> None:
    with _receiving() as (url, came):
        hook = {"name": "Bench", "kind": "webhook", "config": {"url": url}}
        channel = bench.http.post("/api/channels", json=hook).raise_for_status().json()["id"]
        _drain(bench, report, size, channel, count)
        begun, events = _probe(bench, leads, seconds, channel)
        arrived = {name: at for at, name in came()}
    waits = [arrived[name] - at for name, at in begun.items()]
    p95 = percentile(waits, 0.95) * 1000
    report(
        Figure(
            f"accepted to the webhook's arrival, p95 at {RATE} events/s",
            size,
            p95,
            "ms",
            **at_most(p95, 1000, "ms"),  # type: ignore[arg-type]
            note=f"p50 {percentile(waits, 0.5) * 1000:.0f} ms of {len(waits)} leads; {events:.0f} events/s beside",
        )
    )


def _drain(bench: Bench, report: Report, size: str, channel: str, count: int) -> None:
    """The channel is off while the outbox is filled."""
    path = f"/api/channels/{channel}"
    bench.http.patch(path, json={"active": False}).raise_for_status()
    hot = {
        "name": "Hot",
        "kind": "milestone",
        "subject": "lead",
        "dimension": "engagement",
        "direction": "up",
    }
    asked = hot | {"threshold": 10**8, "outputs": [{"channel_id": channel}]}
    trigger = bench.http.post("/api/triggers", json=asked).raise_for_status().json()["id"]
    known = {"channel": parse("chn", channel), "trigger": parse("trg", trigger)}
    bench.run(_FIRE, count=count, **known)
    began = time.monotonic()
    bench.http.patch(path, json={"active": True}).raise_for_status()
    while bench.value(_LEFT, **known):
        if time.monotonic() - began > _PATIENCE:
            raise RuntimeError("the outbox does not empty")
        time.sleep(0.2)
    speed = count / (time.monotonic() - began)
    bench.http.delete(f"/api/triggers/{trigger}").raise_for_status()
    report(
        Figure(
            "deliveries to a receiver that answers at once",
            size,
            speed,
            "deliveries/s",
            **at_least(speed, 500, "deliveries/s"),  # type: ignore[arg-type]
            note=f"{count:,} of them, signed, put into words and noted",
        )
    )


def _probe(bench: Bench, leads: int, seconds: float, channel: str) -> tuple[dict[str, float], float]:
    """When events of new leads were accepted, by the leads' names; and how many events a second came beside."""
    probe = {"name": "Probe", "kind": "surge", "subject": "lead", "event_type": "Probe", "count": 1}
    asked = probe | {"within_seconds": 60, "outputs": [{"channel_id": channel}]}
    bench.http.post("/api/triggers", json=asked).raise_for_status()
    most = int(RATE * (seconds + 5))
    sender = Sender(bench, leads, seconds=seconds, most=most, rate=RATE, batch=_BATCH, connections=2, seed=93)
    sender.go()
    begun: dict[str, float] = {}
    end = time.monotonic() + seconds
    key = {"Authorization": f"Bearer {bench.write_key}"}
    with httpx.Client(base_url=bench.http.base_url, headers=key, timeout=60) as client:
        while time.monotonic() < end:
            address = f"{uuid4().hex}@probe.example.com"
            call = {"event_type": "Probe", "alias_kind": "email", "alias": address}
            client.post("/api/ingest", json=call).raise_for_status()
            begun[address] = time.monotonic()
            time.sleep(_BETWEEN)
    outcome = sender.outcome()
    time.sleep(3)
    return begun, outcome["accepted"] / outcome["seconds"]


@contextmanager
def _receiving() -> Iterator[tuple[str, Callable[[], list[tuple[float, str]]]]]:
    """The address of a receiver; and what it was sent, after which it ends."""
    command = [sys.executable, "-m", "benchmarks.receiver"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    port = int(process.stdout.readline())

    def came() -> list[tuple[float, str]]:
        said, _ = process.communicate("\n", timeout=120)
        return [(at, name) for at, name in json.loads(said)]

    try:
        yield f"http://127.0.0.1:{port}/hook", came
    finally:
        if process.poll() is None:
            process.kill()
