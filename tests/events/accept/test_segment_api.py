"""The routes of Segment's SDKs, as those SDKs use them."""

import base64
import gzip
import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import AnyHttpUrl

from kenbun.access.sources import create_source, revoke_source
from kenbun.settings import Settings
from tests.taking import World

OK = {"success": True}


def track(**more: Any) -> dict[str, Any]:
    return {"type": "track", "event": "Signed Up", "userId": "u1"} | more


@pytest.mark.parametrize(
    ("path", "kind", "event_type"),
    [
        ("track", "event", "Signed Up"),
        ("t", "event", "Signed Up"),
        ("page", "event", "Page View"),
        ("p", "event", "Page View"),
        ("screen", "event", "Screen View"),
        ("s", "event", "Screen View"),
        ("identify", "identify", None),
        ("i", "identify", None),
        ("group", "group", None),
        ("g", "group", None),
        ("alias", "alias", None),
        ("a", "alias", None),
    ],
)
async def test_each_type_has_a_long_and_a_short_route(
    client: httpx.AsyncClient, world: World, path: str, kind: str, event_type: str | None
) -> None:
    """The route says the type of the message; identify, group and alias are no events."""
    message = {"event": "Signed Up", "userId": "u1", "groupId": "g1", "previousId": "u0"}
    answer = await client.post(f"/v1/{path}", json=message)
    assert (answer.status_code, answer.json()) == (200, OK)
    [row] = await world.inbox()
    assert (row["kind"], row["event_type"]) == (kind, event_type)


@pytest.mark.parametrize("path", ["batch", "b", "import"])
async def test_a_batch_keeps_its_order(client: httpx.AsyncClient, world: World, path: str) -> None:
    """Many messages go in in the order of the array; what is wrong goes to the rejected events."""
    batch = [
        track(event="A"),
        {"type": "nonsense"},
        7,
        track(event="B\x00"),
        {"type": "page", "userId": "u1"},
    ]
    answer = await client.post(f"/v1/{path}", json={"batch": batch})
    assert (answer.status_code, answer.json()) == (200, OK)
    assert [row["event_type"] for row in await world.inbox()] == ["A", "Page View"]
    kept = await world.rejected()
    assert [(row["field"], row["protocol"]) for row in kept] == [
        ("type", "segment"),
        (None, "segment"),
        ("event", "segment"),
    ]


async def test_the_key_is_found_wherever_an_sdk_puts_it(client: httpx.AsyncClient, world: World) -> None:
    """Basic auth, a header, the body, or a message of the batch; it is not kept with what is rejected."""
    basic = base64.b64encode(f"{world.write_key}:".encode()).decode()
    client.headers.pop("x-write-key")
    key = {"writeKey": world.write_key}
    tries: list[tuple[dict[str, str], str, dict[str, Any]]] = [
        ({"Authorization": f"Basic {basic}"}, "t", track()),
        ({"Authorization": f"Bearer {world.write_key}"}, "t", track()),
        ({}, "t", track() | key),
        ({}, "b", {"batch": [track()]} | key),
        ({}, "b", {"batch": [track() | key]}),
        ({"Authorization": "Basic Og=="}, "t", track() | key),
    ]
    for headers, path, body in tries:
        assert (await client.post(f"/v1/{path}", json=body, headers=headers)).status_code == 200, body
    assert (await client.post("/v1/t", json={"userId": "u1"} | key)).status_code == 200
    [kept] = await world.rejected()
    assert "kbn_wk_" not in kept["payload"]


async def test_a_wrong_or_revoked_key_is_401(client: httpx.AsyncClient, world: World) -> None:
    """Nothing is taken in with it."""
    client.headers.pop("x-write-key")
    assert (await client.post("/v1/t", json=track())).status_code == 401
    assert (await client.post("/v1/t", json=track(writeKey="nonsense"))).status_code == 401
    async with world.database.transaction() as connection:
        await revoke_source(connection, world.caller, world.source.source_id, world.clock())
    assert (await client.post("/v1/t", json=track(writeKey=world.write_key))).status_code == 401
    assert await world.inbox() == []


async def test_a_body_that_cannot_be_read_is_4xx(client: httpx.AsyncClient) -> None:
    """Malformed: 400. Too large: 413."""
    for content in (b"", b"{", b"[]", b"1"):
        assert (await client.post("/v1/t", content=content)).status_code == 400
    for body in ({}, {"batch": {}}, []):
        assert (await client.post("/v1/b", json=body)).status_code == 400
    assert (await client.post("/v1/b", json={"batch": [1] * 5_001})).status_code == 413
    assert (await client.post("/v1/b", content=b" " * 10_000_001)).status_code == 413


async def test_beacons_and_packed_bodies(client: httpx.AsyncClient, world: World) -> None:
    """text/plain from sendBeacon and gzip from servers are read alike."""
    content = json.dumps(track()).encode()
    plain = {"Content-Type": "text/plain"}
    assert (await client.post("/v1/t", content=content, headers=plain)).status_code == 200
    packed = {"Content-Encoding": "gzip"}
    assert (await client.post("/v1/t", content=gzip.compress(content), headers=packed)).status_code == 200
    assert len(await world.inbox()) == 2


async def test_pages_of_other_origins(client: httpx.AsyncClient, world: World) -> None:
    """A preflight is answered for any page; the request itself only where the source allows the origin."""
    async with world.database.transaction() as connection:
        _, key = await create_source(
            connection, world.caller, "Web", world.clock(), allowed_origins=["https://acme.example"]
        )
    client.headers.pop("x-write-key")
    asks = {"Origin": "https://other.example", "Access-Control-Request-Method": "POST"}
    preflight = await client.options("/v1/t", headers=asks)
    assert preflight.status_code in (200, 204)
    assert preflight.headers["access-control-allow-origin"] in ("*", "https://other.example")
    for origin, status in (("https://acme.example", 200), ("https://other.example", 403)):
        answer = await client.post("/v1/t", json=track(writeKey=key), headers={"Origin": origin})
        assert answer.status_code == status
    assert len(await world.inbox()) == 1


async def test_reports_of_sdks_on_themselves(client: httpx.AsyncClient, world: World) -> None:
    """They are answered and leave nothing behind."""
    answer = await client.post("/v1/m", content=b"{}")
    assert (answer.status_code, answer.json()) == (200, OK)
    assert await world.inbox() == []


async def test_sent_again_is_taken_in_once(client: httpx.AsyncClient, world: World) -> None:
    """SDKs send a batch again when the answer got lost."""
    for _ in range(2):
        body = {"batch": [track(messageId="m1"), track(messageId="m2")]}
        assert (await client.post("/v1/b", json=body)).json() == OK
    assert [row["message_id"] for row in await world.inbox()] == ["m1", "m2"]


async def test_the_browser_library_is_told_where_to_send(
    client: httpx.AsyncClient, app: FastAPI, world: World
) -> None:
    """It asks with its key before it sends anything, and gets this server's address, or the public one."""
    client.headers.pop("x-write-key")
    url = f"/v1/projects/{world.write_key}/settings"
    told = (await client.get(url)).json()["integrations"]["Segment.io"]
    assert told == {"apiKey": world.write_key, "apiHost": "kenbun/v1", "protocol": "http"}
    app.state.services.settings = Settings(public_url=AnyHttpUrl("https://kenbun.example/"))
    told = (await client.get(url)).json()["integrations"]["Segment.io"]
    assert (told["apiHost"], told["protocol"]) == ("kenbun.example/v1", "https")
    assert (await client.get("/v1/projects/kbn_wk_1/settings")).status_code == 401
