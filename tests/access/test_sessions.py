"""Signing in and out."""

import pytest

from kenbun.access import sessions
from kenbun.access.callers import Caller
from kenbun.access.sessions import session_caller, sign_in, sign_out
from kenbun.database import Database
from kenbun.kit.errors import TooMany, Unauthorized
from tests.access.conftest import PASSWORD, Clock, World

HERE = "198.51.100.7"


async def _caller(database: Database, cookie: str, clock: Clock) -> Caller | None:
    return await session_caller(database, cookie, HERE, clock)


async def test_the_right_password_opens_a_session(
    database: Database, world: World, session: str, clock: Clock
) -> None:
    """E-mail (in any case and spacing) and password lead to a session of that member with its role."""
    cookie = await sign_in(database, f" {world.admin.email.upper()} ", PASSWORD, HERE, clock)
    caller = await _caller(database, cookie, clock)
    assert caller is not None
    assert (caller.user_id, caller.workspace_id, caller.role, caller.via) == (
        world.admin.user_id,
        world.workspace_id,
        "admin",
        "session",
    )


async def test_wrong_password_and_unknown_email_are_answered_alike(
    database: Database, world: World, session: str, clock: Clock
) -> None:
    """The answer does not tell whether an e-mail is known, nor whether it has a password."""
    said = set()
    for email in (world.admin.email, world.viewer.email, "nobody@example.com", "no e-mail\0"):
        with pytest.raises(Unauthorized) as refusal:
            await sign_in(database, email, "not the password", f"{HERE}-{email[:5]}", clock)
        said.add(refusal.value.detail)
    assert len(said) == 1


async def test_too_many_failures_of_an_email_are_refused_for_a_while(
    database: Database, world: World, session: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After too many failures even the right password waits, as long as told, from any address."""
    monkeypatch.setattr("kenbun.access.attempts.PER_EMAIL", 3)
    for number in range(3):
        with pytest.raises(Unauthorized):
            await sign_in(database, world.admin.email, "wrong password", f"192.0.2.{number}", clock)
    with pytest.raises(TooMany) as refusal:
        await sign_in(database, world.admin.email, PASSWORD, "192.0.2.99", clock)
    clock.forward(seconds=refusal.value.retry_after)
    assert await sign_in(database, world.admin.email, PASSWORD, "192.0.2.99", clock)


async def test_too_many_failures_of_an_address_are_refused(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trying many e-mails from one address comes to an end too."""
    monkeypatch.setattr("kenbun.access.attempts.PER_ADDRESS", 3)
    for number in range(3):
        with pytest.raises(Unauthorized):
            await sign_in(database, f"guess{number}@example.com", "wrong password", "203.0.113.50", clock)
    with pytest.raises(TooMany):
        await sign_in(database, "guess9@example.com", "wrong password", "203.0.113.50", clock)


async def test_success_forgives_the_failures_before(
    database: Database, world: World, session: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Someone who mistypes now and then and gets in is never locked out."""
    monkeypatch.setattr("kenbun.access.attempts.PER_EMAIL", 2)
    for _ in range(3):
        with pytest.raises(Unauthorized):
            await sign_in(database, world.admin.email, "wrong password", "192.0.2.201", clock)
        assert await sign_in(database, world.admin.email, PASSWORD, "192.0.2.201", clock)


async def test_a_session_ends_by_signing_out(
    database: Database, world: World, session: str, clock: Clock
) -> None:
    """The cookie of a session that was signed out stands for no one."""
    caller = await _caller(database, session, clock)
    assert caller is not None
    async with database.transaction() as connection:
        await sign_out(connection, session, caller, clock())
    assert await _caller(database, session, clock) is None


async def test_a_session_ends_without_use_and_lives_with_it(
    database: Database, session: str, clock: Clock
) -> None:
    """Each use prolongs a session; fourteen days without end it."""
    for _ in range(3):
        clock.forward(days=10)
        assert await _caller(database, session, clock)
    clock.now += sessions.LIFETIME
    assert await _caller(database, session, clock) is None


@pytest.mark.parametrize("cookie", ["", "kbn_ses_", "kbn_ses_" + "0" * 80, "\ud800", "kbn_pat_" + "0" * 80])
async def test_a_made_up_cookie_stands_for_no_one(database: Database, cookie: str, clock: Clock) -> None:
    """A cookie that was never given out is no session, whatever it looks like."""
    assert await _caller(database, cookie, clock) is None
