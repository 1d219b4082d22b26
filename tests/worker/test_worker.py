"""The worker, running for real, in a database of its own: it looks after every workspace there is."""

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
import pytest_asyncio

from kenbun.database import Database
from kenbun.database.migrations import upgrade
from kenbun.kit.ids import new_id, public
from kenbun.poison import take_what_can_be_taken
from kenbun.worker import Worker
from kenbun.worker.loops import LOOPS
from tests.databases import fresh_database
from tests.segments.segmented import Segments
from tests.transfer.imports.importing import open_job, work
from tests.triggers.triggered import Triggers
from tests.world import NOON, days, event, identify, rule

ADA, BOB = "ada@acme.com", "bob@acme.com"
VIEWED = rule("Viewed", "Page View", 1)
# Generous: the machine may be busy. The worker looks round unasked only long after that.
SOON = 60
UNASKED = 600.0


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    look_round_every(UNASKED, monkeypatch)


def look_round_every(seconds, monkeypatch):
    monkeypatch.setattr("kenbun.worker.rounds.SWEEP_EVERY", seconds)
    monkeypatch.setattr("kenbun.worker.loops.LOOPS", tuple(replace(loop, every=seconds) for loop in LOOPS))


@pytest_asyncio.fixture(scope="module")
async def database(server_url):
    async with fresh_database(server_url) as url:
        database = Database.connect(url)
        await upgrade(database.engine)
        yield database
        await database.close()


@asynccontextmanager
async def working(world):
    """A worker that has done its first round."""
    worker = Worker(world.database, world.clock)
    await worker.start()
    try:
        await until(lambda: empty(world))
        await asyncio.sleep(0.1)
        yield worker
    finally:
        await worker.stop()


async def until(holds):
    async with asyncio.timeout(SOON):
        while not await holds():
            await asyncio.sleep(0.01)


async def empty(world):
    return not await world.rows("SELECT 1 FROM event_inbox WHERE workspace_id = :w LIMIT 1")


async def ticked_at(world):
    [row] = await world.rows("SELECT ticked_at FROM workspace_ticks WHERE workspace_id = :w")
    return row["ticked_at"]


async def rejected(world):
    return await world.rows("SELECT * FROM rejected_events WHERE workspace_id = :w ORDER BY rejected_id")


async def put_straight(world, **columns):
    """A row in the inbox that came through no door."""
    values = {
        "event_id": new_id(),
        "message_id": "straight",
        "lead_id": None,
        "aliases": json.dumps([["email", ADA]]),
        "at": NOON,
    }
    await world.rows(
        "INSERT INTO event_inbox (workspace_id, event_id, kind, event_type, message_id, happened_at, accepted_at,"
        " lead_id, aliases, metadata) VALUES (:w, :event_id, 'event', 'Page View', :message_id, :at, :at,"
        " :lead_id, cast(:aliases AS jsonb), '{}') RETURNING 1",
        **values | columns,
    )


async def test_an_empty_inbox_moves_no_tick(make):
    """A tick tells every open page to look again: it comes with work alone."""
    world = await make([VIEWED])
    before = await ticked_at(world)
    world.clock.forward(minutes=1)
    assert await take_what_can_be_taken(world.database, world.workspace_id, world.clock) is False
    assert await ticked_at(world) == before
    await world.say(event(ADA, "Page View"))
    assert await take_what_can_be_taken(world.database, world.workspace_id, world.clock) is True
    assert await ticked_at(world) == world.clock()


async def test_an_idle_worker_moves_no_tick(make):
    """Woken with nothing to do, it leaves the workspace as it was."""
    world = await make([VIEWED])
    before = await ticked_at(world)
    world.clock.forward(minutes=1)
    async with working(world) as worker:
        worker.wake(world.workspace_id)
        await asyncio.sleep(0.2)
    assert await ticked_at(world) == before


async def test_what_another_process_was_building_is_looked_at_again(make):
    """A dead one's lock outlives it for a moment: when it is gone, nobody has to ask a second time."""
    world = await make([VIEWED])
    await world.hear(event(ADA, "Page View"))

    async def has_five():
        return await world.score(ADA) == 5

    async with working(world) as worker:
        async with world.database.alone(f"build {world.workspace_id}"):
            await world.open([VIEWED | {"points": 5}])
            worker.wake_builder()
            await asyncio.sleep(0.5)
            assert not await has_five()
        await until(has_five)


async def test_what_was_left_over_is_worked_off_at_the_start(make):
    """Two events that a process before it took in, in two workspaces: scored without being woken."""
    worlds = [await make([VIEWED]), await make([VIEWED])]
    for world in worlds:
        await world.say(event(ADA, "Page View"))
    async with working(worlds[0]):
        await until(lambda: empty(worlds[1]))
    assert [await world.score(ADA) for world in worlds] == [1, 1]


async def test_what_waits_is_worked_off_when_woken(make):
    """Soon after each wake, long before the worker looks round by itself."""
    world = await make([VIEWED])
    async with working(world) as worker:
        for score in (1, 2):
            await world.say(event(ADA, "Page View"))
            worker.wake(world.workspace_id)
            await until(lambda: empty(world))
            assert await world.score(ADA) == score


