"""A forgotten password: asked for at the door, or by an admin; and what must not come of it."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import text

from kenbun.access.links import Claim, redeem_link
from kenbun.access.members import add_member
from kenbun.access.sessions import sign_in
from kenbun.alerts.channels.kind import Means
from kenbun.alerts.deliveries.filters import DeliveryFilters
from kenbun.alerts.deliveries.letters import send_letters
from kenbun.alerts.deliveries.listing import get_delivery, list_deliveries
from kenbun.alerts.deliveries.replay import replay_one, replay_range
from kenbun.database import Database
from kenbun.kit.errors import Conflict, NotFound
from kenbun.kit.paging import Paging
from kenbun.outgoing import Outgoing
from kenbun.settings import Settings
from kenbun.team import forgotten_pages
from kenbun.team.resets import make_reset
from tests.access.conftest import Clock, World
from tests.mail_catcher import Catcher, catching, text_of

NEW = "another long password"


@pytest_asyncio.fixture
async def catcher(app: FastAPI) -> AsyncIterator[Catcher]:
    async with catching() as kept:
        app.state.services.settings = Settings(smtp_url=kept.url)
        yield kept


@pytest.fixture(autouse=True)
def page(app: FastAPI) -> None:
    app.include_router(forgotten_pages.router)


def _means(clock: Clock, smtp_url: str | None = None) -> Means:
    return Means(Outgoing(()), Settings(smtp_url=smtp_url), clock)


async def _mail_all(database: Database, world: World, means: Means) -> None:
    """As the worker does."""
    await send_letters(database, means, world.workspace_id)


async def _kept(database: Database, world: World) -> list[Any]:
    """Of each letter its state, and whether what was written is stored."""
    statement = text(
        "SELECT kind, state, body IS NOT NULL AS kept FROM deliveries WHERE workspace_id = :w ORDER BY 1, delivery_id"
    )
    async with database.snapshot() as connection:
        return [tuple(row) for row in await connection.execute(statement, {"w": world.workspace_id})]


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
    assert await _kept(database, world) == [("reset", "waiting", True)]
    await _mail_all(database, world, _means(clock, catcher.url))
    assert await _kept(database, world) == [("reset", "delivered", False)]
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
        await make_reset(database, _means(clock), world.caller(), world.viewer.user_id) for _ in range(2)
    ]
    assert (first.mailed, first.reason) == (False, "No mail server is set up.")
    await _redeem(database, _secret(second.link or ""), clock)
    with pytest.raises(NotFound):
        await _redeem(database, _secret(first.link or ""), clock)


async def test_a_link_that_is_mailed_is_shown_to_nobody(
    database: Database, world: World, clock: Clock, catcher: Catcher
) -> None:
    """The admin learns that it is on its way; where the server refuses, why, and the link."""
    means = _means(clock, catcher.url)
    sent = await make_reset(database, means, world.caller(), world.viewer.user_id)
    assert (sent.mailed, sent.link) == (True, None)
    assert catcher.caught[0]["To"] == world.viewer.email
    catcher.recipient_answer = "550 No such user"
    failed = await make_reset(database, means, world.caller(), world.viewer.user_id)
    assert (failed.mailed, failed.tried_again) == (False, False)
    assert "No such user" in (failed.reason or "")
    assert failed.link
    assert await _kept(database, world) == [("reset", "delivered", False), ("reset", "failed", False)]


async def test_what_the_server_does_not_take_is_tried_again_until_the_link_is_used(
    database: Database, world: World, clock: Clock, catcher: Catcher
) -> None:
    """The admin sees the link, and the mail comes later, in another process; once it has been used none is sent."""
    catcher.recipient_answer = "450 Busy"
    first, second = [
        await make_reset(database, _means(clock, catcher.url), world.caller(), user_id)
        for user_id in (world.viewer.user_id, world.editor.user_id)
    ]
    assert (first.mailed, first.tried_again) == (False, True)
    assert [kept for _, _, kept in await _kept(database, world)] == [True, True]
    await _redeem(database, _secret(first.link or ""), clock)
    catcher.recipient_answer = "250 OK"
    clock.forward(minutes=1)
    await _mail_all(database, world, _means(clock, catcher.url))
    assert await _kept(database, world) == [("reset", "failed", False), ("reset", "delivered", False)]
    [mail] = catcher.caught
    assert (mail["To"], _secret(text_of(mail))) == (world.editor.email, _secret(second.link or ""))


async def test_whoever_is_killed_leaves_the_mail_to_the_worker(
    database: Database, world: World, clock: Clock, catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the commit and the mail server: half a minute later it goes out, and is nobody's to read meanwhile."""

    async def die(*_: Any) -> None:
        raise asyncio.CancelledError

    monkeypatch.setattr("kenbun.team.letters.send_letter", die)
    means = _means(clock, catcher.url)
    with pytest.raises(asyncio.CancelledError):
        await make_reset(database, means, world.caller(), world.viewer.user_id)
    await _mail_all(database, world, means)
    assert catcher.caught == []
    async with database.snapshot() as connection:
        place, letters = (connection, world.workspace_id), True
        [row], _ = await list_deliveries(*place, DeliveryFilters(), Paging(1, 10), letters=letters)
        seen = await get_delivery(*place, row.delivery_id, letters=letters)
    assert (seen.row.body, seen.row.recipient) == (None, world.viewer.email)
    clock.forward(seconds=31)
    await _mail_all(database, world, means)
    [mail] = catcher.caught
    await _redeem(database, _secret(text_of(mail)), clock)
    async with database.transaction() as connection:
        with pytest.raises(Conflict, match="is not kept"):
            await replay_one(connection, world.caller(), row.delivery_id, clock())
        assert (
            await replay_range(connection, world.caller(), DeliveryFilters(state="delivered"), clock()) == 0
        )


async def test_an_admin_cannot_take_somebody_over_elsewhere(
    database: Database, world: World, clock: Clock, catcher: Catcher
) -> None:
    """Whoever is in another workspace too is mailed a link, or none is made; one made before is worth nothing."""

    async def join_theirs() -> None:
        stranger = world.caller("admin")
        theirs = type(stranger)(world.stranger.workspace_id, "admin", "system", "tests")
        async with database.transaction() as connection:
            await add_member(connection, theirs, world.viewer.email, "admin", clock())

    before = await make_reset(database, _means(clock), world.caller(), world.viewer.user_id)
    await join_theirs()
    with pytest.raises(Conflict, match="other workspaces"):
        await _redeem(database, _secret(before.link or ""), clock)
    with pytest.raises(Conflict, match="other workspaces"):
        await make_reset(database, _means(clock), world.caller(), world.viewer.user_id)
    catcher.recipient_answer = "550 Nobody"
    means = _means(clock, catcher.url)
    with pytest.raises(Conflict, match="550 Nobody"):
        await make_reset(database, means, world.caller(), world.viewer.user_id)
    catcher.recipient_answer = "450 Busy"
    later = await make_reset(database, means, world.caller(), world.viewer.user_id)
    assert (later.mailed, later.link, later.tried_again) == (False, None, True)
    catcher.recipient_answer = "250 OK"
    sent: Any = await make_reset(database, means, world.caller(), world.viewer.user_id)
    assert sent.link is None
    clock.forward(minutes=1)
    await _mail_all(database, world, means)
    assert len(catcher.caught) == 2
    await _redeem(database, _secret(text_of(catcher.caught[-1])), clock)
