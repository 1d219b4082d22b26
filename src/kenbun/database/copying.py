"""COPY, the quickest way for many rows into a table; SQLAlchemy has no word for it."""

from collections.abc import Iterable

from psycopg import AsyncConnection as Driver
from sqlalchemy.ext.asyncio import AsyncConnection


async def copy_in(connection: AsyncConnection, statement: str, pieces: Iterable[bytes]) -> None:
    """Writes the pieces to `COPY … FROM STDIN`, within the transaction that is open."""
    raw = (await connection.get_raw_connection()).driver_connection
    assert isinstance(raw, Driver)
    async with raw.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        for piece in pieces:
            await copy.write(piece)
