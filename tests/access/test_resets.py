"""A forgotten password: asked for at the door, or by an admin; and what must not come of it."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from kenbun.access.links import Claim, redeem_link
from kenbun.access.members import add_member
from kenbun.access.resets import make_reset
from kenbun.access.sessions import sign_in
from kenbun.database import Database
from kenbun.kit.errors import Conflict, NotFound
from kenbun.settings import Settings
from tests.access.conftest import Clock, World
from tests.mail_catcher import Catcher, catching, text_of

NEW = "another long password"


@pytest_asyncio.fixture
async def catcher(app: FastAPI) -> AsyncIterator[Catcher]:
    async with catching() as kept:
        app.state.services.settings = Settings(smtp_url=kept.url)
        yield kept


def _secret(text: str) -> str:
    found = re.search(r"/sign-in/link/(\S+)", text)
    assert found
    return found[1]


async def _redeem(database: Database, secret: str, clock: Clock) -> str:
    return await redeem_link(database, secret, Claim("", "", NEW), "198.51.100.1", clock)


async def test_whoever_forgot_gets_a_link_by_mail(
    browser: httpx.AsyncClient, database: Database, world: World, session: str, clock: Clock, catcher: Catcher
) -> None:
    """To their address alone; it sets a new password, once; the page says the same to a stranger."""
    answers = [
        (await browser.post("/sign-in/forgot", data={"email": email})).text
        for email in (world.admin.email.upper(), "nobody@example.com", "no address")
    ]
    assert len(set(answers)) == 1
    [mail] = await catcher.mails()
    assert mail["To"] == world.admin.email
    secret = _secret(text_of(mail))
    await _redeem(database, secret, clock)
    assert await sign_in(database, world.admin.email, NEW, "198.51.100.1", clock)
    with pytest.raises(NotFound):
        await _redeem(database, secret, clock)
    assert len(catcher.caught) == 1


async def test_nobody_is_mailed_without_end(
    browser: httpx.AsyncClient, world: World, session: str, catcher: Catcher
) -> None:
    """The fourth link for one address within a quarter of an hour is a 429, known or not."""
    for email in (world.admin.email, f"x{world.admin.email}"):
        statuses = [
            (await browser.post("/sign-in/forgot", data={"email": email})).status_code for _ in range(4)
        ]
        assert statuses == [200, 200, 200, 429]


async def test_without_a_mail_server_the_page_says_whom_to_ask(browser: httpx.AsyncClient) -> None:
    """And sends nothing."""
    assert "No mail server is set up" in (await browser.get("/sign-in/forgot")).text
    assert "No mail server" in (await browser.post("/sign-in/forgot", data={"email": "a@b.example"})).text


async def test_an_admin_hands_a_link_over(database: Database, world: World, clock: Clock) -> None:
    """Where it cannot be mailed; an older one is over with it."""
    first, second = [
        await make_reset(database, Settings(), world.caller(), world.viewer.user_id, clock) for _ in range(2)
    ]
    assert (first.mailed, first.reason) == (False, "No mail server is set up.")
    await _redeem(database, _secret(second.link or ""), clock)
    with pytest.raises(NotFound):
        await _redeem(database, _secret(first.link or ""), clock)


async def test_a_link_that_is_mailed_is_shown_to_nobody(
    database: Database, world: World, clock: Clock, catcher: Catcher
) -> None:
    """The admin learns that it is on its way; where the server refuses, why, and the link."""
    settings = Settings(smtp_url=catcher.url)
    sent = await make_reset(database, settings, world.caller(), world.viewer.user_id, clock)
    assert (sent.mailed, sent.link) == (True, None)
    assert catcher.caught[0]["To"] == world.viewer.email
    catcher.recipient_answer = "550 No such user"
    failed = await make_reset(database, settings, world.caller(), world.viewer.user_id, clock)
    assert not failed.mailed
    assert "No such user" in (failed.reason or "")
    assert failed.link


async def test_an_admin_cannot_take_somebody_over_elsewhere(
    database: Database, world: World, clock: Clock, catcher: Catcher
) -> None:
    """Whoever is in another workspace too is mailed a link, or none is made; one made before is worth nothing."""

    async def join_theirs() -> None:
        stranger = world.caller("admin")
        theirs = type(stranger)(world.stranger.workspace_id, "admin", "system", "tests")
        async with database.transaction() as connection:
            await add_member(connection, theirs, world.viewer.email, "admin", clock())

    before = await make_reset(database, Settings(), world.caller(), world.viewer.user_id, clock)
    await join_theirs()
    with pytest.raises(Conflict, match="other workspaces"):
        await _redeem(database, _secret(before.link or ""), clock)
    with pytest.raises(Conflict, match="other workspaces"):
        await make_reset(database, Settings(), world.caller(), world.viewer.user_id, clock)
    catcher.recipient_answer = "450 Busy"
    settings = Settings(smtp_url=catcher.url)
    with pytest.raises(Conflict, match="450 Busy"):
        await make_reset(database, settings, world.caller(), world.viewer.user_id, clock)
    catcher.recipient_answer = "250 OK"
    sent: Any = await make_reset(database, settings, world.caller(), world.viewer.user_id, clock)
    assert sent.link is None
    await _redeem(database, _secret(text_of(catcher.caught[-1])), clock)
