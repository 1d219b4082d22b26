"""The write key of a request, wherever an SDK puts it, and pages of other origins."""

import base64

import httpx
import pytest
import pytest_asyncio

from tests.access.conftest import World

ORIGIN = "https://www.example.com"


@pytest_asyncio.fixture
async def key(client: httpx.AsyncClient, world: World) -> str:
    new = {"name": "Shop", "kind": "website", "allowed_origins": [ORIGIN]}
    made = await client.post("/api/sources", json=new, headers=world.admin.bearer)
    return str(made.json()["write_key"])


def _basic(user: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:".encode()).decode()


@pytest.mark.parametrize(
    "place", ["basic", "bearer", "authorization", "x-write-key", "body", "body and blank basic"]
)
async def test_a_key_is_found_wherever_an_sdk_puts_it(
    client: httpx.AsyncClient, key: str, place: str
) -> None:
    """User of Basic auth, Bearer, the bare header, a header of its own, and the body all do."""
    headers = {
        "basic": {"Authorization": _basic(key)},
        "bearer": {"Authorization": f"Bearer {key}"},
        "authorization": {"Authorization": key},
        "x-write-key": {"X-Write-Key": key},
        "body and blank basic": {"Authorization": _basic("")},
    }.get(place, {})
    body = {"writeKey": key} if place.startswith("body") else {}
    answer = await client.post("/v1/track", json=body, headers=headers)
    assert (answer.status_code, answer.json()) == (200, {"source": "Shop"})


@pytest.mark.parametrize(
    "authorization", ["", "Basic", "Basic %%%", "Basic /w==", _basic("wrong"), "Bearer kbn_wk_", "Digest x"]
)
async def test_without_a_living_key_nothing_is_taken_in(
    client: httpx.AsyncClient, authorization: str
) -> None:
    """No key, a wrong one and a garbled one are each a clear 401."""
    answer = await client.post("/v1/track", json={}, headers={"Authorization": authorization})
    assert answer.status_code == 401
    assert answer.json()["detail"]


async def test_a_personal_token_is_no_write_key(client: httpx.AsyncClient, world: World) -> None:
    """Who mixes the two up is told so."""
    answer = await client.post("/v1/track", json={}, headers=world.admin.bearer)
    assert answer.status_code == 401
    assert "personal token" in answer.json()["detail"]


async def test_a_write_key_opens_nothing_else(client: httpx.AsyncClient, key: str) -> None:
    """A key that stands in every page's source can send events and read nothing."""
    assert (await client.get("/api/me", headers={"Authorization": f"Bearer {key}"})).status_code == 401


@pytest.mark.parametrize(("origin", "status"), [(ORIGIN, 200), ("https://evil.example", 403), ("null", 403)])
async def test_pages_of_allowed_origins_alone_may_send(
    client: httpx.AsyncClient, key: str, origin: str, status: int
) -> None:
    """A copied key does not work from another page, and that page can read why."""
    answer = await client.post("/v1/track", json={"writeKey": key}, headers={"Origin": origin})
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


async def test_a_preflight_is_answered(client: httpx.AsyncClient) -> None:
    """A browser may ask before it sends, naming the headers that it will send."""
    asked = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    answer = await client.options("/v1/track", headers=asked)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Headers"] == "authorization,content-type"


async def test_other_paths_are_not_open_to_other_sites(client: httpx.AsyncClient, world: World) -> None:
    """The API at large gives no page of another site leave to read it."""
    answer = await client.get("/api/me", headers={"Origin": ORIGIN, **world.admin.bearer})
    assert "Access-Control-Allow-Origin" not in answer.headers
