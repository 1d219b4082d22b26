"""Rejected events: seen, tried again by today's rules, deleted; never lost, never without bound."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import update

from kenbun.access import audit
from kenbun.events import rejected, rejected_queries
from kenbun.events.accept import stored
from kenbun.events.accept.call import Refusal
from kenbun.events.tables import rejected_events
from kenbun.kit.ids import public
from kenbun.kit.paging import Paging
from tests.taking import World, make_world

URL = "/api/events/rejected"


def event(**more: Any) -> dict[str, Any]:
    return {"event_type": "X", "alias_kind": "email", "alias": "ada@example.com"} | more


@pytest.fixture
async def editor(client: httpx.AsyncClient, world: World) -> httpx.AsyncClient:
    client.headers.update(await world.token("editor"))
    return client


async def mend(world: World, rejected_id: UUID, payload: dict[str, Any]) -> None:
    """As if the rules had changed: what was wrong is right now."""
    async with world.database.transaction() as connection:
        await connection.execute(
            update(rejected_events)
            .where(
                rejected_events.c.workspace_id == world.workspace_id,
                rejected_events.c.rejected_id == rejected_id,
            )
            .values(payload=json.dumps(payload))
        )


async def test_who_may(client: httpx.AsyncClient, world: World) -> None:
    """Anonymous: 401. A viewer reads and changes nothing."""
    client.headers.pop("x-write-key")
    one = f"{URL}/rej_{'0' * 32}"
    calls = [("GET", URL), ("POST", f"{URL}/retry"), ("POST", f"{one}/retry"), ("DELETE", one)]
    for method, url in calls:
        assert (await client.request(method, url, json={"all": True})).status_code == 401
    headers = await world.token("viewer")
    assert [
        (await client.request(m, u, json={"all": True}, headers=headers)).status_code for m, u in calls
    ] == [
        200,
        403,
        403,
        403,
    ]


async def test_they_are_listed_with_their_reason(editor: httpx.AsyncClient, world: World) -> None:
    """The latest first, with what was sent and why it was refused."""
    await editor.post("/api/ingest", json=[event(alias="nobody"), event(timestamp="?")])
    listed = (await editor.get(URL, params={"limit": 1})).json()
    assert (listed["total"], listed["page"], listed["limit"]) == (2, 1, 1)
    [shown] = listed["rejected_events"]
    assert (shown["field"], shown["stage"], shown["protocol"]) == ("timestamp", "accept", "ingest")
    assert shown["reason"].startswith("Not a time.")
    assert json.loads(shown["payload"]) == event(timestamp="?")


async def test_retrying_reads_by_todays_rules(editor: httpx.AsyncClient, world: World) -> None:
    """What is right now goes into the inbox, as of the time it first came; the rest keeps today's reason."""
    await editor.post("/api/ingest", json=[event(alias="a"), event(alias="b")])
    first, second = await world.rejected()
    received_at = world.clock.now
    world.clock.forward(days=1)
    await mend(world, first["rejected_id"], event())
    await mend(world, second["rejected_id"], event(event_type=""))
    answer = await editor.post(f"{URL}/retry", json={"all": True})
    assert answer.json() == {"accepted": 1, "duplicates": 0, "rejected": 1}
    [row] = await world.inbox()
    assert (row["happened_at"], row["accepted_at"]) == (received_at, world.clock.now)
    [left] = await world.rejected()
    assert (left["rejected_id"], left["field"]) == (second["rejected_id"], "event_type")
    assert world.workspace_id in world.woken


async def test_retrying_one(editor: httpx.AsyncClient, world: World) -> None:
    """By its id; a second time it is not there any more. Each act is in the audit log."""
    key = {"Authorization": f"Bearer {world.write_key}"}
    await editor.post("/v1/t", json={"userId": "u1"}, headers=key)
    [kept] = await world.rejected()
    url = f"{URL}/{public('rej', kept['rejected_id'])}"
    assert (await editor.post(f"{url}/retry")).json()["rejected"] == 1
    await mend(world, kept["rejected_id"], {"type": "track", "event": "X", "userId": "u1"})
    assert (await editor.post(f"{url}/retry")).json()["accepted"] == 1
    assert (await editor.post(f"{url}/retry")).status_code == 404
    assert (await editor.post(f"{URL}/x/retry")).status_code == 404
    async with world.database.transaction() as connection:
        entries, _ = await audit.list_audit(connection, world.workspace_id, Paging())
    assert [entry.action for entry in entries][:2] == ["rejected_event.retry"] * 2


