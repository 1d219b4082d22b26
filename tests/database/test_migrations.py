"""The revisions and the declared tables must say the same."""

import asyncio
from pathlib import Path
from uuid import uuid4

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from kenbun.database import migrations
from kenbun.database.engine import Database
from kenbun.database.migrations import newest, upgrade
from kenbun.database.schema import metadata
from tests.databases import fresh_database


def _differences(connection: Connection) -> list[object]:
    def is_ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or name in metadata.tables

    options = {"include_name": is_ours, "compare_type": True, "compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


async def test_revisions_make_what_the_tables_declare(connection: AsyncConnection) -> None:
    """A migrated database differs in nothing from the tables as they are declared."""
    assert await connection.run_sync(_differences) == []


async def test_storage_options_are_those_declared(connection: AsyncConnection) -> None:
    """What Alembic does not compare, how full pages are packed, is as declared too."""
    declared = {
        name: sorted(f"{key}={value}" for key, value in options.items())
        for name, table in metadata.tables.items()
        if (options := table.dialect_options["postgresql"]["with"] or {})
    }
    query = text("SELECT relname, reloptions FROM pg_class WHERE relkind = 'r' AND reloptions IS NOT NULL")
    found = {name: sorted(options) for name, options in await connection.execute(query)}
    assert found == declared


async def test_migrating_again_changes_nothing(engine: AsyncEngine) -> None:
    """A start on a database that is up to date finds nothing to do."""
    await upgrade(engine)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_text_compares_by_unicode(connection: AsyncConnection) -> None:
    """Names fold case in every script, whatever the locale of the machine."""
    folded = await connection.scalar(
        text("SELECT casefold('ΣÄ' || :id COLLATE pg_unicode_fast)"), {"id": "İ"}
    )
    assert folded == "σäi̇"


async def test_search_by_likeness_is_there(connection: AsyncConnection) -> None:
    """The trigram functions come with the first revision."""
    assert await connection.scalar(text("SELECT similarity(:one, :one)"), {"one": uuid4().hex}) == 1


def test_revisions_are_one_line_in_the_order_of_their_names() -> None:
    """Each file is named after its revision, which follows the one before: the last name is the newest."""
    folder = Path(migrations.__file__).parent
    script = ScriptDirectory(str(folder), version_locations=[str(folder / "versions")])
    revisions = list(script.walk_revisions())
    assert [Path(revision.path).name.partition("_")[0] for revision in revisions] == [
        revision.revision for revision in revisions
    ]
    assert script.get_heads() == [newest()]


async def test_an_older_database_is_brought_up(server_url: str) -> None:
    """A database left at the first revision gets the rest, also where two processes start at once."""
    async with fresh_database(server_url) as url:
        database = Database.connect(url, pool_size=2)
        async with database.engine.begin() as connection:
            await connection.run_sync(_to_the_first)
            assert await connection.run_sync(_differences) != []
        await asyncio.gather(upgrade(database.engine), upgrade(database.engine))
        async with database.engine.connect() as connection:
            assert await connection.run_sync(_differences) == []
        await database.close()


def _to_the_first(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
