"""How fast all scores are made anew when a ruleset is published, and for how long batches have to wait for it."""

import threading
import time
from dataclasses import dataclass, field
from typing import Any

import psycopg

from benchmarks import duck
from benchmarks.figures import Figure, Report, at_least, at_most
from benchmarks.rules import RULES
from benchmarks.server import Bench
from benchmarks.stored import publish, set_rules

_LOOK_EVERY = 0.01
_PROGRESS = """
    SELECT leads_total IS NOT NULL, leads_done > 0 FROM ruleset_versions
    WHERE workspace_id = %(workspace_id)s AND state = 'building'
"""
_FREE = "SELECT FROM workspace_ticks WHERE workspace_id = %(workspace_id)s FOR UPDATE SKIP LOCKED"


def measure(bench: Bench, report: Report, size: str) -> None:
    events = bench.value("SELECT count(*) FROM events WHERE workspace_id = %(workspace_id)s")
    # so that most scores change when the twenty rules are in force again
    set_rules(bench, [{**rule, "points": rule["points"] + (rule["name"] == "Page viewed")} for rule in RULES])
    publish(bench)
    # scores of thirty days ago follow a publish, for minutes
    bench.until_quiet()
    set_rules(bench)
    watch = _Watch(bench)
    began = time.monotonic()
    publish(bench)
    elapsed = time.monotonic() - began
    watch.stop()
    comparison = duck.aggregate(bench)
    aggregation = watch.aggregated - watch.opened
    rate = events / elapsed
    report(
        Figure(
            "publishing, events a second",
            size,
            rate,
            "/s",
            **at_least(rate, 500_000, "/s"),  # type: ignore[arg-type]
            note=f"{elapsed:.1f} s end to end",
        )
    )
    report(
        Figure(
            "aggregation for it",
            size,
            aggregation,
            "s",
            target="≤ 4 × DuckDB",
            met=aggregation <= 4 * comparison.seconds,
            ratio=aggregation / comparison.seconds,
            baseline="DuckDB on Parquet",
            note=f"storing included; DuckDB {comparison.seconds:.2f} s; its sums are "
            f"{'the same' if comparison.same else 'OTHERS'}",
        )
    )
    held = watch.longest
    report(
        Figure("switch holds the pipeline", size, held, "s", **at_most(held, 5, "s"))  # type: ignore[arg-type]
    )


@dataclass
class _Watch:
    """Looks at the row that writers of scores hold, and at the progress of the version, every 10 ms."""

    bench: Bench
    opened: float = 0.0
    aggregated: float = 0.0
    longest: float = 0.0
    _over: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def stop(self) -> None:
        """What was over too soon to be seen counts as having ended now."""
        self._over.set()
        self._thread.join()
        self.aggregated = self.aggregated or time.monotonic()
        self.opened = self.opened or self.aggregated

    def _look(self) -> None:
        values = {"workspace_id": self.bench.workspace_id}
        held_since: float | None = None
        with self.bench.connect() as connection:
            while not self._over.wait(_LOOK_EVERY):
                now = time.monotonic()
                if connection.execute(_FREE, values).fetchone() is not None:
                    held_since = None
                else:
                    held_since = held_since or now
                    self.longest = max(self.longest, now - held_since)
                self._note(connection, values, now)

    def _note(self, connection: "psycopg.Connection[Any]", values: dict[str, str], now: float) -> None:
        progress = connection.execute(_PROGRESS, values).fetchone()
        if progress and progress[0] and not self.opened:
            self.opened = now
        if progress and progress[1] and not self.aggregated:
            self.aggregated = now
