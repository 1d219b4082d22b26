"""The revisions and the declared tables must say the same."""

from uuid import uuid4

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from kenbun.database.migrations import upgrade
from kenbun.database.schema import metadata


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


async def test_the_job_queue_and_search_are_there(connection: AsyncConnection) -> None:
    """The queue's own tables and the trigram functions come with the first revision."""
    assert await connection.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0
    assert await connection.scalar(text("SELECT similarity(:one, :one)"), {"one": uuid4().hex}) == 1
