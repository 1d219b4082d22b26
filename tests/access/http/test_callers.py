"""Who may use a route."""

import httpx
import pytest

from tests.access.conftest import Clock, World

NOT_TOKENS = ["Bearer nonsense", "Bearer kbn_pat_" + "0" * 80, "Bearer", "Basic YTpi", "kbn_pat_x"]


async def test_the_api_answers_strangers_with_401(client: httpx.AsyncClient) -> None:
    """Without token and session the API says how to come with one."""
    answer = await client.get("/api/me")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "kbn_pat_" in answer.json()["detail"]


@pytest.mark.parametrize("authorization", NOT_TOKENS)
async def test_what_is_no_living_token_is_refused(client: httpx.AsyncClient, authorization: str) -> None:
    """A wrong token is refused even where a session would let in."""
    answer = await client.get("/api/me", headers={"Authorization": authorization})
    assert answer.status_code == 401


async def test_a_token_or_a_session_lets_into_the_api(
    client: httpx.AsyncClient, world: World, session: str
) -> None:
    """The same member is known by token and by cookie."""
    by_token = (await client.get("/api/me", headers=world.admin.bearer)).json()
    client.cookies.set("kenbun_session", session)
    by_cookie = (await client.get("/api/me")).json()
    assert (by_token["via"], by_cookie["via"]) == ("token", "session")
    assert by_token["user_id"] == by_cookie["user_id"] == f"usr_{world.admin.user_id.hex}"


async def test_a_token_opens_no_page(client: httpx.AsyncClient, world: World) -> None:
    """Pages are for people who signed in."""
    answer = await client.get("/settings/tokens", headers=world.admin.bearer)
    assert answer.status_code == 303


async def test_a_page_leads_strangers_to_the_sign_in_and_back(browser: httpx.AsyncClient) -> None:
    """Where one wanted to go is kept over signing in."""
    answer = await browser.get("/settings/tokens?page=2")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=/settings/tokens%3Fpage%3D2"


async def test_a_part_of_a_page_leads_the_whole_page_to_the_sign_in(browser: httpx.AsyncClient) -> None:
    """When a session ends under an open page, its next request in the background leads to signing in."""
    headers = {"HX-Request": "true", "HX-Current-URL": "http://kenbun.example/leads?page=3"}
    answer = await browser.get("/settings/tokens", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in?next=/leads%3Fpage%3D3"


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("viewer", "/api/tokens", 200),
        ("viewer", "/api/sources", 403),
        ("editor", "/api/sources", 403),
        ("admin", "/api/sources", 200),
        ("viewer", "/api/audit", 403),
        ("viewer", "/api/members", 403),
    ],
)
async def test_each_role_may_what_it_may(
    client: httpx.AsyncClient, world: World, role: str, path: str, status: int
) -> None:
    """Viewers have their tokens, admins the settings."""
    answer = await client.get(path, headers=getattr(world, role).bearer)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 201),
        ({"Sec-Fetch-Site": "none"}, 201),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://kenbun.example"}, 403),
        ({"Origin": "http://kenbun.example"}, 201),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({}, 403),
    ],
)
async def test_changes_with_a_cookie_come_from_our_pages_only(
    client: httpx.AsyncClient, session: str, headers: dict[str, str], status: int
) -> None:
    """Another site cannot make a signed-in browser change anything; reading is not concerned."""
    client.cookies.set("kenbun_session", session)
    answer = await client.post("/api/tokens", json={"name": "x"}, headers=headers)
    assert answer.status_code == status
    assert (await client.get("/api/tokens", headers=headers)).status_code == 200


async def test_changes_with_a_token_need_no_origin(client: httpx.AsyncClient, world: World) -> None:
    """No browser sends a token by itself, so programs need not say where they come from."""
    answer = await client.post("/api/tokens", json={"name": "x"}, headers=world.viewer.bearer)
    assert answer.status_code == 201


async def test_a_token_that_runs_out_is_refused(
    client: httpx.AsyncClient, world: World, clock: Clock
) -> None:
    """A token that expires while it is in use opens nothing from then on."""
    ends_at = clock().replace(hour=13).isoformat()
    made = await client.post(
        "/api/tokens", json={"name": "x", "expires_at": ends_at}, headers=world.viewer.bearer
    )
    bearer = {"Authorization": f"Bearer {made.json()['token']}"}
    assert (await client.get("/api/me", headers=bearer)).status_code == 200
    clock.forward(hours=1)
    assert (await client.get("/api/me", headers=bearer)).status_code == 401
