"""Invitations: who may come in by one, as what, and when it is over."""

from datetime import timedelta

import pytest

from kenbun.access.callers import Role
from kenbun.access.invitations import LIFETIME, invite, list_invitations, withdraw
from kenbun.access.links import Claim, read_link, redeem_link
from kenbun.access.members import find_member
from kenbun.access.queries import people
from kenbun.access.sessions import session_caller
from kenbun.database import Database
from kenbun.kit.errors import Conflict, Invalid, NotFound
from kenbun.kit.paging import Paging
from tests.access.conftest import PASSWORD, Clock, World

HERE = "198.51.100.1"


async def _invite(database: Database, world: World, email: str, role: Role, clock: Clock) -> str:
    async with database.transaction() as connection:
        return (await invite(connection, world.caller(), email, role, clock()))[1]


async def _waiting(database: Database, world: World, clock: Clock) -> list[str]:
    async with database.snapshot() as connection:
        found, total = await list_invitations(connection, world.workspace_id, clock(), Paging())
    assert total == len(found)
    return [one.email for one in found]


def _address(world: World) -> str:
    return f"bo-{world.workspace_id.hex[-8:]}@example.com"


async def test_an_invitation_is_for_one_address(database: Database, world: World, clock: Clock) -> None:
    """Whatever else is filled in; the role is that of the invitation; then it is used up."""
    address = _address(world)
    secret = await _invite(database, world, f" {address.upper()}", "editor", clock)
    assert await _waiting(database, world, clock) == [address]
    cookie = await redeem_link(database, secret, Claim("eve@example.com", "Bo", PASSWORD), HERE, clock)
    caller = await session_caller(database, cookie, HERE, clock)
    assert caller
    assert (caller.email, caller.role, caller.name) == (address, "editor", "Bo")
    assert await _waiting(database, world, clock) == []
    async with database.snapshot() as connection:
        assert (await find_member(connection, world.workspace_id, address)).role == "editor"
        with pytest.raises(NotFound):
            await read_link(connection, secret, clock())
    with pytest.raises(Conflict, match="member already"):
        await _invite(database, world, address, "viewer", clock)


async def test_inviting_again_replaces_the_link(database: Database, world: World, clock: Clock) -> None:
    """One link of an address holds; after seven days, or withdrawn, none."""
    first = await _invite(database, world, _address(world), "viewer", clock)
    second = await _invite(database, world, _address(world), "admin", clock)
    async with database.transaction() as connection:
        with pytest.raises(NotFound):
            await read_link(connection, first, clock())
        clock.now += LIFETIME - timedelta(seconds=1)
        assert (await read_link(connection, second, clock())).role == "admin"
        clock.forward(seconds=1)
        with pytest.raises(NotFound):
            await read_link(connection, second, clock())
    assert await _waiting(database, world, clock) == []
    await _invite(database, world, _address(world), "viewer", clock)
    async with database.transaction() as connection:
        [one], _ = await list_invitations(connection, world.workspace_id, clock(), Paging())
        await withdraw(connection, world.caller(), one.link_id, clock())
        with pytest.raises(NotFound):
            await withdraw(connection, world.caller(), one.link_id, clock())
    assert await _waiting(database, world, clock) == []


async def test_whoever_has_a_password_comes_in_with_it(
    database: Database, world: World, clock: Clock, password_hash: str
) -> None:
    """An invitation does not set it anew: an admin who has seen the link would be in everywhere."""
    async with database.transaction() as connection:
        await people.set_password(connection, world.stranger.user_id, password_hash)
    secret = await _invite(database, world, world.stranger.email, "viewer", clock)
    with pytest.raises(Invalid):
        await redeem_link(database, secret, Claim("", "", "one of the admin's"), HERE, clock)
    cookie = await redeem_link(database, secret, Claim("", "", PASSWORD), HERE, clock)
    caller = await session_caller(database, cookie, HERE, clock)
    assert caller
    assert (caller.workspace_id, caller.name) == (world.workspace_id, "Admin")


async def test_an_address_has_to_be_one(database: Database, world: World, clock: Clock) -> None:
    """It is told at its field."""
    with pytest.raises(Invalid) as refused:
        await _invite(database, world, "bo", "viewer", clock)
    assert refused.value.field == "email"
