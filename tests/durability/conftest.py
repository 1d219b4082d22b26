"""kenbun as a process with its own data directory, and people who send to it and read from it all the while."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.process.conftest import Kenbun, kenbun

__all__ = ["Kenbun", "kenbun"]

SENDERS = 4
TYPES = ("Page View", "Email Opened", "Demo Requested", "Logged In", "Trial Cancelled", "Something Else")
# Every one is listed in the end.
MOST_EVENTS = 4_000

J = dict[str, Any]


@dataclass
class Crowd:
    """What was sent and what was answered. An SDK sends again what got no answer; here that is done at the end."""

    address: str
    key: str
    token: str
    sent: list[list[J]] = field(default_factory=list)
    accepted: set[str] = field(default_factory=set)
    # Every status that was answered, to senders and to readers.
    told: set[int] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def __enter__(self) -> "Crowd":
        self._over = threading.Event()
        works: list[Callable[[httpx.Client], None]] = [*[self._send] * SENDERS, self._read]
        self._threads = [threading.Thread(target=self._keep_on, args=(work,)) for work in works]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    def _keep_on(self, work: Callable[[httpx.Client], None]) -> None:
        with httpx.Client(base_url=self.address, timeout=15) as client:
            while not self._over.wait(0.02):
                try:
                    work(client)
                except httpx.HTTPError:
                    time.sleep(0.05)

    def _send(self, client: httpx.Client) -> None:
        if len(self.sent) * 5 >= MOST_EVENTS:
            return
        batch = [_event() for _ in range(random.randint(1, 9))]
        self.sent.append(batch)
        answer = client.post("/api/ingest", json=batch, headers={"X-Write-Key": self.key})
        self._hear(answer, 202)
        if answer.status_code == 202:
            assert answer.json()["accepted"] == len(batch)
            self.accepted |= {event["message_id"] for event in batch}

    def _read(self, client: httpx.Client) -> None:
        self._hear(client.get("/api/leads", headers=bearer(self.token)), 200)

    def _hear(self, answer: httpx.Response, good: int) -> None:
        self.told.add(answer.status_code)
        may_come_back = answer.status_code in (429, 503) and "retry-after" in answer.headers
        if answer.status_code != good and not may_come_back:
            self.faults.append(f"{answer.status_code} {answer.text[:300]}")


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _event() -> J:
    """At a time that was decided here: sent again it is the same. Some are late by days."""
    late = random.choice([0, 0, 0, 3_600, 86_400 * 3])
    at = time.time() - late - random.random() * 10
    return {
        "message_id": f"m-{random.getrandbits(64):016x}",
        "event_type": random.choice(TYPES),
        "alias_kind": "email",
        "alias": f"person{random.randrange(12)}@company{random.randrange(3)}.example",
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at)),
        "metadata": {"path": random.choice(["/pricing", "/careers", "/"])},
    }
