"""The way into the inbox: durable, together, once; and what happens when the database is not well."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, event, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from kenbun.database import Connection, Database
from kenbun.events import backlog, inbox_queries
from kenbun.events import inbox as inboxes
from kenbun.events.accept.call import Call, Receipt, Refusal
from kenbun.events.accept.ingest.read import read
from kenbun.events.inbox import Inbox
from kenbun.events.storing import Counts
from kenbun.events.tables import event_inbox
from kenbun.kit.errors import TooMany, Unavailable
from tests.taking import World, make_world

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def call(name: str = "X", message_id: str | None = None, **more: Any) -> Call:
    payload = {"event_type": name, "alias_kind": "cookie", "alias": "c", "message_id": message_id} | more
    return read(payload, Receipt.at(NOW))


def unstorable(message_id: str | None = None) -> Call:
    """No reader lets this pass; if one did, the database would not."""
    bad = call("Bad", message_id)
    bad.metadata = b'{"x":"\\u0000"}'
    return bad


def refusal() -> Refusal:
    return Refusal(0, "ingest", {"event_type": 7}, "Must be text.", "event_type")


async def test_many_requests_share_a_commit(inbox: Inbox, world: World, engine: AsyncEngine) -> None:
    """What waits while one transaction runs goes into the next together, in order of receipt."""
    commits: list[None] = []

    def note(_: object) -> None:
        commits.append(None)

    event.listen(engine.sync_engine, "commit", note)
    answers = await asyncio.gather(
        *(inbox.accept(world.workspace_id, None, [call(f"E{n}"), call(f"F{n}")]) for n in range(20))
    )
    event.remove(engine.sync_engine, "commit", note)
    assert answers == [Counts(2, 0, 0)] * 20
    assert [row["event_type"] for row in await world.inbox()] == [
        name for n in range(20) for name in (f"E{n}", f"F{n}")
    ]
    assert len(commits) <= 4


async def test_workspaces_in_one_commit_stay_apart(inbox: Inbox, world: World) -> None:
    """The same message id in two workspaces is two messages; each workspace is told of its own."""
    other = await make_world(world.database, world.clock, "Other")
    answers = await asyncio.gather(
        inbox.accept(world.workspace_id, None, [call("A", "m1")]),
        inbox.accept(other.workspace_id, None, [call("B", "m1")]),
        inbox.accept(world.workspace_id, None, [call("C", "m1")]),
    )
    assert answers == [Counts(1, 0, 0), Counts(1, 0, 0), Counts(0, 1, 0)]
    assert [row["event_type"] for row in await world.inbox()] == ["A"]
    assert [row["event_type"] for row in await other.inbox()] == ["B"]
    assert set(world.woken) == {world.workspace_id, other.workspace_id}


async def test_two_processes_take_in_the_same_ids_once(inbox: Inbox, world: World) -> None:
    """Two writers with the same batch in different order: no deadlock, each message once."""
    second = Inbox(world.database, world.clock, world.woken.append)
    await second.start()
    for n in range(10):
        calls = [call("X", f"{n}-{place}") for place in range(50)]
        one, two = await asyncio.gather(
            inbox.accept(world.workspace_id, None, calls),
            second.accept(world.workspace_id, None, calls[::-1]),
        )
        assert one.accepted + two.accepted == 50
        assert one.duplicates + two.duplicates == 50
    await second.stop()
    assert len(await world.inbox()) == 500


async def test_one_bad_call_spoils_no_other(inbox: Inbox, world: World) -> None:
    """A call that the database refuses goes to the rejected events; all around it are taken in."""
    calls = [call(f"E{n}", f"m{n}") for n in range(7)]
    calls.insert(3, unstorable("bad"))
    answers = await asyncio.gather(
        inbox.accept(world.workspace_id, None, [call("First")]),
        inbox.accept(world.workspace_id, None, calls, [refusal()]),
        inbox.accept(world.workspace_id, None, [call("Last")]),
    )
    assert answers == [Counts(1, 0, 0), Counts(7, 0, 2), Counts(1, 0, 0)]
    assert len(await world.inbox()) == 9
    assert sorted(row["reason"][:17] for row in await world.rejected()) == [
        "Cannot be stored:",
        "Must be text.",
    ]
    assert await inbox.accept(world.workspace_id, None, [call("E", "bad")]) == Counts(1, 0, 0)


class Flaky(Database):
    """A database whose server goes away when told."""

    away = False

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        async with super().transaction() as connection:
            if self.away:
                await connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
            yield connection


async def test_a_database_that_is_away_is_503(client: httpx.AsyncClient, app: Any, world: World) -> None:
    """Nothing is taken in, the answer says when to come back, and then it works."""
    database = Flaky(world.database.engine)
    inbox = app.state.services.inbox = Inbox(database, world.clock, world.woken.append)
    await inbox.start()
    body = {"event_type": "X", "alias_kind": "cookie", "alias": "c", "message_id": "m1"}
    assert (await client.post("/api/ingest", json=body)).status_code == 202
    database.away = True
    for path in ("/api/ingest", "/v1/t"):
        answer = await client.post(path, json=body | {"userId": "u", "event": "X"})
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert answer.headers["content-type"] == "application/problem+json"
    database.away = False
    assert (await client.post("/api/ingest", json=body)).json()["duplicates"] == 1
    await inbox.stop()
    assert len(await world.inbox()) == 1


async def test_too_far_behind_is_429(client: httpx.AsyncClient, world: World) -> None:
    """Where the oldest call waits for more than a minute, senders are told to come back later."""
    body = {"event_type": "X", "alias_kind": "cookie", "alias": "c"}
    assert (await client.post("/api/ingest", json=body)).status_code == 202
    async with world.database.transaction() as connection:
        await connection.execute(
            update(event_inbox)
            .where(event_inbox.c.workspace_id == world.workspace_id)
            .values(accepted_at=world.clock.now - timedelta(seconds=61))
        )
    assert (await client.post("/api/ingest", json=body)).status_code == 202  # measured a moment ago
    world.clock.forward(seconds=1)
    assert (await client.post("/api/ingest", json=body)).status_code == 202  # measures
    answer = await client.post("/api/ingest", json=body)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
    assert (await client.post("/v1/t", json={})).status_code == 429
    assert len(await world.inbox()) == 3
    async with world.database.transaction() as connection:
        await connection.execute(delete(event_inbox).where(event_inbox.c.workspace_id == world.workspace_id))
    world.clock.forward(seconds=1)
    assert (await client.post("/api/ingest", json=body)).status_code == 202


async def test_what_was_just_taken_in_counts_as_behind(
    inbox: Inbox, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two measures the calls taken in since are added."""
    monkeypatch.setattr(backlog, "MOST_BEHIND", 3)
    await inbox.accept(world.workspace_id, None, [call() for _ in range(4)])
    with pytest.raises(TooMany):
        await inbox.accept(world.workspace_id, None, [call()])
    world.clock.forward(seconds=2)
    with pytest.raises(TooMany):
        await inbox.accept(world.workspace_id, None, [call()])


