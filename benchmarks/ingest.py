"""How many events a second are taken in, made durable, scored and levelled, until the inbox is worked off."""

import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any

from benchmarks.figures import Figure, Report, at_least, percentile
from benchmarks.sender import Order
from benchmarks.server import Bench
from benchmarks.stored import LEADS_PER_DOMAIN

_WAITING = "SELECT EXISTS (SELECT FROM event_inbox WHERE workspace_id = %(workspace_id)s)"
_COUNT = "SELECT count(*) FROM events WHERE workspace_id = %(workspace_id)s"
_MOST_PER_SECOND = 9_000


class Sender:
    """The sending program, prepared; `go` lets it begin."""

    def __init__(self, bench: Bench, leads: int, **order: Any) -> None:
        whole = Order(bench.port, bench.write_key, leads=leads, per_domain=LEADS_PER_DOMAIN, **order)
        command = [sys.executable, "-m", "benchmarks.sender", json.dumps(whole.__dict__)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def go(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def outcome(self) -> dict[str, Any]:
        """Once it has sent all."""
        told, _ = self._process.communicate()
        outcome: dict[str, Any] = json.loads(told)
        return outcome


@dataclass(frozen=True, slots=True)
class Throughput:
    rate: float
    note: str


def measure(
    bench: Bench,
    report: Report,
    size: str,
    leads: int,
    *,
    seconds: float,
    late: float,
    seed: int,
    target: float,
) -> None:
    reached = throughput(bench, leads, seconds=seconds, late=late, seed=seed)
    name = f"events scored a second{f', {late:.0%} late' if late else ''}"
    report(
        Figure(
            name,
            size,
            reached.rate,
            "/s",
            **(at_least(reached.rate, target, "/s") if not late else {}),  # type: ignore[arg-type]
            ratio=reached.rate / bare_copy(bench),
            baseline="a bare COPY",
            note=reached.note,
        )
    )


def throughput(bench: Bench, leads: int, *, seconds: float, seed: int, late: float = 0.0) -> Throughput:
    """Events a second from the first one sent to the last one scored, a forced checkpoint in between."""
    stored = bench.value(_COUNT)
    sender = Sender(bench, leads, seconds=seconds, most=int(seconds * _MOST_PER_SECOND), late=late, seed=seed)
    own, database = bench.cpu_seconds()
    began = time.monotonic()
    sender.go()
    checkpoint = threading.Timer(seconds / 2, _checkpoint, [bench])
    checkpoint.start()
    outcome = sender.outcome()
    while bench.value(_WAITING):
        time.sleep(0.05)
    elapsed = time.monotonic() - began
    used_own, used_database = bench.cpu_seconds()
    checkpoint.join()
    accepted = outcome["accepted"]
    arrived = bench.value(_COUNT) - stored
    assert arrived == accepted, f"{accepted:,} accepted, {arrived:,} recorded"
    note = (
        f"{accepted:,} events in {elapsed:.0f} s, sent in {outcome['seconds']:.0f} s; CPU per event "
        f"{(used_own - own) / accepted * 1e6:.0f} µs kenbun, {(used_database - database) / accepted * 1e6:.0f} µs "
        f"PostgreSQL; a request of 100 answered in {percentile(outcome['answers'], 0.95) * 1000:.0f} ms (p95)"
    )
    return Throughput(accepted / elapsed, note)


def bare_copy(bench: Bench) -> float:
    """Rows a second that one connection copies into a table without indexes, a durable commit for each 100."""
    bench.run("DROP TABLE IF EXISTS bench_copy")
    bench.run("CREATE TABLE bench_copy (LIKE events)")
    last = (
        f"SELECT * FROM events WHERE workspace_id = '{bench.workspace_id}' ORDER BY event_id DESC LIMIT 20000"
    )
    with bench.database.cursor().copy(f"COPY ({last}) TO STDOUT") as out:
        rows = [bytes(row) for row in out]
    batches = [b"".join(rows[start : start + 100]) for start in range(0, len(rows), 100)]
    began = time.monotonic()
    for batch in batches:
        with bench.database.cursor().copy("COPY bench_copy FROM STDIN") as into:
            into.write(batch)
    elapsed = time.monotonic() - began
    bench.run("DROP TABLE bench_copy")
    return len(rows) / elapsed


def _checkpoint(bench: Bench) -> None:
    """In the middle of the run: what comes after it writes whole pages into the log again."""
    with bench.connect() as connection:
        connection.execute("CHECKPOINT")
