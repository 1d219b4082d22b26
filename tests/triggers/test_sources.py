"""What sets triggers off beside scores and events: beginnings of surges, bands that are edited; and fields of then."""

from kenbun.levels import edit
from kenbun.levels.drafts import BandDraft
from kenbun.triggers.unlike import unlike_live
from tests.surge.surging import settle as settle_surges
from tests.triggers.triggered import WARM, Triggers
from tests.world import NOON, days, event, identify, minutes, rule

SURGES = {"kind": "surge", "subject": "account", "account_surge": True}
HOT_VP = {
    "kind": "milestone",
    "subject": "lead",
    "dimension": "engagement",
    "direction": "up",
    "threshold": 12,
    "conditions": {"all": [{"field": "lead.title", "operator": "contains", "value": "VP"}]},
}
RULES = [rule("Viewed", "Page View", 12)]


def _busy(at):
    """Ten events of two people within an hour: the least that surges."""
    who = ("ada@acme.com", "bob@acme.com")
    return [event(who[number % 2], "Page View", at - minutes(number)) for number in range(10)]


async def _of_old(make):
    """A company that has been known for three weeks."""
    world = await make(RULES)
    triggers = Triggers(world)
    await triggers.add("Surges", SURGES, cooldown_seconds=0)
    await world.hear(event("ada@acme.com", "Page View", NOON - days(20)))
    # what came late is looked at, so that it holds back nothing that comes afterwards
    await settle_surges(world)
    return world, triggers


async def _surge(world, triggers, calls):
    await world.hear(*calls)
    await settle_surges(world)
    await triggers.settle()


async def test_an_account_that_begins_to_surge(make):
    """Fires once as the surge begins, however it goes on; and again with the next one."""
    world, triggers = await _of_old(make)
    await _surge(world, triggers, _busy(NOON))
    [account] = await world.rows("SELECT account_id FROM accounts WHERE workspace_id = :w")
    [firing] = await triggers.firings("Surges")
    assert (firing["state"], firing["subject_id"]) == ("fired", account["account_id"])
    # a surge counts from the event that it began with
    assert (firing["cause"]["by"], firing["cause"]["events"]) == ("surge", 1)
    world.clock.forward(hours=1)
    await _surge(world, triggers, _busy(world.clock()))
    assert len(await triggers.firings("Surges")) == 1
    world.clock.forward(days=60)
    await settle_surges(world)
    await _surge(world, triggers, _busy(world.clock()))
    assert await triggers.states("Surges") == [("fired", None)] * 2
    assert [one.at for one in (await triggers.simulated("Surges", 90)).firings] == [
        at for at, _ in await triggers.fired("Surges")
    ]


async def test_a_surge_that_is_over_tells_nobody(make):
    """One that is only found later, in what was more than a day old, is held back, or no beginning at all."""
    world, triggers = await _of_old(make)
    await _surge(world, triggers, _busy(NOON - days(2)))
    assert "fired" not in [state for state, _ in await triggers.states("Surges")]


async def test_editing_bands_holds_back(make):
    """Whoever comes to a level as the bands are edited is listed, with why, and no later event fires for it."""
    world = await make(RULES)
    triggers = Triggers(world)
    await triggers.add("Warm", WARM)
    await world.hear(event("ada@acme.com", "Page View"), event("bob@acme.com", "Other"))
    bands = [
        BandDraft(name="Cold", min=0, max=9, color="blue"),
        BandDraft(name="Warm", min=10, max=None, color="red"),
    ]
    async with world.database.transaction() as connection:
        await edit.put_bands(connection, world.caller, "engagement", bands, world.clock)
    await triggers.settle()
    assert await triggers.states("Warm") == [("held_back", "levels")]
    world.clock.forward(minutes=1)
    await world.hear(event("ada@acme.com", "Page View"))
    assert await triggers.states("Warm") == [("held_back", "levels")]
    await world.hear(event("bob@acme.com", "Page View"))
    assert await triggers.states("Warm") == [("held_back", "levels"), ("fired", None)]


async def test_a_simulation_asks_fields_of_then(make):
    """Who was a VP when it happened counts, whatever they are now; and who has become one since does not."""
    world = await make(RULES)
    triggers = Triggers(world)
    await triggers.add("VPs", HOT_VP, cooldown_seconds=0)
    await world.hear(identify("ada@acme.com", title="VP Sales"), identify("bob@acme.com", title="Intern"))
    world.clock.forward(minutes=1)
    await world.hear(event("ada@acme.com", "Page View"), event("bob@acme.com", "Page View"))
    fired = await triggers.fired("VPs")
    world.clock.forward(minutes=1)
    now = world.clock()
    await world.hear(
        identify("ada@acme.com", now, title="Retired"), identify("bob@acme.com", now, title="VP")
    )
    again = await triggers.simulated("VPs")
    assert [(one.at, one.part_id) for one in again.firings] == fired
    assert len(fired) == 1
    # what its conditions ask is no matter
    assert again.unlike == unlike_live("milestone", None)
