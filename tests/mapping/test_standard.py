"""What every workspace starts with."""

from importlib import import_module

from sqlalchemy import text

from kenbun.access.workspaces import create_workspace
from kenbun.database.engine import Database
from kenbun.database.migrations import upgrade
from kenbun.mapping.mapping_queries import drafts
from kenbun.mapping.standard import STANDARD_MAPPINGS
from tests.databases import fresh_database
from tests.world import NOON


async def test_a_workspace_from_before_gets_the_standard_mappings(server_url):
    """The revision that made mappings configurable writes down, in order, those that stood in code."""
    seed = import_module("kenbun.database.migrations.versions.0006_mapping").SEED
    async with fresh_database(server_url) as url:
        database = Database.connect(url, pool_size=2)
        await upgrade(database.engine)
        async with database.transaction() as connection:
            workspace_id = await create_workspace(connection, "Older", NOON)
            await connection.execute(text(seed))
            found = await drafts(connection, workspace_id)
        await database.close()
    assert [draft for _, draft in found] == list(STANDARD_MAPPINGS)
