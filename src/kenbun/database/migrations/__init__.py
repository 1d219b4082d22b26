"""Brings a database to the shape that this version of kenbun expects. Runs at every start."""

from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_FOLDER = Path(__file__).parent
# Any number, the same in every process that migrates: two at once wait for each other.
_LOCK = 7_305_804_402_183


def newest() -> str:
    """The last revision; each file begins with the name of its own."""
    return max(file.name.partition("_")[0] for file in (_FOLDER / "versions").glob("[0-9]*.py"))


async def upgrade(engine: AsyncEngine) -> None:
    """Applies the revisions that are missing, all of them or none."""
    async with engine.begin() as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if not await _is_current(connection):
            await connection.run_sync(_upgrade)


async def _is_current(connection: AsyncConnection) -> bool:
    if await connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
        return False
    found: str | None = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found == newest()


def _upgrade(connection: Connection) -> None:
    # Here, as most starts find nothing to do and are spared the time and memory of loading it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
