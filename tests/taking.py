"""A small world for what takes events in: a workspace, a source with its key, the routes, the inbox."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import RowMapping, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from kenbun.access import http
from kenbun.access.callers import Caller, Role
from kenbun.access.members import add_member
from kenbun.access.sources import Source, create_source
from kenbun.access.tokens import create_token
from kenbun.access.workspaces import create_workspace
from kenbun.database import Database
from kenbun.events import ingest_api, rejected_api
from kenbun.events.inbox import Inbox
from kenbun.events.tables import event_inbox, rejected_events
from kenbun.leads.tables import leads
from kenbun.settings import Settings


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: datetime = field(default_factory=lambda: datetime(2026, 3, 1, 12, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@dataclass
class World:
    """`woken` lists the workspaces of which the worker was told."""

    database: Database
    workspace_id: UUID
    source: Source
    write_key: str
    clock: Clock
    woken: list[UUID] = field(default_factory=list)

    @property
    def caller(self) -> Caller:
        return Caller.system(self.workspace_id, "tests")

    async def token(self, role: Role) -> dict[str, str]:
        """The header of a new member of that role."""
        async with self.database.transaction() as connection:
            email = f"{role}-{uuid4().hex}@example.com"
            user_id = await add_member(connection, self.caller, email, role, self.clock(), name=role)
            _, secret = await create_token(connection, self.caller, "t", self.clock(), user_id=user_id)
        return {"Authorization": f"Bearer {secret}"}

    async def lead(self) -> UUID:
        """The id of a new lead."""
        lead_id, now = uuid4(), self.clock()
        row = {"lead_id": lead_id, "account_basis": "no_email", "created_at": now, "scored_at": now}
        async with self.database.transaction() as connection:
            await connection.execute(insert(leads).values(workspace_id=self.workspace_id, **row))
        return lead_id

    async def inbox(self) -> list[RowMapping]:
        """The calls that wait, in order of receipt."""
        return await self._rows(event_inbox, event_inbox.c.event_id)

    async def rejected(self) -> list[RowMapping]:
        return await self._rows(rejected_events, rejected_events.c.rejected_id)

    async def _rows(self, table: Any, order: Any) -> list[RowMapping]:
        statement = select(table).where(table.c.workspace_id == self.workspace_id).order_by(order)
        async with self.database.transaction() as connection:
            return list((await connection.execute(statement)).mappings())


async def make_world(database: Database, clock: Clock, name: str = "Acme") -> World:
    async with database.transaction() as connection:
        workspace_id = await create_workspace(connection, name, clock())
        caller = Caller.system(workspace_id, "tests")
        source, key = await create_source(connection, caller, "Site", clock())
    return World(database, workspace_id, source, key, clock)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def world(engine: AsyncEngine, clock: Clock) -> World:
    return await make_world(Database(engine), clock)


@pytest_asyncio.fixture
async def inbox(world: World) -> AsyncIterator[Inbox]:
    inbox = Inbox(world.database, world.clock, world.woken.append)
    await inbox.start()
    yield inbox
    await inbox.stop()


@pytest.fixture
def app(world: World, inbox: Inbox) -> FastAPI:
    app = FastAPI()
    app.state.services = SimpleNamespace(
        database=world.database, clock=world.clock, settings=Settings(), inbox=inbox
    )
    http.install(app)
    app.include_router(ingest_api.router)
    app.include_router(rejected_api.router)
    return app


@pytest_asyncio.fixture
async def client(app: FastAPI, world: World) -> AsyncIterator[httpx.AsyncClient]:
    """A sender with the source's key."""
    transport = httpx.ASGITransport(app=app)
    headers = {"X-Write-Key": world.write_key}
    async with httpx.AsyncClient(transport=transport, base_url="http://kenbun", headers=headers) as client:
        yield client
