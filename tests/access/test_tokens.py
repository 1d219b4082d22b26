"""Personal tokens."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from kenbun.access.audit import list_audit
from kenbun.access.callers import Caller
from kenbun.access.members import add_member, command_line_member, read_role
from kenbun.access.program_tokens import list_program_tokens, revoke_program_token
from kenbun.access.tables import personal_tokens
from kenbun.access.tokens import (
    create_token,
    list_member_tokens,
    list_tokens,
    revoke_member_token,
    revoke_token,
    token_caller,
)
from kenbun.database import Database
from kenbun.kit.errors import Forbidden, Invalid, NotFound
from kenbun.kit.ids import public
from kenbun.kit.paging import Paging
from tests.access.conftest import Clock, World

HERE = "198.51.100.9"


async def test_a_token_is_its_member_in_its_workspace(database: Database, world: World, clock: Clock) -> None:
    """A token may do what its member may: a changed role holds for it at once."""
    caller = await token_caller(database, world.viewer.token, HERE, clock)
    assert caller is not None
    assert (caller.workspace_id, caller.user_id, caller.role) == (
        world.workspace_id,
        world.viewer.user_id,
        "viewer",
    )
    async with database.transaction() as connection:
        await add_member(connection, world.caller(), world.viewer.email, "editor", clock())
    caller = await token_caller(database, world.viewer.token, HERE, clock)
    assert caller is not None
    assert caller.role == "editor"


async def test_only_a_hash_of_a_token_is_stored(database: Database, world: World) -> None:
    """Who reads the table cannot use what stands there."""
    async with database.transaction() as connection:
        rows = await connection.execute(
            select(personal_tokens).where(personal_tokens.c.workspace_id == world.workspace_id)
        )
    assert world.viewer.token not in str(rows.all())


async def test_a_token_ends_with_its_time(database: Database, world: World, clock: Clock) -> None:
    """An expired token stands for no one."""
    async with database.transaction() as connection:
        _, secret = await create_token(
            connection, world.caller(), "short", clock(), expires_at=clock() + timedelta(hours=1)
        )
    assert await token_caller(database, secret, HERE, clock)
    clock.forward(hours=1)
    assert await token_caller(database, secret, HERE, clock) is None


async def test_a_revoked_token_ends_at_once(database: Database, world: World, clock: Clock) -> None:
    """Revoking takes a token out of the list and out of use."""
    caller = world.caller()
    async with database.transaction() as connection:
        token, secret = await create_token(connection, caller, "mine", clock())
        await revoke_token(connection, caller, token.token_id, clock())
        listed, total = await list_tokens(connection, caller, Paging())
    assert await token_caller(database, secret, HERE, clock) is None
    assert token.token_id not in {each.token_id for each in listed}
    assert total == len(listed)


async def test_nobody_revokes_anothers_token(database: Database, world: World, clock: Clock) -> None:
    """Another member's token is as if it were not there, for an admin too."""
    async with database.transaction() as connection:
        token, _ = await create_token(connection, world.caller("viewer"), "mine", clock())
        with pytest.raises(NotFound):
            await revoke_token(connection, world.caller("admin"), token.token_id, clock())


@pytest.mark.parametrize("hours", [-1, 0, 24 * 3661])
async def test_a_token_expires_in_the_future(
    database: Database, world: World, clock: Clock, hours: int
) -> None:
    """An expiry that has passed or lies beyond ten years is refused by name."""
    async with database.transaction() as connection:
        with pytest.raises(Invalid) as refusal:
            await create_token(
                connection, world.caller(), "odd", clock(), expires_at=clock() + timedelta(hours=hours)
            )
    assert refusal.value.field == "expires_at"


async def test_a_token_made_by_a_token_does_not_outlive_it(
    database: Database, world: World, clock: Clock
) -> None:
    """A leaked token that expires cannot make itself last."""
    async with database.transaction() as connection:
        _, secret = await create_token(
            connection, world.caller(), "short", clock(), expires_at=clock() + timedelta(hours=1)
        )
    caller = await token_caller(database, secret, HERE, clock)
    assert caller is not None
    async with database.transaction() as connection:
        with pytest.raises(Invalid):
            await create_token(connection, caller, "for ever", clock())


