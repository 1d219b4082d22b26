"""A PostgreSQL that somebody else runs (`KENBUN_DATABASE_URL`): is it one that kenbun can use?"""

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

OLDEST = 18


class UnfitServer(Exception):
    """The server cannot be used; the message says why and what to do."""


async def check(engine: AsyncEngine) -> None:
    """Raises UnfitServer where it cannot be reached, is too old, or holds text in another encoding."""
    query = text("SELECT current_setting('server_version_num')::int, current_setting('server_encoding')")
    try:
        async with engine.connect() as connection:
            version, encoding = (await connection.execute(query)).one()
    except OperationalError as error:
        raise UnfitServer(
            f"KENBUN_DATABASE_URL: the server does not let us in: {str(error.orig).strip()}"
        ) from error
    if version // 10_000 < OLDEST:
        raise UnfitServer(
            f"KENBUN_DATABASE_URL: the server runs PostgreSQL {version // 10_000}, kenbun needs {OLDEST} or "
            "later. Upgrade it, or leave the variable out to use the one that kenbun brings along."
        )
    if encoding != "UTF8":
        raise UnfitServer(
            f"KENBUN_DATABASE_URL: the database is encoded in {encoding}, kenbun needs UTF8. "
            "Make another: CREATE DATABASE kenbun ENCODING 'UTF8' TEMPLATE template0."
        )