async def test_what_another_process_took_in_is_found(make, monkeypatch):
    """Nobody wakes the worker; it looks round now and then (here five times a second)."""
    look_round_every(0.2, monkeypatch)
    world = await make([VIEWED])
    async with working(world):
        await world.say(event(ADA, "Page View"))
        await until(lambda: empty(world))
    assert await world.score(ADA) == 1


async def test_after_the_stop_nothing_is_worked_off(make):
    """What comes in then waits for the next start."""
    world = await make([VIEWED])
    async with working(world) as worker:
        pass
    await world.say(event(ADA, "Page View"))
    worker.wake(world.workspace_id)
    await asyncio.sleep(0.2)
    assert not await empty(world)
    async with working(world):
        assert await world.score(ADA) == 1


async def test_what_cannot_be_digested_is_set_aside_and_its_neighbours_are_scored(make):
    """A carrier pigeon between Ada and Bob: both score, the call is kept with the reason."""
    world = await make([VIEWED])
    await world.say(event(ADA, "Page View"))
    await put_straight(world, aliases=json.dumps([["pigeon", "Bertha"], ["cookie", "c1"]]))
    await world.say(event(BOB, "Page View"))
    async with working(world):
        assert (await world.score(ADA), await world.score(BOB)) == (1, 1)
    [row] = await rejected(world)
    assert row["reason"].startswith("Could not be worked on: ")
    assert (row["field"], row["stage"]) == (None, "pipeline")
    assert json.loads(row["payload"])["message_id"] == "straight"


async def test_an_unknown_lead_is_set_aside_with_the_field(make):
    """The reason names the lead; a known lead named the same way is scored."""
    world = await make([VIEWED])
    await world.hear(event(ADA, "Page View"))
    stranger = new_id()
    await put_straight(world, lead_id=stranger)
    await put_straight(world, lead_id=await world.lead_by_alias(("email", ADA)), message_id="known")
    async with working(world):
        assert await world.score(ADA) == 2
    [row] = await rejected(world)
    assert (row["field"], row["stage"]) == ("lead_id", "pipeline")
    assert row["reason"] == f"There is no lead {public('ld', stranger)}."


async def test_trouble_in_one_workspace_holds_up_no_other(make):
    """Three calls that fail in one, one event in another: both inboxes end up empty."""
    poisoned, world = await make([VIEWED]), await make([VIEWED])
    for number in range(3):
        await put_straight(poisoned, aliases='[["fax", "1"]]', message_id=f"m{number}")
    await world.say(event(ADA, "Page View"))
    async with working(poisoned):
        await until(lambda: empty(world))
    assert await world.score(ADA) == 1
    assert len(await rejected(poisoned)) == 3


async def test_what_is_due_fades_at_the_start(make):
    """Ten points with a half-life of a day are five a day later."""
    world = await make([rule("Viewed", "Page View", 10, 1)])
    await world.hear(event(ADA, "Page View"))
    world.clock.now += days(1)

    async def faded():
        return await world.score(ADA) == 5

    async with working(world):
        await until(faded)


@pytest.mark.parametrize("before_the_start", [True, False])
async def test_an_opened_version_is_built(make, before_the_start):
    """Left over from a process before, or opened while the worker runs: the score is by the new rules."""
    world = await make([VIEWED])
    await world.hear(event(ADA, "Page View"))
    new = [rule("Viewed", "Page View", 7)]

    async def switched():
        return await world.score(ADA) == 7

    if before_the_start:
        await world.open(new)
    async with working(world) as worker:
        if not before_the_start:
            await world.open(new)
            worker.wake_builder()
        await until(switched)


async def test_what_is_committed_anywhere_wakes_who_follows_behind(make):
    """Nobody calls the worker, and it looks round by itself in ten minutes: a lead put into a segment by hand fires a
    trigger, whose act sets a field, by which the lead comes into another segment."""
    world = await make([VIEWED])
    await world.hear(event(ADA, "Page View"))
    segments, triggers = Segments(world), Triggers(world)
    await segments.add("Chosen", None)
    await segments.add("Chiefs", {"field": "lead.title", "operator": "equals", "value": "Chief"})
    chosen = {"kind": "segment", "subject": "lead", "segment_id": segments.public("Chosen"), "on": "enter"}
    act = {"act": "set_field", "field": "title", "value": "Chief"}
    async with working(world):
        await triggers.add("Chosen", chosen, outputs=[act])
        await segments.by_hand("add", "Chosen", ADA)

        async def followed():
            # a tick may be ahead of a clock that stands still, and what is ordered by it would never be due
            world.clock.forward(seconds=1)
            return await segments.members("Chiefs")

        await until(followed)


async def test_suggestions_wait_until_files_are_taken_in_and_events_scored(make, monkeypatch):
    """Who looks like whom takes more work than the file itself; afterwards they are there all the same."""
    monkeypatch.setattr("kenbun.worker.rounds.BEHIND", 2)
    world = await make([VIEWED])
    worker = Worker(world.database, world.clock)
    await world.hear(identify(ADA, phone="+49 30 1234567"), identify(BOB, phone="+49 30 1234567"))

    async def suggested():
        await worker._rounds.compare()
        return await world.rows("SELECT 1 FROM suggested_duplicates WHERE workspace_id = :w")

    await open_job(world, "email,title", "cy@acme.com,CTO")
    assert not await suggested()
    await work(world)
    await world.say(event(ADA, "Page View"), event(BOB, "Page View"))
    assert not await suggested()
    await world.work_off()
    assert await suggested()
