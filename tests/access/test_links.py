"""One-time links."""

from uuid import uuid4

import pytest

from kenbun.access.audit import list_audit
from kenbun.access.callers import Role
from kenbun.access.links import Claim, create_signin_link, read_link, redeem_link
from kenbun.access.sessions import session_caller, sign_in
from kenbun.access.workspaces import create_workspace
from kenbun.database import Database
from kenbun.kit.errors import Conflict, Invalid, NotFound
from kenbun.kit.paging import Paging
from tests.access.conftest import PASSWORD, Clock, World

HERE = "198.51.100.8"


async def _link(database: Database, world: World, clock: Clock, role: Role = "admin") -> str:
    async with database.transaction() as connection:
        return await create_signin_link(connection, world.workspace_id, role, clock())


def _newcomer() -> Claim:
    return Claim(f"new-{uuid4().hex[:8]}@example.com", "Grace", PASSWORD)


async def test_a_link_makes_a_member_who_can_sign_in(database: Database, world: World, clock: Clock) -> None:
    """Opening a link sets e-mail and password, lets in with the link's role, and the password holds."""
    claim = _newcomer()
    cookie = await redeem_link(database, await _link(database, world, clock, "editor"), claim, HERE, clock)
    caller = await session_caller(database, cookie, HERE, clock)
    assert caller is not None
    assert (caller.workspace_id, caller.role, caller.name) == (world.workspace_id, "editor", "Grace")
    assert await sign_in(database, claim.email, PASSWORD, HERE, clock)


async def test_looking_at_a_link_does_not_use_it_up(database: Database, world: World, clock: Clock) -> None:
    """Reading a link any number of times leaves it good; using it ends it."""
    link = await _link(database, world, clock)
    for _ in range(2):
        async with database.transaction() as connection:
            assert (await read_link(connection, link, clock())).role == "admin"
    await redeem_link(database, link, _newcomer(), HERE, clock)
    with pytest.raises(NotFound):
        await redeem_link(database, link, _newcomer(), HERE, clock)


async def test_a_link_ends_after_a_day(database: Database, world: World, clock: Clock) -> None:
    """A link that lay around for 24 hours lets no one in."""
    link = await _link(database, world, clock)
    clock.forward(hours=24)
    with pytest.raises(NotFound):
        await redeem_link(database, link, _newcomer(), HERE, clock)


@pytest.mark.parametrize(
    ("claim", "field"),
    [
        (Claim("no e-mail", "Grace", PASSWORD), "email"),
        (Claim("a@example.com", "two\nlines", PASSWORD), "name"),
        (Claim("b@example.com", "Grace", "short"), "password"),
        (Claim("c@example.com", "Grace", "x" * 501), "password"),
        (Claim("d@example.com", "Grace", "nul \0 in a password"), "password"),
    ],
)
async def test_a_wrong_claim_is_named_and_leaves_the_link_good(
    database: Database, world: World, clock: Clock, claim: Claim, field: str
) -> None:
    """A mistake in the form names its field and can be mended."""
    link = await _link(database, world, clock)
    with pytest.raises(Invalid) as refusal:
        await redeem_link(database, link, claim, HERE, clock)
    assert refusal.value.field == field
    assert await redeem_link(database, link, _newcomer(), HERE, clock)


async def test_a_name_may_be_left_out(database: Database, world: World, clock: Clock) -> None:
    """E-mail and password are enough; the name is then the e-mail's."""
    link = await _link(database, world, clock)
    session = await redeem_link(database, link, Claim("grace@example.com", " ", PASSWORD), HERE, clock)
    caller = await session_caller(database, session, HERE, clock)
    assert caller is not None
    assert caller.name == "grace"


