"""A server that somebody else runs is looked at before it is used."""

from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from kenbun.database import external
from kenbun.database.engine import Database
from kenbun.database.external import UnfitServer, check


async def test_a_fit_server(database_url: str) -> None:
    """PostgreSQL 18 in UTF-8 is fit."""
    database = Database.connect(database_url, pool_size=1)
    await check(database.engine)
    await database.close()


async def test_too_old(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An older server is refused with both versions and what to do."""
    monkeypatch.setattr(external, "OLDEST", 99)
    database = Database.connect(database_url, pool_size=1)
    with pytest.raises(UnfitServer, match="runs PostgreSQL 18, kenbun needs 99"):
        await check(database.engine)
    await database.close()


async def test_out_of_reach(database_url: str) -> None:
    """A server that does not answer, or has no such database, is said in its own words."""
    url = make_url(database_url).set(database="no_such_database").render_as_string(hide_password=False)
    database = Database.connect(url, pool_size=1)
    with pytest.raises(UnfitServer, match=r'KENBUN_DATABASE_URL.*"no_such_database" does not exist'):
        await check(database.engine)
    await database.close()


async def test_another_encoding(server_url: str) -> None:
    """A database that cannot hold every text is refused with the statement that makes one that can."""
    name = f"kenbun_test_{uuid4().hex[:12]}"
    server = Database.connect(server_url, pool_size=1)
    outside = server.engine.execution_options(isolation_level="AUTOCOMMIT")
    options = "TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'"
    async with outside.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name} {options}"))
    database = Database.connect(make_url(server_url).set(database=name).render_as_string(False), pool_size=1)
    with pytest.raises(UnfitServer, match=r"encoded in LATIN1.*ENCODING 'UTF8'"):
        await check(database.engine)
    await database.close()
    async with outside.connect() as connection:
        await connection.execute(text(f"DROP DATABASE {name}"))
    await server.close()
