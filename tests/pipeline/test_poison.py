"""A call that cannot be worked on is set aside with the reason, and holds up no other."""

import json

import pytest

from kenbun.events.accept.stored import NAME
from kenbun.kit.ids import new_id, public
from kenbun.pipeline import take_batch
from tests.world import NOON, event, rule


async def rejected(world):
    return await world.rows("SELECT * FROM rejected_events WHERE workspace_id = :w ORDER BY rejected_id")


async def spoil(world, call, column, value):
    """Puts into the waiting call what no door would let in."""
    await world.rows(
        f"UPDATE event_inbox SET {column} = cast(:value AS jsonb)"
        " WHERE workspace_id = :w AND message_id = :message RETURNING 1",
        value=json.dumps(value),
        message=call["message_id"],
    )


async def test_a_lead_that_does_not_exist_is_named_as_the_reason(make):
    """Of three calls the one that names an unknown lead is rejected; the others are scored."""
    world = await make([rule("Viewed", "Page View", 1)])
    stranger = event((), "Page View", lead_id=public("ld", new_id()))
    await world.say(event("ada@acme.com", "Page View"), stranger, event("ada@acme.com", "Page View"))
    await world.work_off_what_can_be()
    assert await world.score("ada@acme.com") == 2
    [row] = await rejected(world)
    assert (row["field"], row["stage"], row["protocol"]) == ("lead_id", "pipeline", NAME)
    assert stranger["lead_id"][3:] in row["reason"].replace("-", "")
    assert json.loads(row["payload"])["message_id"] == stranger["message_id"]


async def test_a_lead_of_another_workspace_does_not_exist(make):
    """Naming another workspace's lead is rejected, and neither workspace changes."""
    other, world = await make(), await make()
    await other.hear(event("eve@acme.com", "Page View"))
    theirs = (await other.listed())[0].lead_id
    await world.say(event((), "Page View", lead_id=theirs))
    await world.work_off_what_can_be()
    assert len(await rejected(world)) == 1
    assert (await other.listed())[0].event_count == 1


@pytest.mark.parametrize("place", [0, 1, 12, 29])
async def test_a_call_that_a_stage_cannot_digest_is_found_among_many(make, place):
    """An alias of an unknown kind among thirty calls: twenty-nine are scored, one is rejected."""
    world = await make([rule("Viewed", "Page View", 1)])
    calls = [event("ada@acme.com", "Page View", NOON) for _ in range(30)]
    await world.say(*calls)
    await spoil(world, calls[place], "aliases", [["carrier pigeon", "Bertha"], ["cookie", "c1"]])
    with pytest.raises(ValueError, match="not in"):
        await take_batch(world.database, world.workspace_id, world.clock)
    await world.work_off_what_can_be()
    assert await world.score("ada@acme.com") == 29
    [row] = await rejected(world)
    assert row["reason"].startswith("Could not be worked on: ")
    assert (row["field"], row["stage"]) == (None, "pipeline")
    assert await world.rows("SELECT * FROM event_inbox WHERE workspace_id = :w") == []


async def test_an_event_without_a_type_is_set_aside(make):
    """Two calls in a row that fail, the second after the first is out of the way."""
    world = await make([rule("Viewed", "Page View", 1)])
    nameless = [event("ada@acme.com", "Page View") | {"event_type": None} for _ in range(2)]
    await world.say(*nameless, event("bob@acme.com", "Page View"))
    await world.work_off_what_can_be()
    assert [row.event_count for row in await world.listed()] == [1]
    assert len(await rejected(world)) == 2


async def test_a_call_that_fails_leaves_nothing_of_itself(make):
    """What the stages before the failing one did for it is rolled back: no lead, no alias, no type."""
    world = await make()
    call = event("ghost@acme.com", "Never Seen")
    await world.say(call)
    await spoil(world, call, "aliases", [["email", "ghost@acme.com"], ["fax", "1"]])
    await world.work_off_what_can_be()
    for table in ("leads", "lead_aliases", "events", "event_types", "accounts", "sessions"):
        assert await world.rows(f"SELECT * FROM {table} WHERE workspace_id = :w") == []
