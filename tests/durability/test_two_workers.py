"""Two processes work on one database, and one after the other is killed: each firing there is, once, and no other."""

import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row

from tests.durability.conftest import Crowd, J, Kenbun, bearer
from tests.interpreter.triggers import firings

TRIGGERS: dict[str, J] = {
    "New": {"kind": "surge", "event_type": None, "count": 1, "within_seconds": 60, "fire": "once"},
    "Busy": {"kind": "surge", "event_type": "Page View", "count": 2, "within_seconds": 10, "fire": "always"},
    "Rests": {
        "kind": "surge",
        "event_type": "Logged In",
        "count": 2,
        "within_seconds": 60,
        "cooldown_seconds": 1,
    },
    "Interested": {
        "kind": "sequence",
        "steps": ["Email Opened", "Demo Requested"],
        "ordered": True,
        "within_seconds": 30,
        "fire": "always",
    },
}
_USUAL: J = {"subject": "lead", "fire": "always", "cooldown_seconds": 0}


@pytest.fixture
def second(kenbun: Kenbun, tmp_path: Path) -> Iterator[Kenbun]:
    """Another process on the database of the first, which is there already."""
    kenbun.start()
    second = Kenbun(tmp_path / "second")
    second.environment["KENBUN_DATABASE_URL"] = kenbun.database_url
    second.start()
    yield second
    second.end(signal.SIGTERM)


def test_each_fires_once_whoever_dies(kenbun: Kenbun, second: Kenbun) -> None:
    """Both take events in and work them off, and are killed in turn; counted by hand afterwards, of the batches that
    were, each trigger has fired as its rule says: exactly so often, at those moments, for those leads."""
    key = kenbun.command("source", "create", "load").stdout.strip()
    token = kenbun.command("token", "create", "load").stdout.strip()
    with httpx.Client(base_url=kenbun.address, headers=bearer(token), timeout=60) as client:
        for name, given in TRIGGERS.items():
            client.post("/api/triggers", json={"name": name, **_USUAL, **given}).raise_for_status()
    with Crowd(kenbun.address, key, token) as here, Crowd(second.address, key, token) as there:
        for one in (second, kenbun, second):
            time.sleep(random.uniform(0.3, 0.6))
            one.end(signal.SIGKILL)
            one.start()
        time.sleep(0.5)
    assert here.faults == there.faults == []
    with psycopg.connect(kenbun.database_url, autocommit=True, row_factory=dict_row) as database:
        _wait_until_worked_off(database)
        story = _story(database)
        assert sum(len(moment["events"]) for moment in story) >= len(here.accepted | there.accepted) > 100
        fired = _fired(database)
    for name, given in TRIGGERS.items():
        assert fired[name] == _by_hand({**_USUAL, **given}, story), name
    assert set(fired["New"].values()) == {1}


def _by_hand(trigger: J, story: list[J]) -> Counter[tuple[object, str]]:
    """Of each lead alone: none has to do with another."""
    found: Counter[tuple[object, str]] = Counter()
    for who in {event["who"] for moment in story for event in moment["events"]}:
        own = [
            {"at": moment["at"], "events": events}
            for moment in story
            if (events := [event for event in moment["events"] if event["who"] == who])
        ]
        found.update(firings(trigger, own, lambda who, _: who, [], "UTC"))
    return found


def _wait_until_worked_off(database: "psycopg.Connection[J]") -> None:
    deadline = time.monotonic() + 60
    while database.execute("SELECT FROM event_inbox LIMIT 1").fetchone() is not None:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _story(database: "psycopg.Connection[J]") -> list[J]:
    """As the interpreter has it: the batches that there were, told apart by when they came in."""
    rows = database.execute("""
        SELECT e.lead_id::text AS who, t.name AS event_type, e.happened_at AS timestamp, e.message_id, e.received_at
        FROM events e JOIN event_types t USING (workspace_id, type_id)
        WHERE e.suppressed IS NULL
        ORDER BY e.received_at
    """).fetchall()
    batches = groupby(rows, key=lambda row: row["received_at"])
    return [{"at": at, "events": list(events)} for at, events in batches]


def _fired(database: "psycopg.Connection[J]") -> dict[str, Counter[tuple[object, str]]]:
    """By the name of the trigger: when, and for whom."""
    found: dict[str, Counter[tuple[object, str]]] = {name: Counter() for name in TRIGGERS}
    rows = database.execute("""
        SELECT t.name, f.at, f.subject_id::text AS who FROM trigger_firings f
        JOIN triggers t USING (workspace_id, trigger_id)
        WHERE f.state = 'fired'
    """)
    for row in rows.fetchall():
        found[row["name"]][row["at"], row["who"]] += 1
    return found
