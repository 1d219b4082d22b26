"""Workspaces of before there were committees are given the roles that others begin with."""

import pytest_asyncio

from kenbun.committee.defaults import DEFAULT_ROLES
from kenbun.committee.edit import put_roles
from kenbun.committee.role_queries import roles_of
from kenbun.committee.roles import RoleDraft
from kenbun.database import Database
from kenbun.onboarding import furnish_older
from tests.world import event, make_world


@pytest_asyncio.fixture
async def database(served_database_url):
    """One without the workspaces of other tests: all that there are would be furnished."""
    database = Database.connect(served_database_url)
    yield database
    await database.close()


async def _names(world):
    async with world.database.snapshot() as connection:
        return [role.name for role in await roles_of(connection, world.workspace_id)]


async def test_only_where_nobody_ever_changed_them(database):
    """Once, and their accounts are looked at; not where somebody has taken all roles away."""
    older, emptied = await make_world(database), await make_world(database)
    await older.hear(event("ada@acme.com", "Page View"))
    for roles in ([RoleDraft(name="Mine")], []):
        async with emptied.database.transaction() as connection:
            await put_roles(connection, emptied.caller, roles, emptied.clock)
    await older.rows("DELETE FROM committee_due WHERE workspace_id = :w RETURNING 1")
    assert await furnish_older(older.database, older.clock) == 1
    assert await _names(older) == [role.name for role in DEFAULT_ROLES]
    assert len(await older.rows("SELECT FROM committee_due WHERE workspace_id = :w")) == 1
    assert await _names(emptied) == []
    assert await furnish_older(older.database, older.clock) == 0
