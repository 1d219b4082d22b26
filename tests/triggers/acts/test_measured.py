"""How long it took from an event to what was done about it, of what nobody had to set off."""

from datetime import timedelta
from typing import Any

import pytest

from kenbun.alerts.deliveries.deeds import do_waiting
from kenbun.alerts.deliveries.replay import replay_one
from kenbun.kit.clock import system_clock
from kenbun.measures import Measures
from kenbun.triggers.acts import perform
from kenbun.triggers.held import Chosen, release
from kenbun.triggers.silence import hold_back
from tests.triggers.triggered import HOT, Triggers
from tests.world import World, event, rule


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Measures:
    measures = Measures()
    monkeypatch.setattr("kenbun.measures.measures", measures)
    return measures


@pytest.fixture
async def world(make: Any) -> World:
    """In the present: an event's id holds the time of the machine."""
    made: World = await make([rule("Demo", "Demo", 60)])
    made.clock.now = system_clock()
    await Triggers(made).add("Hot lead", HOT, outputs=[{"act": "notify_owner"}])
    return made


async def do(world: World) -> int:
    """In this workspace alone, a second later: ticks are a little ahead of a clock that stands still."""
    world.clock.forward(seconds=1)
    return await do_waiting(world.database, world.workspace_id, perform, world.clock)


async def test_an_act_is_measured_from_its_event_on(world: World, counted: Measures) -> None:
    """Not from the firing, which comes when the event is worked off; and once, whoever has it done again."""
    await world.say(event("ada@acme.com", "Demo", world.clock()))
    world.clock.forward(minutes=10)
    await world.work_off()
    assert await do(world) == 1
    assert (sum(counted.delivered.counts), counted.delivered.total) == (1, pytest.approx(600, abs=30))
    world.clock.forward(seconds=5)
    [one] = await world.rows("SELECT delivery_id FROM deliveries WHERE workspace_id = :w")
    async with world.database.transaction() as connection:
        await replay_one(connection, world.caller, one["delivery_id"], world.clock())
    assert (await do(world), sum(counted.delivered.counts)) == (1, 1)


async def test_what_is_released_is_not_measured(world: World, counted: Measures) -> None:
    """It waited for whoever released it."""
    await world.hear(event("ada@acme.com", "Demo", world.clock() - timedelta(days=2)))
    await hold_back(world.database, world.workspace_id)
    async with world.database.transaction() as connection:
        released = await release(connection, world.caller, Chosen(), world.clock)
    assert (released.released, await do(world), sum(counted.delivered.counts)) == (1, 1, 0)
