"""What all tests share: a real PostgreSQL, a database made by the real migrations, a rollback after each."""

import asyncio
import gc
import os
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import uvloop
from hypothesis import HealthCheck, is_hypothesis_test, settings
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from kenbun.access import passwords
from kenbun.database.embedded import EmbeddedServer
from kenbun.database.engine import Database
from kenbun.database.migrations import upgrade
from kenbun.settings import Settings
from tests.databases import fresh_database

pytest_plugins = ["pytester", "tests.tenant_walls"]

_USUAL = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("usual", _USUAL)
settings.register_profile("deep", _USUAL, max_examples=10_000)
settings.load_profile("deep" if os.environ.get("KENBUN_DEEP") == "1" else "usual")


# Nothing that is loaded goes again: it is not looked through while loading, nor later.
gc.disable()


def pytest_collection_finish() -> None:
    """Looking through it again and again took a quarter of the time."""
    gc.freeze()
    gc.set_threshold(100_000)
    gc.enable()


def pytest_configure() -> None:
    """The loop that the product runs in."""
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with properties come first: they take longest, and at the end one process would wait for the other."""
    long = {item.path for item in items if is_hypothesis_test(getattr(item, "obj", None))}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="session", autouse=True)
def slow_hasher() -> PasswordHash:
    """The product's own; in its place Argon2 as quick as it can be."""
    own = passwords._hasher
    passwords._hasher = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    return own


@pytest_asyncio.fixture(scope="session")
async def server_url() -> AsyncIterator[str]:
    """A PostgreSQL server to make databases on: the one named, or an embedded one of our own."""
    if named := Settings.read().test_database_url:
        yield named
        return
    with tempfile.TemporaryDirectory(prefix="kenbun-") as folder:
        server = EmbeddedServer(Path(folder))
        yield await server.start()
        await server.stop()


@pytest_asyncio.fixture(scope="session")
async def template(server_url: str) -> AsyncIterator[str]:
    """The name of a migrated database to make others like."""
    async with fresh_database(server_url) as url:
        database = Database.connect(url, pool_size=1)
        await upgrade(database.engine)
        await database.close()
        yield str(make_url(url).database)


@pytest_asyncio.fixture(scope="session")
async def database_url(server_url: str, template: str) -> AsyncIterator[str]:
    """A fresh, migrated database, gone at the end."""
    async with fresh_database(server_url, template) as url:
        yield url


@pytest_asyncio.fixture(scope="module")
async def served_database_url(server_url: str, template: str) -> AsyncIterator[str]:
    """Another, for running servers: their workers act in every workspace they find, by their own clock, so that
    of a whole run's workspaces they would come to do more than the tests."""
    async with fresh_database(server_url, template) as url:
        yield url


@pytest_asyncio.fixture(scope="session")
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    database = Database.connect(database_url)
    yield database.engine
    await database.close()


@pytest_asyncio.fixture
async def connection(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection in a transaction that is rolled back after the test."""
    async with engine.connect() as connection:
        transaction = await connection.begin()
        yield connection
        await transaction.rollback()