async def test_a_full_queue_is_429(inbox: Inbox, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded: what does not fit is told to come back."""
    monkeypatch.setattr(inboxes, "MOST_WAITING", 10)
    await inbox.accept(world.workspace_id, None, [call()])
    answers = await asyncio.gather(
        *(inbox.accept(world.workspace_id, None, [call() for _ in range(6)]) for _ in range(3)),
        return_exceptions=True,
    )
    assert [type(answer) for answer in answers] == [Counts, TooMany, TooMany]


async def test_stopping_answers_all_that_waits(world: World) -> None:
    """What was put in before the stop is committed; what comes after is told to come back."""
    inbox = Inbox(world.database, world.clock, world.woken.append)
    await inbox.start()
    waiting = [
        asyncio.create_task(inbox.accept(world.workspace_id, None, [call(message_id=f"m{n}")]))
        for n in range(9)
    ]
    await asyncio.sleep(0)
    await inbox.stop()
    assert await asyncio.gather(*waiting) == [Counts(1, 0, 0)] * 9
    with pytest.raises(Unavailable):
        await inbox.accept(world.workspace_id, None, [call()])


async def test_someone_who_went_away_holds_up_nobody(inbox: Inbox, world: World) -> None:
    """A request that is cut off while it waits leaves the writer at work."""
    gone = asyncio.create_task(inbox.accept(world.workspace_id, None, [call()]))
    await asyncio.sleep(0)
    gone.cancel()
    assert await inbox.accept(world.workspace_id, None, [call()]) == Counts(1, 0, 0)


def test_the_hash_of_a_message_id_is_a_uuid() -> None:
    """Fits the column, and is the same for the same id alone."""
    assert len(inbox_queries.message_hash("a\N{SNOWMAN}")) == 32
    assert inbox_queries.message_hash("a") != inbox_queries.message_hash("b")
