"""A program that sends events: bodies prepared beforehand, blocking sockets, so that it takes little of the machine.

`python -m benchmarks.sender '{"port": …}'` prepares, writes `ready`, starts at a line on stdin and writes what came of
it as JSON. It is a process of its own, as senders are.
"""

import json
import random
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from benchmarks.rules import CAMPAIGNS, PATHS, PLANS, TYPES

_NOW = b"2000-01-01T00:00:00.000000Z"
_NEW_LEADS = 0.03
_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass
class Order:
    """What to send. `late`: the share of events that happened up to 30 days ago; `rate`: events per second, 0 for
    as many as are taken; `most`: events prepared, after which it ends."""

    port: int
    key: str
    seconds: float
    most: int
    leads: int
    per_domain: int
    connections: int = 4
    batch: int = 100
    late: float = 0.0
    rate: float = 0.0
    seed: int = 1


@dataclass
class Outcome:
    accepted: int = 0
    refused: int = 0
    seconds: float = 0.0
    answers: list[float] = field(default_factory=list)


def main() -> None:
    order = Order(**json.loads(sys.argv[1]))
    bodies = _bodies(order)
    print("ready", flush=True)
    sys.stdin.readline()
    outcome = Outcome()
    began = time.monotonic()
    threads = [
        threading.Thread(target=_send, args=(order, bodies[number :: order.connections], outcome, began))
        for number in range(order.connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome.seconds = time.monotonic() - began
    print(json.dumps(outcome.__dict__), flush=True)


def _bodies(order: Order) -> list[bytes]:
    draw = random.Random(order.seed)
    names, weights = list(TYPES), list(TYPES.values())
    bodies = []
    for _ in range(order.most // order.batch):
        types = draw.choices(names, weights, k=order.batch)
        bodies.append(f"[{','.join(_event(draw, order, each) for each in types)}]".encode())
    return bodies


def _event(draw: random.Random, order: Order, event_type: str) -> str:
    lead = int(order.leads * draw.random() ** 1.5)
    if draw.random() < _NEW_LEADS:
        lead = order.leads + draw.getrandbits(40)
    account = lead // order.per_domain
    at = _NOW.decode()
    if draw.random() < order.late:
        at = f"{datetime.now(UTC) - timedelta(seconds=draw.uniform(60, 30 * 86_400)):%Y-%m-%dT%H:%M:%S.%fZ}"
    path, campaign = draw.choice(PATHS), draw.choice(CAMPAIGNS)
    return (
        f'{{"event_type":"{event_type}","aliases":[{{"alias_kind":"email","raw_value":"user{lead}@company'
        f'{account}.com"}}],"timestamp":"{at}","message_id":"{UUID(int=draw.getrandbits(128))}",'
        f'"metadata":{{"path":"{path}","url":"https://www.acme.example{path}","plan":"{PLANS[account % len(PLANS)]}",'
        f'"seconds":{draw.randrange(300)},"utm_campaign":"{campaign}",'
        f'"referrer":"https://search.example/?q=lead+scoring","user_agent":"{_AGENT}"}}}}'
    )


def _send(order: Order, bodies: list[bytes], outcome: Outcome, began: float) -> None:
    pause = order.batch * order.connections / order.rate if order.rate else 0.0
    with socket.create_connection(("127.0.0.1", order.port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for number, body in enumerate(bodies):
            if time.monotonic() - began > order.seconds:
                return
            if pause:
                time.sleep(max(0.0, began + number * pause - time.monotonic()))
            while (counted := _post(connection, order, body, outcome)) is None:
                outcome.refused += 1
                time.sleep(0.5)
            outcome.accepted += counted


def _post(connection: socket.socket, order: Order, body: bytes, outcome: Outcome) -> int | None:
    """How many were taken in; None where the server wants us to come back later."""
    body = body.replace(_NOW, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}".encode())
    head = (
        f"POST /api/ingest HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {order.key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    sent = time.monotonic()
    connection.sendall(head.encode() + body)
    status, answer = _answer(connection)
    outcome.answers.append(time.monotonic() - sent)
    if status == 429:
        return None
    if status != 202:
        raise RuntimeError(f"{status}: {answer[:500]!r}")
    return int(json.loads(answer)["accepted"])


def _answer(connection: socket.socket) -> tuple[int, bytes]:
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65_536)
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    [length] = [int(line.partition(b":")[2]) for line in lines if line.startswith(b"content-length:")]
    while len(body) < length:
        body += connection.recv(65_536)
    return int(lines[0].split()[1]), body


if __name__ == "__main__":
    main()
