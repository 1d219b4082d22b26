"""A small world: one workspace with an admin, an editor and a viewer, and a stranger in another workspace."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from kenbun.access import api, audit_api, http, own_api, pages
from kenbun.access.callers import Caller, Role
from kenbun.access.members import add_member
from kenbun.access.passwords import hash_password
from kenbun.access.queries import people
from kenbun.access.sessions import open_session
from kenbun.access.tokens import create_token
from kenbun.access.workspaces import create_workspace
from kenbun.database import Database
from kenbun.settings import Settings

PASSWORD = "a long enough password"


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: datetime = field(default_factory=lambda: datetime(2026, 3, 1, 12, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@dataclass(frozen=True)
class Person:
    workspace_id: UUID
    user_id: UUID
    email: str
    token: str

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(frozen=True)
class World:
    workspace_id: UUID
    admin: Person
    editor: Person
    viewer: Person
    stranger: Person

    def caller(self, role: Role = "admin") -> Caller:
        person: Person = getattr(self, role)
        return Caller(self.workspace_id, role, "session", role.title(), user_id=person.user_id)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(engine: AsyncEngine) -> Database:
    return Database(engine)


@pytest_asyncio.fixture
async def world(database: Database, clock: Clock) -> World:
    return await make_world(database, clock)


async def make_world(database: Database, clock: Clock) -> World:
    async with database.transaction() as connection:
        ours = await create_workspace(connection, "Acme", clock())
        theirs = await create_workspace(connection, "Strangers", clock())

    async def person(workspace_id: UUID, role: Role) -> Person:
        email = f"{role}-{uuid4().hex[:10]}@example.com"
        system = Caller.system(workspace_id, "tests")
        async with database.transaction() as connection:
            user_id = await add_member(connection, system, email, role, clock(), name=role.title())
            _, token = await create_token(connection, system, "tests", clock(), user_id=user_id)
        return Person(workspace_id, user_id, email, token)

    return World(
        ours,
        await person(ours, "admin"),
        await person(ours, "editor"),
        await person(ours, "viewer"),
        await person(theirs, "admin"),
    )


@pytest_asyncio.fixture(scope="session")
async def password_hash() -> str:
    """Of PASSWORD: hashing is slow on purpose, once will do."""
    return await hash_password(PASSWORD)


@pytest_asyncio.fixture
async def session(database: Database, world: World, clock: Clock, password_hash: str) -> str:
    """The session cookie of the admin, whose password is PASSWORD."""
    async with database.transaction() as connection:
        await people.set_password(connection, world.admin.user_id, password_hash)
        await people.rename(connection, world.admin.user_id, "Ada")
        cookie = await open_session(
            connection, world.workspace_id, world.admin.user_id, "198.51.100.1", clock()
        )
    assert cookie
    return cookie


@pytest.fixture
def app(database: Database, clock: Clock) -> FastAPI:
    """The routes of access, and one that takes events in as far as finding the source."""
    app = FastAPI()
    app.state.services = SimpleNamespace(database=database, clock=clock, settings=Settings())
    http.install(app)
    app.include_router(own_api.router)
    app.include_router(audit_api.router)
    app.include_router(api.router)
    app.include_router(pages.router)

    @app.post("/v1/track")
    async def track(request: Request) -> dict[str, str]:
        body = await request.json()
        source = await http.find_source(request, body.get("writeKey"))
        return {"source": source.name}

    return app


@pytest_asyncio.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """As a program: no cookie, no page of origin."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://kenbun.example") as client:
        yield client


@pytest.fixture
def browser(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """As a browser on one of our pages."""
    client.headers.update({"Accept": "text/html", "Sec-Fetch-Site": "same-origin"})
    return client
