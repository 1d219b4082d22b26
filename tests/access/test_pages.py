"""The pages of access, as a browser sends their forms."""

import re

import httpx
import pytest

from kenbun.access.callers import Caller
from kenbun.access.links import create_signin_link
from kenbun.access.members import add_member
from kenbun.access.sessions import session_caller
from kenbun.access.workspaces import create_workspace
from kenbun.database import Database
from tests.access.conftest import PASSWORD, Clock, World

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def signed_in(browser: httpx.AsyncClient, session: str) -> httpx.AsyncClient:
    browser.cookies.set("kenbun_session", session)
    return browser


async def _revocable(browser: httpx.AsyncClient, path: str) -> set[str]:
    """Where the forms on the page that revoke one thing lead."""
    html = (await browser.get(path)).text
    return set(re.findall(r'action="(/settings/\w+/\w+/revoke)"', html))


async def _sign_in(browser: httpx.AsyncClient, world: World, **form: str) -> httpx.Response:
    return await browser.post("/sign-in", data={"email": world.admin.email, "password": PASSWORD} | form)


async def test_signing_in_sets_a_guarded_cookie_and_goes_on(
    browser: httpx.AsyncClient, world: World, session: str
) -> None:
    """The cookie is out of reach of scripts and of other sites, and one lands where one wanted to go."""
    answer = await _sign_in(browser, world, next="/settings/tokens")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings/tokens")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert (await browser.get("/settings/tokens")).status_code == 200


async def test_over_https_the_cookie_stays_on_https(
    browser: httpx.AsyncClient, world: World, session: str
) -> None:
    """A session made over https is never sent in the clear."""
    browser.base_url = httpx.URL("https://kenbun.example")
    assert "Secure" in (await _sign_in(browser, world)).headers["Set-Cookie"]


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "leads", "/a\nb", ""]
)
async def test_signing_in_never_leads_to_another_site(
    browser: httpx.AsyncClient, world: World, session: str, elsewhere: str
) -> None:
    """A prepared link to the sign-in page cannot send anyone away from here."""
    assert (await _sign_in(browser, world, next=elsewhere)).headers["Location"] == "/"


async def test_a_wrong_password_shows_the_form_again(
    browser: httpx.AsyncClient, world: World, session: str
) -> None:
    """What was typed stays, but for the password, and the reason stands above it."""
    answer = await _sign_in(browser, world, password="wrong password")
    assert answer.status_code == 401
    assert "E-mail or password is wrong." in answer.text
    assert world.admin.email in answer.text
    assert "wrong password" not in answer.text


async def test_too_many_failures_are_said_with_the_time_to_wait(
    browser: httpx.AsyncClient, world: World, session: str
) -> None:
    """The eleventh failure is a 429 with Retry-After."""
    for _ in range(10):
        await _sign_in(browser, world, password="wrong password")
    answer = await _sign_in(browser, world)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 901


async def test_nobody_is_signed_in_from_another_site(
    browser: httpx.AsyncClient, world: World, session: str
) -> None:
    """Another site cannot sign a browser in as someone else."""
    browser.headers["Sec-Fetch-Site"] = "cross-site"
    assert (await _sign_in(browser, world)).status_code == 403


async def test_signing_out_ends_the_session(signed_in: httpx.AsyncClient, session: str) -> None:
    """After signing out the cookie opens nothing, even where it was copied."""
    assert (await signed_in.post("/sign-out")).headers["Location"] == "/sign-in"
    signed_in.cookies.set("kenbun_session", session)
    assert (await signed_in.get("/settings/tokens")).status_code == 303


@pytest.mark.parametrize("path", ["/settings/tokens", "/api/tokens", "/api/audit?from=no", "/sign-in"])
async def test_the_cookie_lasts_as_long_as_the_session(
    browser: httpx.AsyncClient, session: str, clock: Clock, path: str
) -> None:
    """Whenever use prolongs the session, whatever the answer, it is sent again; in between it is not."""
    browser.headers["Cookie"] = f"kenbun_session={session}"
    assert "Set-Cookie" not in (await browser.get(path)).headers
    clock.forward(days=13)
    cookie = (await browser.get(path)).headers["Set-Cookie"]
    assert cookie.startswith(f"kenbun_session={session};")
    assert f"Max-Age={14 * 24 * 3600}" in cookie
    assert "HttpOnly" in cookie
    assert "Set-Cookie" not in (await browser.get(path)).headers


