"""What all tests share: a real PostgreSQL, a database made by the real migrations, a rollback after each."""

import asyncio
import gc
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import uvloop
from hypothesis import HealthCheck, is_hypothesis_test, settings
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from xdist.scheduler import LoadFileScheduling

from kenbun.access import passwords
from kenbun.database.embedded import EmbeddedServer
from kenbun.database.engine import Database
from kenbun.database.migrations import upgrade
from kenbun.settings import Settings
from tests.databases import fresh_database
from tests.world import database, forget_worlds, make

pytest_plugins = ["pytester", "tests.tenant_walls"]

# The worlds' database, one for all: what each kept of statements would be there to the end, millions of objects.
__all__ = ["database", "make"]

_USUAL = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
# the same two hundred for the same tests, so that a change is judged by itself; others are for those who look deep
settings.register_profile("usual", _USUAL, derandomize=True)
settings.register_profile("deep", _USUAL, max_examples=10_000)
settings.load_profile("deep" if os.environ.get("KENBUN_DEEP") == "1" else "usual")


# Nothing that is loaded goes again: it is not looked through while loading, nor later.
gc.disable()


def pytest_collection_finish() -> None:
    """Looking through it again and again took a quarter of the time."""
    gc.freeze()
    gc.set_threshold(100_000)
    gc.enable()


def pytest_sessionfinish() -> None:
    """pytest looks through it five more times before it goes."""
    gc.freeze()


def pytest_configure() -> None:
    """The loop that the product runs in."""
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())


@pytest.fixture(scope="module", autouse=True)
def forgetting(request: pytest.FixtureRequest) -> Iterator[None]:
    """After hundreds of random worlds, what is remembered of them. In ten million objects each look of the collector
    took up to 19 s, and there was one for every few hundred worlds."""
    yield
    if any(is_hypothesis_test(one) for one in vars(request.module).values()):
        forget_worlds()
        gc.collect()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with properties come first: they take longest, and at the end one process would wait for the other."""
    long = {item.path for item in items if is_hypothesis_test(getattr(item, "obj", None))}
    items.sort(key=lambda item: item.path not in long)


class ByWhatTheyShare(LoadFileScheduling):  # type: ignore[misc]
    """A file's tests run in one process, and so do those of all files that share what takes long to make."""

    def _split_scope(self, nodeid: str) -> str:
        path = super()._split_scope(nodeid)
        return next((folder for folder in _SHARING if path.startswith(folder)), path)


# the demo takes 17 s
_SHARING = ("tests/demo/",)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    return ByWhatTheyShare(config, log) if config.getoption("dist") == "loadfile" else None


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