async def test_retrying_a_duplicate(editor: httpx.AsyncClient, world: World) -> None:
    """What was taken in since under the same message id is no rejected event any more."""
    await editor.post("/api/ingest", json=[event(alias="a", message_id="m1")])
    await editor.post("/api/ingest", json=event(message_id="m1"))
    [kept] = await world.rejected()
    await mend(world, kept["rejected_id"], event(message_id="m1"))
    ids = [public("rej", kept["rejected_id"])]
    assert (await editor.post(f"{URL}/retry", json={"ids": ids})).json()["duplicates"] == 1
    assert await world.rejected() == []
    assert len(await world.inbox()) == 1


async def test_a_call_that_failed_on_the_way_is_taken_in_as_it_was(
    editor: httpx.AsyncClient, world: World
) -> None:
    """Its message id is known already, and must not make a duplicate of it."""
    await editor.post("/api/ingest", json=event(message_id="m1", metadata={"a": [1]}, account_id="acme"))
    [row] = await world.inbox()
    async with world.database.transaction() as connection:
        payload = stored.payload_of(dict(row))
        await rejected_queries.keep(
            connection,
            world.workspace_id,
            [Refusal(0, stored.NAME, payload, "The lead was deleted.", None)],
            world.clock(),
            source_id=row["source_id"],
            stage="pipeline",
        )
    world.clock.forward(hours=3)
    assert (await editor.post(f"{URL}/retry", json={"all": True})).json()["accepted"] == 1
    first, again = await world.inbox()
    differing = {key for key in first if first[key] != again[key]}
    assert differing == {"event_id", "accepted_at"}


async def test_deleting(editor: httpx.AsyncClient, world: World) -> None:
    """Gone for good, and only once."""
    await editor.post("/api/ingest", json=[event(alias="a")])
    [kept] = await world.rejected()
    url = f"{URL}/{public('rej', kept['rejected_id'])}"
    assert (await editor.delete(url)).status_code == 204
    assert (await editor.delete(url)).status_code == 404
    assert await world.rejected() == []


async def test_another_workspaces_are_not_there(editor: httpx.AsyncClient, world: World) -> None:
    """Neither seen nor retried nor deleted by any id."""
    other = await make_world(world.database, world.clock, "Other")
    async with world.database.transaction() as connection:
        refusals = [Refusal(0, "ingest", event(), "Why not", None)]
        await rejected_queries.keep(connection, other.workspace_id, refusals, world.clock(), source_id=None)
    [theirs] = await other.rejected()
    public_id = public("rej", theirs["rejected_id"])
    assert (await editor.get(URL)).json()["total"] == 0
    assert (await editor.post(f"{URL}/{public_id}/retry")).status_code == 404
    assert (await editor.post(f"{URL}/retry", json={"ids": [public_id]})).json()["accepted"] == 0
    assert (await editor.delete(f"{URL}/{public_id}")).status_code == 404
    assert len(await other.rejected()) == 1


@pytest.mark.parametrize(
    "body", [{}, {"ids": []}, {"ids": ["x"]}, {"ids": ["rej_1"], "all": True}, {"all": False}, {"other": 1}]
)
async def test_a_retry_says_of_what(editor: httpx.AsyncClient, body: dict[str, Any]) -> None:
    """Either some ids or all."""
    assert (await editor.post(f"{URL}/retry", json=body)).status_code == 422


async def test_the_oldest_make_room(world: World) -> None:
    """A workspace keeps so many and no more."""
    async with world.database.transaction() as connection:
        refusals = [Refusal(n, "ingest", n, str(n), None) for n in range(10)]
        await rejected_queries.keep(connection, world.workspace_id, refusals, world.clock(), source_id=None)
        await rejected_queries.trim(connection, world.workspace_id, 4)
    assert [row["reason"] for row in await world.rejected()] == ["6", "7", "8", "9"]


async def test_an_unknown_dialect_is_a_reason(world: World) -> None:
    """Where a dialect is taken out, its rejected calls stay and say so."""
    async with world.database.transaction() as connection:
        refusals = [Refusal(0, "gone", {}, "Why not", None)]
        await rejected_queries.keep(connection, world.workspace_id, refusals, world.clock(), source_id=None)
        [kept] = await rejected_queries.latest(connection, world.workspace_id, Paging())
        ids = [kept["rejected_id"]]
        now = world.clock() + timedelta(days=1)
        assert (await rejected.retry(connection, world.caller, ids, now)).rejected == 1
        entries, _ = await audit.list_audit(connection, world.workspace_id, Paging())
    [left] = await world.rejected()
    assert left["reason"] == "Nothing reads gone any more."
    assert entries[0].after == {"accepted": 0, "duplicates": 0, "rejected": 1}