async def test_use_is_noted_coarsely(database: Database, world: World, clock: Clock) -> None:
    """The list says when a token was last used, without a write for each request."""
    start = clock()
    for _ in range(3):
        await token_caller(database, world.viewer.token, HERE, clock)
        clock.forward(minutes=4)
    async with database.transaction() as connection:
        (token,), _ = await list_tokens(connection, world.caller("viewer"), Paging())
    assert token.last_used_at == start + timedelta(minutes=8)


async def test_the_command_line_has_a_member_of_its_own_in_each_workspace(
    database: Database, world: World, clock: Clock
) -> None:
    """Tokens can be made before anyone has signed in; asking twice gives the same member."""
    async with database.transaction() as connection:
        once = await command_line_member(connection, world.caller(), "editor", clock())
        again = await command_line_member(connection, world.caller(), "editor", clock())
        _, secret = await create_token(connection, world.caller(), "script", clock(), user_id=once)
    caller = await token_caller(database, secret, HERE, clock)
    assert caller is not None
    assert (once, caller.role) == (again, "editor")


async def test_an_admin_revokes_the_token_of_a_member(database: Database, world: World, clock: Clock) -> None:
    """Here alone and by admins alone; the log has whose it was; a token of somebody else is as if it were not there."""
    viewer, admin = world.viewer.user_id, world.caller("admin")
    async with database.transaction() as connection:
        [held], total = await list_member_tokens(connection, admin, viewer, Paging())
        assert (held.name, total) == ("tests", 1)
        for caller in (world.caller("editor"), world.caller("viewer")):
            with pytest.raises(Forbidden):
                await list_member_tokens(connection, caller, viewer, Paging())
            with pytest.raises(Forbidden):
                await revoke_member_token(connection, caller, viewer, held.token_id, clock())
        for user_id in (world.editor.user_id, world.stranger.user_id):
            with pytest.raises(NotFound):
                await revoke_member_token(connection, admin, user_id, held.token_id, clock())
        with pytest.raises(NotFound):
            await list_member_tokens(connection, admin, world.stranger.user_id, Paging())
        await revoke_member_token(connection, admin, viewer, held.token_id, clock())
        with pytest.raises(NotFound):
            await revoke_member_token(connection, admin, viewer, held.token_id, clock())
        assert (await list_member_tokens(connection, admin, viewer, Paging()))[1] == 0
        entries, _ = await list_audit(connection, world.workspace_id, Paging())
    assert await token_caller(database, world.viewer.token, HERE, clock) is None
    assert (entries[0].action, entries[0].actor_label) == ("token.revoke", "Admin")
    assert entries[0].before == {"name": "tests", "user": public("usr", viewer)}


async def test_tokens_of_the_command_line_are_revoked_there(
    database: Database, world: World, clock: Clock
) -> None:
    """By name, or by id where several have it; those of people are none of them."""
    system = Caller.system(world.workspace_id, "command line")
    secrets = {}
    async with database.transaction() as connection:
        for role, name in (("viewer", "report"), ("admin", "report"), ("admin", "backup")):
            user_id = await command_line_member(connection, system, read_role(role), clock())
            _, secrets[role, name] = await create_token(connection, system, name, clock(), user_id=user_id)
        listed = await list_program_tokens(connection, world.workspace_id)
        assert [(token.name, role) for token, role in listed] == [
            ("backup", "admin"),
            ("report", "admin"),
            ("report", "viewer"),
        ]
        assert await list_program_tokens(connection, world.stranger.workspace_id) == []
        await revoke_program_token(connection, system, "backup", clock())
        for unknown in ("backup", "tests"):
            with pytest.raises(NotFound, match="token list"):
                await revoke_program_token(connection, system, unknown, clock())
        with pytest.raises(Invalid, match="by its id"):
            await revoke_program_token(connection, system, "report", clock())
        await revoke_program_token(connection, system, public("tok", listed[1][0].token_id), clock())
        await revoke_program_token(connection, system, "report", clock())
    for secret in secrets.values():
        assert await token_caller(database, secret, HERE, clock) is None
    assert await token_caller(database, world.viewer.token, HERE, clock)