async def test_a_link_cannot_take_over_someone_with_a_password(
    database: Database, world: World, session: str, clock: Clock
) -> None:
    """An open link and the e-mail of a member do not set that member's password."""
    link = await _link(database, world, clock, "viewer")
    with pytest.raises(Invalid):
        await redeem_link(database, link, Claim(world.admin.email, "Eve", "eve's own password"), HERE, clock)
    assert await sign_in(database, world.admin.email, PASSWORD, HERE, clock)


async def test_a_link_cannot_take_over_someone_without_a_password(
    database: Database, world: World, clock: Clock
) -> None:
    """A member who was added and never came is not claimed by whoever has an open link."""
    link = await _link(database, world, clock, "viewer")
    with pytest.raises(Conflict):
        await redeem_link(database, link, Claim(world.editor.email, "Eve", PASSWORD), HERE, clock)


async def test_a_member_enters_another_workspace_with_the_password_they_have(
    database: Database, world: World, session: str, clock: Clock
) -> None:
    """One person, one password, several workspaces: the link adds the membership and keeps the password."""
    async with database.transaction() as connection:
        other = await create_workspace(connection, "Other", clock())
        link = await create_signin_link(connection, other, "viewer", clock())
    cookie = await redeem_link(database, link, Claim(world.admin.email, "Ada", PASSWORD), HERE, clock)
    caller = await session_caller(database, cookie, HERE, clock)
    assert caller is not None
    assert (caller.workspace_id, caller.role, caller.user_id) == (other, "viewer", world.admin.user_id)


async def test_a_link_never_weakens_a_role(
    database: Database, world: World, session: str, clock: Clock
) -> None:
    """An admin who opens a viewer's link stays admin."""
    link = await _link(database, world, clock, "viewer")
    cookie = await redeem_link(database, link, Claim(world.admin.email, "Ada", PASSWORD), HERE, clock)
    caller = await session_caller(database, cookie, HERE, clock)
    assert caller is not None
    assert caller.role == "admin"


async def test_a_members_own_link_sets_a_new_password_and_ends_old_sessions(
    database: Database, world: World, session: str, clock: Clock
) -> None:
    """Whoever had the old password or a session from it is out."""
    async with database.transaction() as connection:
        link = await create_signin_link(
            connection, world.workspace_id, "admin", clock(), user_id=world.admin.user_id
        )
    await redeem_link(database, link, Claim("ignored@example.com", "Ada", "quite another one"), HERE, clock)
    assert await session_caller(database, session, HERE, clock) is None
    assert await sign_in(database, world.admin.email, "quite another one", HERE, clock)


@pytest.mark.parametrize("typed", ["", "Eve"])
async def test_a_link_for_a_new_password_renames_nobody(
    database: Database, world: World, session: str, clock: Clock, typed: str
) -> None:
    """Whoever has had a password keeps the name; that the password is another now is a row of its own."""
    async with database.transaction() as connection:
        link = await create_signin_link(
            connection, world.workspace_id, "admin", clock(), user_id=world.admin.user_id
        )
    cookie = await redeem_link(database, link, Claim("", typed, "quite another one"), HERE, clock)
    caller = await session_caller(database, cookie, HERE, clock)
    assert caller
    assert caller.name == "Ada"
    async with database.snapshot() as connection:
        entries, _ = await list_audit(connection, world.workspace_id, Paging())
    assert [one.action for one in entries[:4]] == [
        "session.open",
        "password.change",
        "signin_link.use",
        "signin_link.create",
    ]
    assert (entries[1].after, entries[1].address) == ({"sessions_ended": 1}, HERE)


async def test_a_blank_name_is_the_one_that_was_given(database: Database, world: World, clock: Clock) -> None:
    """By whoever added the member, who has never come."""
    async with database.transaction() as connection:
        link = await create_signin_link(
            connection, world.workspace_id, "editor", clock(), user_id=world.editor.user_id
        )
    cookie = await redeem_link(database, link, Claim("", " ", PASSWORD), HERE, clock)
    caller = await session_caller(database, cookie, HERE, clock)
    assert caller
    assert caller.name == "Editor"
