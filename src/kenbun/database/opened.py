"""The database that the settings name, for as long as a block runs: another's server, or the embedded one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from kenbun.database.embedded import AlreadyRunning, EmbeddedServer, hold
from kenbun.database.engine import Database
from kenbun.database.external import check
from kenbun.database.migrations import upgrade
from kenbun.settings import Settings

Say = Callable[[str], None]


@asynccontextmanager
async def serving(settings: Settings, say: Say) -> AsyncIterator[Database]:
    """For the process that serves, which holds the data directory: migrated, and kept alive until the end."""
    if settings.database_url:
        async with _connected(settings.database_url) as database:
            await check(database.engine)
            await upgrade(database.engine)
            yield database
        return
    server = EmbeddedServer(settings.data_dir, say)
    try:
        async with _connected(await server.start()) as database:
            await upgrade(database.engine)
            watch = asyncio.create_task(server.watch())
            try:
                yield database
            finally:
                watch.cancel()
                with suppress(asyncio.CancelledError):
                    await watch
    finally:
        await server.stop()


@asynccontextmanager
async def visiting(settings: Settings, say: Say) -> AsyncIterator[Database]:
    """For a single command: the running kenbun's database, or the embedded one for the moment."""
    if settings.database_url:
        async with serving(settings, say) as database:
            yield database
        return
    try:
        async with holding(settings, say) as database:
            yield database
    except AlreadyRunning:
        server = EmbeddedServer(settings.data_dir, say)
        await server.wait()
        async with _connected(server.url()) as database:
            yield database


@asynccontextmanager
async def holding(settings: Settings, say: Say) -> AsyncIterator[Database]:
    """The embedded one, for a process that holds the data directory meanwhile; raises AlreadyRunning."""
    with hold(settings.data_dir):
        async with serving(settings, say) as database:
            yield database


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Database]:
    database = Database.connect(url)
    try:
        yield database
    finally:
        await database.close()
