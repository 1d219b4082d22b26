"""Segments of a running server against the naive interpreter, which is fed with what the server has stored."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from kenbun.conditions import to_json
from kenbun.conditions.short import SHAPES
from kenbun.kit.clock import system_clock
from kenbun.kit.ids import parse
from kenbun.segments.defining.drafts import KINDS
from kenbun.segments.following.passing import pass_time
from kenbun.segments.language.check import read_stored
from tests.api.running import Tenant
from tests.segments.asked.guessed import Guess, keys_of
from tests.segments.asked.kept import Kept, read_world
from tests.segments.asked.traffic import Traffic

SEGMENTS, ROUNDS, TREES = 40, 15, 500

_WAITING = text("""
    SELECT EXISTS (SELECT FROM event_inbox WHERE workspace_id = :w)
        OR EXISTS (SELECT FROM stirred WHERE workspace_id = :w)
        OR EXISTS (SELECT FROM segment_evaluations WHERE workspace_id = :w)
        OR EXISTS (SELECT FROM committee_due WHERE workspace_id = :w)
        OR EXISTS (SELECT FROM surge_states WHERE workspace_id = :w AND due_at <= now())
""")


class Asked(NamedTuple):
    id: str
    kind: str
    tree: dict[str, Any]


@pytest.fixture
def traffic(tenant: Tenant, client: httpx.Client) -> Iterator[Traffic]:
    """A hundred days of some forty people, and what members have done to them."""
    tenant.token("editor")
    owners = [one["user_id"] for one in client.get("/api/members").raise_for_status().json()["members"]]
    with tenant.client(tenant.write_key) as sender:
        made = Traffic(Random(20), sender, client, owners)
        made.send(400, 100)
        tenant.settle()
        for _ in range(ROUNDS):
            made.act()
        yield made


def test_a_running_server_answers_as_the_interpreter(
    tenant: Tenant, client: httpx.Client, traffic: Traffic
) -> None:
    """Segments by random trees have, after random traffic and all that people do meanwhile, the members that are found
    in what is stored; and the preview of each of some hundred random trees counts as many."""
    random = Random(6)
    segments = _made(client, traffic, Guess.of_kinds(_kept(tenant, client).world, random))
    for _ in range(ROUNDS):
        traffic.send(random.choice([1, 5, 30]), random.choice([1, 30, 100]))
        traffic.act()
    kept = _settled(tenant, client)
    for one in segments:
        expected = kept.members(one.kind, one.tree, kept.world["now"])
        assert kept.world["members"][one.id] == kept.by_hand(one.kind, one.id, expected), one
    guesses = Guess.of_kinds(kept.world, random)
    keys = set()
    for number in range(TREES):
        kind = KINDS[number % 2]
        tree = guesses[kind].tree(traffic.segments[kind])
        now = datetime.now(UTC)
        seen = (
            client.post("/api/segments/preview", json={"kind": kind, "conditions": tree})
            .raise_for_status()
            .json()
        )
        assert seen["count"] == len(kept.members(kind, to_json(read_stored(kind, tree)), now)), tree
        keys |= keys_of(tree)
    assert set(SHAPES) <= keys


def _made(client: httpx.Client, traffic: Traffic, guesses: dict[str, Guess]) -> list[Asked]:
    """Some of them ask for others."""
    made = []
    for number in range(SEGMENTS):
        kind = KINDS[number % 2]
        draft = {
            "name": f"Segment {number}",
            "kind": kind,
            "conditions": guesses[kind].tree(traffic.segments[kind]),
        }
        segment = client.post("/api/segments", json=draft).raise_for_status().json()
        made.append(Asked(segment["id"], kind, segment["conditions"]))
        traffic.segments[kind].append(segment["id"])
    return made


def _kept(tenant: Tenant, client: httpx.Client) -> Kept:
    roles = {one["name"]: one["id"] for one in client.get("/api/committee-roles").json()["roles"]}
    held: dict[UUID, str] = {}
    for account in client.get("/api/accounts", params={"limit": 100}).json()["accounts"]:
        path = f"/api/accounts/{account['account_id']}/buying-committee"
        for one in client.get(path).raise_for_status().json()["members"]:
            if (lead_id := parse("ld", one["lead_id"])) and one["role"]:
                held[lead_id] = roles[one["role"]]
    return Kept(tenant.running.act(lambda connection: read_world(connection, tenant.workspace_id, held)))


def _settled(tenant: Tenant, client: httpx.Client) -> Kept:
    """Once the server has followed all that it has been told; time up to the last tick."""
    running, deadline = tenant.running, time.monotonic() + 30
    while running.act(lambda connection: connection.scalar(_WAITING, {"w": tenant.workspace_id})):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    running.call(pass_time(running.services.database, tenant.workspace_id, system_clock))
    return _kept(tenant, client)
