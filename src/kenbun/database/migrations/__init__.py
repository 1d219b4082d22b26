"""Brings a database to the shape that this version of kenbun expects. Runs at every start."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

# Any number, the same in every process that migrates: two at once wait for each other.
_LOCK = 7_305_804_402_183


async def upgrade(engine: AsyncEngine) -> None:
    """Applies the revisions that are missing, all of them or none."""
    async with engine.begin() as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
