"""A kenbun with a trigger for whoever is new: it tells somebody else's server, and gives notice to its admin."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any

import httpx
import psycopg

from tests.durability.conftest import Kenbun, bearer
from tests.receiver import Receiver, receiving
from tests.triggers.triggered import NEW

LEADS = 250
ACCOUNTS = """
    SELECT (SELECT count(*) FROM trigger_firings WHERE state = 'fired') AS fired,
           (SELECT count(*) FROM deliveries WHERE state = 'waiting') AS waiting,
           (SELECT count(*) FROM notifications) AS notices,
           (SELECT count(DISTINCT subject_id) FROM notifications) AS noticed,
           (SELECT count(*) FROM trigger_acts) AS acts
"""


class Hooked:
    def __init__(self, kenbun: Kenbun, receiver: Receiver) -> None:
        self.kenbun = kenbun
        self.receiver = receiver
        kenbun.environment["KENBUN_DELIVER_TO"] = "127.0.0.1"
        kenbun.start()
        assert kenbun.command("member", "add", "ada@acme.com", "--role", "admin").returncode == 0
        self._key = kenbun.command("source", "create", "load").stdout.strip()
        self._token = kenbun.command("token", "create", "load").stdout.strip()
        self._add_trigger()

    def _add_trigger(self) -> None:
        channel = {"name": "Hook", "kind": "webhook", "config": {"url": self.receiver.url}}
        with self._client(self._token) as client:
            channel_id = client.post("/api/channels", json=channel).raise_for_status().json()["id"]
            outputs = [{"channel_id": channel_id}, {"act": "notify", "members": "everyone"}]
            client.post("/api/triggers", json=NEW | {"outputs": outputs}).raise_for_status()

    def send(self) -> None:
        """An event of each lead."""
        events = [
            {"event_type": "Page View", "alias_kind": "email", "alias": f"p{number}@acme{number}.com"}
            for number in range(LEADS)
        ]
        with self._client(self._key) as client:
            assert client.post("/api/ingest", json=events).raise_for_status().json()["accepted"] == LEADS

    def wait_for(self, messages: int) -> None:
        self.wait_until(lambda: len(self.came) >= messages)

    def wait_until(self, holds: Any, seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, (len(self.came), self.books(), self.kenbun.log.read_text()[-3000:])
            time.sleep(0.02)

    @property
    def came(self) -> Counter[str]:
        """How often each message came, by its id; of one id they are all the same."""
        received = list(self.receiver.received)
        bodies = {one.headers["webhook-id"]: one.body for one in received}
        assert all(bodies[one.headers["webhook-id"]] == one.body for one in received)
        assert all(json.loads(body)["id"] == name for name, body in bodies.items())
        return Counter(one.headers["webhook-id"] for one in received)

    def books(self) -> dict[str, int]:
        """What the database says: as long as nothing is under way, of all that happened."""
        with psycopg.connect(self.kenbun.database_url, row_factory=psycopg.rows.dict_row) as database:
            return database.execute(ACCOUNTS).fetchone() or {}

    def is_over(self) -> bool:
        books = self.books()
        return books["fired"] == LEADS and not books["waiting"]

    def let_claims_run_out(self) -> int:
        """As after half a minute, for what a process that is gone had in hand; answers how many."""
        with psycopg.connect(self.kenbun.database_url, autocommit=True) as database:
            found = database.execute(
                "UPDATE deliveries SET claimed_until = now() WHERE claimed_until > now()"
            )
            database.execute("NOTIFY kenbun, 'deliveries'")
            return found.rowcount

    def delivered_by(self, address: str) -> int:
        """How many that process counts as arrived: messages and acts."""
        with httpx.Client(base_url=address, headers=bearer(self._token), timeout=60) as client:
            lines = client.get("/metrics").raise_for_status().text.splitlines()
        [count] = [line for line in lines if line.startswith("kenbun_event_to_delivery_seconds_count")]
        return int(float(count.split()[-1]))

    def _client(self, secret: str) -> httpx.Client:
        return httpx.Client(base_url=self.kenbun.address, headers=bearer(secret), timeout=60)


@contextmanager
def receiving_aside(slow: float) -> Iterator[Receiver]:
    """In a thread of its own, since the test waits."""
    loop, stack = asyncio.new_event_loop(), AsyncExitStack()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        opened = asyncio.run_coroutine_threadsafe(stack.enter_async_context(receiving()), loop)
        receiver = opened.result(30)
        receiver.slow = slow
        yield receiver
        asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result(30)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
