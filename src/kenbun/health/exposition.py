"""What Prometheus is told: the measures of this process, and what waits in the database for any."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kenbun.health import queries
from kenbun.health.queries import Waiting
from kenbun.measures import Histogram, Measures, measures

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

    from kenbun.database import Database

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


async def exposition(database: Database, now: datetime) -> bytes:
    async with database.snapshot() as connection:
        inbox = await queries.inbox(connection)
        mail = await queries.mail(connection, now)
        deliveries = await queries.deliveries(connection)
    # Only once somebody asks: the library is 14 MB.
    from prometheus_client.exposition import generate_latest  # noqa: PLC0415

    return generate_latest(_Told(list(_metrics(measures, inbox, deliveries, mail, now))))


class _Told:
    """A registry, as the library asks for one."""

    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        yield from self._metrics


def _metrics(
    counted: Measures, inbox: Waiting, deliveries: Waiting, mail: Waiting, now: datetime
) -> Iterator[Metric]:
    yield from _taking_in(counted, inbox, now)
    yield _histogram(
        "kenbun_event_to_delivery_seconds",
        "From an event's acceptance to the delivery it caused.",
        counted.delivered,
    )
    yield _gauge(
        "kenbun_deliveries_waiting",
        f"What triggers ordered and is not done yet, to {queries.MOST_COUNTED}.",
        deliveries.many,
    )
    yield _gauge("kenbun_mail_waiting", "Notifications due by mail and not sent yet.", mail.many)
    yield from _answers(counted)
    yield from _rounds(counted)


def _taking_in(counted: Measures, inbox: Waiting, now: datetime) -> Iterator[Metric]:
    from prometheus_client.core import CounterMetricFamily  # noqa: PLC0415

    calls = CounterMetricFamily(
        "kenbun_events", "Calls by what became of them at the door.", labels=["outcome"]
    )
    for outcome in ("accepted", "duplicates", "rejected"):
        calls.add_metric([outcome], getattr(counted, outcome))
    yield calls
    yield _gauge(
        "kenbun_inbox_waiting",
        f"Calls accepted and not in the lists yet, to {queries.MOST_COUNTED}.",
        inbox.many,
    )
    age = max(0.0, (now - inbox.oldest).total_seconds()) if inbox.oldest else 0.0
    yield _gauge("kenbun_inbox_oldest_seconds", "Since when the oldest of them waits.", age)
    yield _histogram(
        "kenbun_event_to_visible_seconds",
        "From an event's acceptance to its being in the lists.",
        counted.visible,
    )


def _answers(counted: Measures) -> Iterator[Metric]:
    from prometheus_client.core import CounterMetricFamily  # noqa: PLC0415

    labels = ["method", "route", "status"]
    answers = CounterMetricFamily(
        "kenbun_http_requests", "Answers by method, route and status.", labels=labels
    )
    for (method, route, status), count in sorted(counted.requests.items()):
        answers.add_metric([method, route, str(status)], count)
    yield answers
    yield _histogram("kenbun_http_answer_seconds", "How long answers took to begin.", counted.answered)


def _rounds(counted: Measures) -> Iterator[Metric]:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily  # noqa: PLC0415

    done = CounterMetricFamily("kenbun_worker_rounds", "Rounds of each loop of the worker.", labels=["loop"])
    failed = CounterMetricFamily("kenbun_worker_failures", "Rounds that failed.", labels=["loop"])
    took = GaugeMetricFamily("kenbun_worker_round_seconds", "How long the last round took.", labels=["loop"])
    for name, loop in sorted(counted.rounds.items()):
        done.add_metric([name], loop.rounds)
        failed.add_metric([name], loop.failures)
        took.add_metric([name], loop.seconds)
    yield from (done, failed, took)


def _gauge(name: str, words: str, value: float) -> Metric:
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415

    return GaugeMetricFamily(name, words, value=value)


def _histogram(name: str, words: str, observed: Histogram) -> Metric:
    from prometheus_client.core import HistogramMetricFamily  # noqa: PLC0415

    buckets: Any = observed.up_to_each_bound()
    return HistogramMetricFamily(name, words, buckets=buckets, sum_value=observed.total)