async def test_signing_out_late_sends_no_cookie_again(
    browser: httpx.AsyncClient, session: str, clock: Clock
) -> None:
    """The cookie is taken away, and nothing else."""
    browser.headers["Cookie"] = f"kenbun_session={session}"
    clock.forward(days=1)
    [cookie] = (await browser.post("/sign-out")).headers.get_list("Set-Cookie")
    assert "Max-Age=0" in cookie


async def test_who_is_signed_in_needs_no_sign_in_page(signed_in: httpx.AsyncClient) -> None:
    """The sign-in page leads on."""
    assert (await signed_in.get("/sign-in?next=/leads")).headers["Location"] == "/leads"


async def test_a_link_shows_a_form_and_lets_in_once(
    browser: httpx.AsyncClient, database: Database, world: World, clock: Clock
) -> None:
    """Opening the link changes nothing; sending the form lets in; then the link is gone."""
    async with database.transaction() as connection:
        secret = await create_signin_link(connection, world.workspace_id, "admin", clock())
    path = f"/sign-in/link/{secret}"
    for _ in range(2):
        assert "Welcome to kenbun" in (await browser.get(path)).text
    form = {"email": f"{secret[-8:]}@example.com", "name": HOSTILE, "password": "short"}
    wrong = await browser.post(path, data=form)
    assert wrong.status_code == 422
    assert HOSTILE not in wrong.text
    entered = await browser.post(path, data=form | {"password": PASSWORD})
    assert (entered.status_code, entered.headers["Location"]) == (303, "/")
    assert (await browser.get("/settings/sources")).status_code == 200
    assert (await browser.get(path)).status_code == 404


@pytest.mark.parametrize("secret", ["nonsense", "kbn_link_" + "0" * 80, "%FF"])
async def test_a_made_up_link_is_not_found(browser: httpx.AsyncClient, secret: str) -> None:
    """A link that was never given out says how to get one."""
    answer = await browser.get(f"/sign-in/link/{secret}")
    assert answer.status_code == 404
    assert "signin-link" in answer.text


@pytest.mark.parametrize(
    ("path", "prefix", "form"),
    [
        (
            "/settings/sources",
            "kbn_wk_",
            {"kind": "website", "allowed_origins": "https://a.example\nhttps://b.example"},
        ),
        ("/settings/tokens", "kbn_pat_", {"days": "30"}),
        ("/settings/tokens", "kbn_pat_", {"days": ""}),
    ],
)
async def test_a_secret_is_shown_once_and_can_be_revoked(
    signed_in: httpx.AsyncClient, path: str, prefix: str, form: dict[str, str]
) -> None:
    """The page after making shows the secret, no later page does; revoking takes it out of the list."""
    before = await _revocable(signed_in, path)
    made = await signed_in.post(path, data={"name": HOSTILE} | form)
    assert made.status_code == 200
    secrets = set(re.findall(rf"{prefix}[0-9a-f]{{80}}", made.text))
    assert len(secrets) == 1
    assert HOSTILE not in made.text
    listed = await signed_in.get(path)
    assert not re.search(rf"{prefix}[0-9a-f]{{80}}", listed.text)
    (action,) = await _revocable(signed_in, path) - before
    assert (await signed_in.post(action)).headers["Location"] == path
    assert await _revocable(signed_in, path) == before
    assert (await signed_in.post(action)).status_code == 404


@pytest.mark.parametrize(
    ("path", "form", "message"),
    [
        ("/settings/sources", {"name": ""}, "Must not be empty."),
        ("/settings/sources", {"name": "x", "allowed_origins": "nope"}, "Must be an origin"),
        ("/settings/tokens", {"name": " "}, "Must not be empty."),
        ("/settings/tokens", {"name": "x", "days": "7"}, "Choose one of the lifetimes."),
    ],
)
async def test_a_mistake_is_shown_at_its_field(
    signed_in: httpx.AsyncClient, path: str, form: dict[str, str], message: str
) -> None:
    """The form comes back with the reason, and nothing was made."""
    before = await _revocable(signed_in, path)
    answer = await signed_in.post(path, data=form)
    assert answer.status_code == 422
    assert message in answer.text
    assert await _revocable(signed_in, path) == before


