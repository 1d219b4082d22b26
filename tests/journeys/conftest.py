"""The whole product in one process, and a browser in front of it."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, Page, async_playwright, expect

from kenbun.access.callers import Caller, Role
from kenbun.access.links import create_signin_link
from kenbun.access.members import add_member
from kenbun.access.sessions import open_session
from kenbun.access.sources import create_source
from kenbun.access.workspaces import create_workspace
from kenbun.app import create_app
from kenbun.database import Database
from kenbun.events.inbox_queries import backlog
from kenbun.kit.clock import system_clock
from kenbun.onboarding import furnish
from kenbun.services import Services
from kenbun.settings import Settings
from kenbun.worker import Worker

# the shell, which has no windows to draw, takes a quarter less of the processor
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))), None
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]

# generous: the machine may be busy with other tests
expect.set_options(timeout=15_000)


@dataclass(frozen=True)
class World:
    """A running kenbun with one workspace that has never seen an event."""

    address: str
    services: Services
    workspace_id: UUID
    write_key: str

    async def send(self, *events: dict[str, Any]) -> None:
        """Take events in as anyone would: by HTTP, with the write key."""
        async with httpx.AsyncClient(base_url=self.address) as client:
            answer = await client.post(
                "/api/ingest", json=list(events), headers={"Authorization": f"Bearer {self.write_key}"}
            )
            assert answer.status_code == 202, answer.text
            assert answer.json()["rejected"] == 0, answer.text

    async def settled(self) -> None:
        """Returns when all that was taken in is in the lists: a page shows who was there when it was opened."""
        async with asyncio.timeout(30):
            while True:
                async with self.services.database.snapshot() as connection:
                    if not (await backlog(connection, self.workspace_id, 1)).waiting:
                        return
                await asyncio.sleep(0.05)

    async def session(self, role: Role) -> str:
        """The cookie of a new member who has signed in."""
        system = Caller.system(self.workspace_id, "test")
        email = f"{role}-{self.workspace_id.hex[-8:]}@acme.example"
        async with self.services.database.transaction() as connection:
            user_id = await add_member(connection, system, email, role, system_clock())
            secret = await open_session(connection, self.workspace_id, user_id, "test", system_clock())
        assert secret is not None
        return secret

    async def link(self, role: Role) -> str:
        """The address of a one-time link for someone new."""
        async with self.services.database.transaction() as connection:
            secret = await create_signin_link(connection, self.workspace_id, role, system_clock())
        return f"{self.address}/sign-in/link/{secret}"


@pytest_asyncio.fixture(scope="module")
async def services(served_database_url: str) -> AsyncIterator[Services]:
    """Served on a free port, in the loop of the tests."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    database = Database.connect(served_database_url)
    settings = Settings(port=port, demo=False, deliver_to="127.0.0.0/8")
    services = Services(database, settings, Worker(database, system_clock, settings))
    server = uvicorn.Server(
        uvicorn.Config(create_app(services), port=port, log_config=None, timeout_graceful_shutdown=2)
    )
    await services.worker.start()
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    yield services
    server.should_exit = True
    with suppress(asyncio.CancelledError):
        await serving
    await services.worker.stop()
    await database.close()


@pytest_asyncio.fixture
async def world(services: Services) -> World:
    now = system_clock()
    async with services.database.transaction() as connection:
        workspace_id = await create_workspace(connection, "Acme", now)
        await furnish(connection, workspace_id, now)
        _, key = await create_source(connection, Caller.system(workspace_id, "test"), "Site", now)
    return World(services.settings.address, services, workspace_id, key)


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def someone(world: World, browser: Browser) -> AsyncIterator[Callable[[Role], Awaitable[Page]]]:
    """`await someone("admin")`: a new member of that role, signed in; pages must not log errors."""
    contexts = []
    complaints: list[str] = []

    async def enter(role: Role) -> Page:
        context = await browser.new_context(viewport={"width": 1280, "height": 900})
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if _is_ours(message) else None)
        session = await world.session(role)
        await context.add_cookies([{"name": "kenbun_session", "value": session, "url": world.address}])
        await page.goto(world.address)
        await expect(page.get_by_role("heading", name="Leads", exact=True)).to_be_visible()
        return page

    yield enter
    for context in contexts:
        await context.close()
    assert not complaints, complaints


def _is_ours(message: Any) -> bool:
    """Chromium also reports every answer of 4xx as an error, which is its own way to say what we test."""
    return message.type == "error" and "Failed to load resource" not in message.text
