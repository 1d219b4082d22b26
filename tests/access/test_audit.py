"""The audit log."""

from kenbun.access.audit import Entry, list_audit
from kenbun.access.callers import Caller
from kenbun.access.links import Claim, create_signin_link, redeem_link
from kenbun.access.sources import create_source, revoke_source
from kenbun.access.tokens import create_token
from kenbun.database import Database
from kenbun.kit.paging import Paging
from tests.access.conftest import PASSWORD, Clock, World


async def _entries(database: Database, world: World) -> list[Entry]:
    async with database.transaction() as connection:
        return (await list_audit(connection, world.workspace_id, Paging()))[0]


async def test_an_act_and_its_row_are_one(database: Database, world: World, clock: Clock) -> None:
    """Where an act is rolled back, nothing of it is in the log."""
    before = await _entries(database, world)
    async with database.engine.connect() as connection:
        await create_source(connection, world.caller(), "Never", clock())
        await connection.rollback()
    assert await _entries(database, world) == before


async def test_the_log_says_who_what_when_where_before_and_after(
    database: Database, world: World, clock: Clock
) -> None:
    """Each entry names the actor, the act, its subject, the time, the address and what changed."""
    caller = Caller(
        world.workspace_id, "admin", "session", "Ada", user_id=world.admin.user_id, address="192.0.2.1"
    )
    async with database.transaction() as connection:
        source, _ = await create_source(connection, caller, "Shop", clock())
        await revoke_source(connection, caller, source.source_id, clock())
    revoked, created = (await _entries(database, world))[:2]
    values = {"name": "Shop", "kind": "server", "allowed_origins": []}
    assert (created.action, created.before, created.after) == ("source.create", None, values)
    assert (revoked.action, revoked.before, revoked.after) == ("source.revoke", values, None)
    assert (created.actor_kind, created.actor_id, created.actor_label) == (
        "user",
        world.admin.user_id,
        "Ada",
    )
    assert (created.at, created.address) == (clock(), "192.0.2.1")
    assert created.subject_id == f"src_{source.source_id.hex}"


async def test_no_secret_is_in_the_log(database: Database, world: World, session: str, clock: Clock) -> None:
    """Neither keys nor tokens nor cookies nor passwords get into the log."""
    async with database.transaction() as connection:
        _, key = await create_source(connection, world.caller(), "Shop", clock())
        _, token = await create_token(connection, world.caller(), "Mine", clock())
    text = str(await _entries(database, world))
    for secret in (key, token, session, PASSWORD):
        assert secret[-20:] not in text


async def test_signing_in_by_a_link_is_logged(database: Database, world: World, clock: Clock) -> None:
    """The log shows the link made, the link used, and the session opened."""
    async with database.transaction() as connection:
        link = await create_signin_link(
            connection, world.workspace_id, "admin", clock(), user_id=world.admin.user_id
        )
    await redeem_link(database, link, Claim("", "Ada", PASSWORD), "192.0.2.1", clock)
    opened, used, created = (await _entries(database, world))[:3]
    assert [one.action for one in (opened, used, created)] == [
        "session.open",
        "signin_link.use",
        "signin_link.create",
    ]
    assert opened.actor_label == used.actor_label == "Ada"