async def test_a_viewer_sees_tokens_and_no_sources(
    browser: httpx.AsyncClient, database: Database, world: World, clock: Clock
) -> None:
    """Sources are for admins; the page says so to others."""
    async with database.transaction() as connection:
        secret = await create_signin_link(connection, world.workspace_id, "viewer", clock())
    form = {"email": f"{secret[-8:]}@example.com", "name": "Vi", "password": PASSWORD}
    await browser.post(f"/sign-in/link/{secret}", data=form)
    assert (await browser.get("/settings/tokens")).status_code == 200
    refused = await browser.get("/settings/sources")
    assert refused.status_code == 403
    assert "needs the role admin" in refused.text


async def test_no_page_holds_anything_inline(signed_in: httpx.AsyncClient) -> None:
    """The content security policy would block inline scripts, styles and handlers: there are none."""
    for path in ("/settings/sources", "/settings/tokens", "/nowhere"):
        html = (await signed_in.get(path)).text
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", html)


async def test_a_member_of_two_workspaces_goes_from_one_to_the_other(
    signed_in: httpx.AsyncClient, database: Database, world: World, clock: Clock, session: str
) -> None:
    """From the name in the sidebar; entering ends the session left behind, and the next sign-in leads there too."""
    switch = '<a class="link-secondary" href="/workspaces"'
    assert switch not in (await signed_in.get("/settings/tokens")).text
    async with database.transaction() as connection:
        other = await create_workspace(connection, "Other", clock())
        await add_member(connection, Caller.system(other, "tests"), world.admin.email, "viewer", clock())
    assert switch in (await signed_in.get("/settings/tokens")).text
    assert "You are viewer here." in (await signed_in.get("/workspaces")).text
    form = {"workspace_id": f"ws_{other.hex}"}
    assert (await signed_in.post("/workspaces/enter", data=form)).headers["Location"] == "/"
    assert (await signed_in.get("/api/me")).json()["workspace_name"] == "Other"
    assert await session_caller(database, session, "192.0.2.1", clock) is None
    back = {"workspace_id": f"ws_{world.workspace_id.hex}"}
    await signed_in.post("/workspaces/enter", data=back)
    await _sign_in(signed_in, world)
    assert (await signed_in.get("/api/me")).json()["workspace_name"] == "Acme"


async def test_nobody_enters_a_workspace_they_are_no_member_of(
    signed_in: httpx.AsyncClient, world: World
) -> None:
    """A workspace of others and one that does not exist are the same: not found, and one stays where one is."""
    for wanted in (f"ws_{world.stranger.workspace_id.hex}", "ws_" + "0" * 32, "nonsense"):
        answer = await signed_in.post("/workspaces/enter", data={"workspace_id": wanted})
        assert answer.status_code == 404
    assert (await signed_in.get("/api/me")).json()["workspace_name"] == "Acme"


async def test_a_source_is_managed_on_its_page(
    signed_in: httpx.AsyncClient, world: World, database: Database
) -> None:
    """Origins that are wrong are said at their field; a new key is shown once, with how long the other holds on."""
    made = await signed_in.post("/api/sources", json={"name": HOSTILE}, headers=world.admin.bearer)
    place = f"/settings/sources/{made.json()['source_id']}"
    assert HOSTILE not in (await signed_in.get(place)).text
    wrong = await signed_in.post(place, data={"name": "Shop", "allowed_origins": "shop.example"})
    assert wrong.status_code == 422
    assert "Must be an origin" in wrong.text
    right = {"name": "Shop", "allowed_origins": "https://a.example\nhttps://b.example"}
    assert (await signed_in.post(place, data=right)).headers["Location"] == f"{place}?saved=true"
    assert "https://a.example\nhttps://b.example</textarea>" in (await signed_in.get(place)).text
    shown = (await signed_in.post(f"{place}/key", data={"hours": "24"})).text
    assert "holds on until" in shown
    assert re.search(r"kbn_wk_[0-9a-f]{80}", shown)
    assert not re.search(r"kbn_wk_[0-9a-f]{80}", (await signed_in.get(place)).text)
    assert (await signed_in.post(f"{place}/key", data={"hours": "25"})).status_code == 422
