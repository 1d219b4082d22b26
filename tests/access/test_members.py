"""Members: roles that change, members who leave, and the admin who has to stay."""

import asyncio

import pytest

from kenbun.access.callers import Role
from kenbun.access.members import add_member, change_role, command_line_member, get_member, remove_member
from kenbun.access.queries import people
from kenbun.access.sessions import open_session, session_caller, sign_out_member
from kenbun.access.tokens import token_caller
from kenbun.database import Database
from kenbun.kit.errors import Conflict, NotFound
from tests.access.conftest import Clock, Person, World

HERE = "198.51.100.1"


async def _change(database: Database, world: World, who: Person, role: Role, clock: Clock) -> None:
    async with database.transaction() as connection:
        await change_role(connection, world.caller(), who.user_id, role, clock())


async def test_a_role_holds_from_the_next_request_on(database: Database, world: World, clock: Clock) -> None:
    """For tokens that are out there, too."""
    await _change(database, world, world.viewer, "editor", clock)
    caller = await token_caller(database, world.viewer.token, HERE, clock)
    assert caller
    assert caller.role == "editor"


async def test_one_admin_has_to_stay(database: Database, world: World, clock: Clock) -> None:
    """The last can neither step down nor leave; a program's tokens are no admin; with another one both are fine."""
    async with database.transaction() as connection:
        await command_line_member(connection, world.caller(), "admin", clock())
    with pytest.raises(Conflict, match="only admin"):
        await _change(database, world, world.admin, "viewer", clock)
    async with database.transaction() as connection:
        with pytest.raises(Conflict, match="only admin"):
            await remove_member(connection, world.caller(), world.admin.user_id, clock())
    await _change(database, world, world.editor, "admin", clock)
    await _change(database, world, world.admin, "viewer", clock)


async def test_the_admin_who_stays_can_sign_in(
    database: Database, world: World, session: str, clock: Clock, password_hash: str
) -> None:
    """One who was added and has never set a password is no admin to leave a workspace to, until there is one."""
    await _change(database, world, world.editor, "admin", clock)
    with pytest.raises(Conflict, match="can sign in"):
        await _change(database, world, world.admin, "viewer", clock)
    async with database.transaction() as connection:
        with pytest.raises(Conflict, match="can sign in"):
            await remove_member(connection, world.caller(), world.admin.user_id, clock())
        await people.set_password(connection, world.editor.user_id, password_hash)
    await _change(database, world, world.admin, "viewer", clock)


async def test_two_who_step_down_at_once(database: Database, world: World, clock: Clock) -> None:
    """The second is refused, so that somebody stays."""
    await _change(database, world, world.editor, "admin", clock)
    outcomes = await asyncio.gather(
        *(_change(database, world, who, "viewer", clock) for who in (world.admin, world.editor)),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "NoneType"]


async def test_who_is_removed_is_out_at_once(database: Database, world: World, clock: Clock) -> None:
    """Sessions and tokens of this workspace hold no more; in another nothing changes."""
    async with database.transaction() as connection:
        theirs = type(world.caller())(world.stranger.workspace_id, "admin", "system", "tests")
        await add_member(connection, theirs, world.editor.email, "viewer", clock())
        here = await open_session(connection, world.workspace_id, world.editor.user_id, HERE, clock())
        there = await open_session(connection, theirs.workspace_id, world.editor.user_id, HERE, clock())
        await remove_member(connection, world.caller(), world.editor.user_id, clock())
    assert await token_caller(database, world.editor.token, HERE, clock) is None
    assert await session_caller(database, here or "", HERE, clock) is None
    assert await session_caller(database, there or "", HERE, clock)
    async with database.transaction() as connection:
        user = await people.user_by_id(connection, world.editor.user_id)
        assert user
        assert user["workspace_ids"] == [world.stranger.workspace_id]
        with pytest.raises(NotFound):
            await get_member(connection, world.workspace_id, world.editor.user_id)


async def test_an_admin_signs_somebody_out(database: Database, world: World, clock: Clock) -> None:
    """Here alone; a member of another workspace is nobody."""
    async with database.transaction() as connection:
        cookie = await open_session(connection, world.workspace_id, world.viewer.user_id, HERE, clock())
        assert await sign_out_member(connection, world.caller(), world.viewer.user_id, clock()) == 1
        with pytest.raises(NotFound):
            await sign_out_member(connection, world.caller(), world.stranger.user_id, clock())
    assert await session_caller(database, cookie or "", HERE, clock) is None
