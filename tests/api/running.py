"""The whole product on a port of its own, in a thread, so that clients that block can be used in front of it."""

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID, uuid4

import httpx
import uvicorn
import uvloop

from kenbun.access.callers import Caller, Role
from kenbun.access.members import add_member
from kenbun.access.sessions import open_session
from kenbun.access.sources import create_source
from kenbun.access.tokens import create_token
from kenbun.access.workspaces import create_workspace
from kenbun.app import create_app
from kenbun.database import Connection, Database
from kenbun.events.inbox_queries import backlog
from kenbun.kit.clock import system_clock
from kenbun.kit.ids import parse
from kenbun.onboarding import furnish
from kenbun.services import Services
from kenbun.settings import Settings
from kenbun.worker import Worker

T = TypeVar("T")

# reading the machine's certificates for each client took longer than most requests
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass
class Running:
    """`act` runs a function of the product in the server's own loop, in a transaction."""

    services: Services
    loop: asyncio.AbstractEventLoop
    address: str
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    def act(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        async def whole() -> T:
            async with self.services.database.transaction() as connection:
                return await work(connection)

        return self.call(whole())

    def call(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(60)

    def workspace(self, name: str = "Acme") -> "Tenant":
        async def make(connection: Connection) -> Tenant:
            now = system_clock()
            workspace_id = await create_workspace(connection, name, now)
            await furnish(connection, workspace_id, now)
            _, key = await create_source(connection, Caller.system(workspace_id, "tests"), "Site", now)
            return Tenant(self, workspace_id, key)

        return self.act(make)


@dataclass
class Tenant:
    running: Running
    workspace_id: UUID
    write_key: str

    @property
    def caller(self) -> Caller:
        return Caller.system(self.workspace_id, "tests")

    def token(self, role: Role = "admin") -> str:
        """Of a new member."""

        async def make(connection: Connection) -> str:
            user_id = await self._join(connection, role)
            return (await create_token(connection, self.caller, "tests", system_clock(), user_id=user_id))[1]

        return self.running.act(make)

    def browser(self, role: Role = "admin") -> httpx.Client:
        """A new member's, who is signed in; to be closed."""

        async def sign_in(connection: Connection) -> str:
            user_id = await self._join(connection, role)
            cookie = await open_session(connection, self.workspace_id, user_id, "192.0.2.1", system_clock())
            assert cookie
            return cookie

        cookie = f"kenbun_session={self.running.act(sign_in)}"
        headers = {"Sec-Fetch-Site": "same-origin", "Cookie": cookie, "Accept": "text/html"}
        return httpx.Client(base_url=self.running.address, headers=headers, timeout=60, verify=_NO_TLS)

    async def _join(self, connection: Connection, role: Role) -> UUID:
        email = f"{role}-{uuid4().hex}@example.com"
        return await add_member(connection, self.caller, email, role, system_clock(), name=role)

    def sign_in(self, client: httpx.Client) -> None:
        """Whoever's token the client sends, in a browser as well: pages take no token."""
        me = parse("usr", client.get("/api/me").json()["user_id"])
        assert me

        async def enter(connection: Connection) -> str | None:
            return await open_session(connection, self.workspace_id, me, "192.0.2.1", system_clock())

        client.headers["Sec-Fetch-Site"] = "same-origin"
        client.cookies.set("kenbun_session", self.running.act(enter) or "")

    def take_in(self, *events: dict[str, Any]) -> None:
        """Returns when all of them are in the lists."""
        with self.client(self.write_key) as sender:
            answer = sender.post("/api/ingest", json=list(events))
        assert (answer.status_code, answer.json()["accepted"]) == (202, len(events)), answer.text
        self.settle()

    def settle(self) -> None:
        """Returns when all that was taken in is in the lists."""
        deadline = time.monotonic() + 30
        while self.running.act(lambda connection: backlog(connection, self.workspace_id, 1)).waiting:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def lead(self, client: httpx.Client, email: str) -> str:
        """The id of a lead, who did something once."""
        self.take_in({"event_type": "Page View", "alias_kind": "email", "alias": email})
        found: str = client.get("/api/leads", params={"search": email}).json()["leads"][0]["lead_id"]
        return found

    def client(self, credential: str) -> httpx.Client:
        """Sends a token or a key with each request; to be closed."""
        headers = {"Authorization": f"Bearer {credential}"} if credential else {}
        return httpx.Client(base_url=self.running.address, headers=headers, timeout=60, verify=_NO_TLS)


@contextmanager
def running(database_url: str) -> Iterator[Running]:
    """For the length of the block."""
    started: list[Running] = []
    ready = threading.Event()

    async def serve() -> None:
        database = Database.connect(database_url)
        with socket.create_server(("127.0.0.1", 0)) as listening:
            port = listening.getsockname()[1]
            settings = Settings(port=port, demo=False, deliver_to="127.0.0.0/8")
            services = Services(database, settings, Worker(database, system_clock, settings))
            server = uvicorn.Server(
                uvicorn.Config(create_app(services), log_config=None, timeout_graceful_shutdown=2)
            )
            await services.worker.start()
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            while not server.started:
                await asyncio.sleep(0.01)
            started.append(Running(services, asyncio.get_running_loop(), f"http://127.0.0.1:{port}"))
            ready.set()
            await started[0].stop.wait()
            server.should_exit = True
            await serving
            await services.worker.stop()
            await database.close()

    def run() -> None:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(serve())

    # A daemon: where the server does not start, the tests must end and say so.
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(30), "the server does not start"
    yield started[0]
    started[0].loop.call_soon_threadsafe(started[0].stop.set)
    thread.join(30)
