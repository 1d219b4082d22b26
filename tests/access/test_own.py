"""What members change of themselves: name, password, and being signed in."""

import httpx
import pytest

from kenbun.access import own
from kenbun.access.attempts import count_attempt
from kenbun.access.links import create_signin_link, read_link
from kenbun.access.sessions import open_session, session_caller, sign_in
from kenbun.database import Database
from kenbun.kit.errors import Invalid, NotFound, Unauthorized
from tests.access.conftest import PASSWORD, Clock, World

NEW = "another long password"


async def _alive(database: Database, cookie: str, clock: Clock) -> bool:
    return await session_caller(database, cookie, "198.51.100.1", clock) is not None


@pytest.fixture
async def another(database: Database, world: World, session: str, clock: Clock) -> str:
    """The admin in a second browser."""
    async with database.transaction() as connection:
        cookie = await open_session(connection, world.workspace_id, world.admin.user_id, "::1", clock())
    assert cookie
    return cookie


async def test_a_new_password_ends_the_other_sessions(
    database: Database, world: World, session: str, another: str, clock: Clock
) -> None:
    """Whoever had the old one is out; this browser stays in; the new one counts, and no link sets it again."""
    caller = await session_caller(database, session, "198.51.100.1", clock)
    assert caller
    async with database.transaction() as connection:
        user_id = world.admin.user_id
        link = await create_signin_link(connection, world.workspace_id, "admin", clock(), user_id=user_id)
    await own.change_password(database, caller, PASSWORD, NEW, session, clock)
    assert (await _alive(database, session, clock), await _alive(database, another, clock)) == (True, False)
    with pytest.raises(Unauthorized):
        await sign_in(database, world.admin.email, PASSWORD, "198.51.100.1", clock)
    assert await sign_in(database, world.admin.email, NEW, "198.51.100.1", clock)
    async with database.snapshot() as connection:
        with pytest.raises(NotFound):
            await read_link(connection, link, clock())


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [("wrong password", NEW, "current_password"), (PASSWORD, "short", "new_password")],
)
async def test_a_password_is_changed_by_who_knows_it(
    database: Database, session: str, clock: Clock, current: str, new: str, field: str
) -> None:
    """A browser left open is not enough, and a short one is refused, each at its field."""
    caller = await session_caller(database, session, "198.51.100.1", clock)
    assert caller
    with pytest.raises(Invalid) as refused:
        await own.change_password(database, caller, current, new, session, clock)
    assert refused.value.field == field


async def test_signing_out_everywhere(
    browser: httpx.AsyncClient, database: Database, world: World, session: str, another: str, clock: Clock
) -> None:
    """Every browser is out, this one too; tokens go on; the log says how many sessions it was."""
    browser.cookies.set("kenbun_session", session)
    assert "in 2 browsers" in (await browser.get("/settings/account")).text
    answer = await browser.post("/settings/account/sign-out-everywhere")
    assert answer.headers["Location"] == "/sign-in"
    assert [await _alive(database, one, clock) for one in (session, another)] == [False, False]
    log = (await browser.get("/api/audit", headers=world.admin.bearer)).json()["entries"]
    assert (log[0]["action"], log[0]["after"]) == ("session.close_all", {"sessions_ended": 2})


async def test_the_page_says_what_is_wrong(
    browser: httpx.AsyncClient, database: Database, world: World, session: str, clock: Clock
) -> None:
    """At the field; no password is sent back; and nobody guesses without end."""
    browser.cookies.set("kenbun_session", session)
    form = {"current_password": "wrong password", "new_password": NEW}
    answer = await browser.post("/settings/account/password", data=form)
    assert answer.status_code == 422
    assert "This is not your password." in answer.text
    assert NEW not in answer.text
    for _ in range(9):
        await count_attempt(database, world.admin.email, "192.0.2.9", clock())
    assert (await browser.post("/settings/account/password", data=form)).status_code == 429


async def test_a_name_is_the_same_everywhere(browser: httpx.AsyncClient, world: World, session: str) -> None:
    """On the page and by the API; a blank one is refused."""
    browser.cookies.set("kenbun_session", session)
    await browser.post("/settings/account/name", data={"name": " Ada <b> "})
    assert "Ada &lt;b&gt;" in (await browser.get("/settings/account?done=name")).text
    renamed = await browser.patch("/api/me", json={"name": "Ada L."}, headers=world.admin.bearer)
    assert renamed.json() == {"name": "Ada L."}
    assert (await browser.post("/settings/account/name", data={"name": " "})).status_code == 422
