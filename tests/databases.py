"""Databases for tests, each gone at the end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.engine import make_url

from kenbun.database.engine import Database


@asynccontextmanager
async def fresh_database(server_url: str, template: str = "template0") -> AsyncIterator[str]:
    """The address of a new one on that server: empty, or like the template, to which nobody may be connected."""
    name = f"kenbun_test_{uuid4().hex[:12]}"
    server = Database.connect(server_url, pool_size=1)
    outside = server.engine.execution_options(isolation_level="AUTOCOMMIT")
    async with outside.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'"))
    yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    async with outside.connect() as connection:
        await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    await server.close()
