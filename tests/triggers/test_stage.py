"""What sets triggers off, kind by kind, and what does not."""

import pytest

from kenbun.accounts.archive import archive_accounts
from kenbun.kit.errors import Invalid
from kenbun.triggers.chains import note_act
from kenbun.triggers.detect import deeds
from tests.segments.segmented import Segments
from tests.triggers.triggered import ASKS, BUSY, HOT, WARM, Triggers
from tests.world import NOON, days, event, hours, identify, minutes, rule

RULES = [
    rule("Viewed", "Page View", 10),
    rule("Asked", "Demo", 60),
    rule("Left", "Unsubscribed", -60),
    rule("Fades", "Visit", 60, 1),
]


@pytest.fixture
async def world(make):
    return await make(RULES)


@pytest.fixture
async def triggers(world):
    return Triggers(world)


async def test_a_score_that_reaches_a_threshold_fires_once_for_each_crossing(world, triggers):
    """With the event that did it, the score before and after, and how the lead stands; not for those already there."""
    await world.hear(event("old@acme.com", "Demo"))
    await triggers.add("Hot", HOT, outputs=[{"act": "notify_owner"}])
    await world.hear(event("old@acme.com", "Page View"))
    await world.hear(*[event("ada@acme.com", "Page View", NOON + minutes(one)) for one in range(-7, 0)])
    [firing] = await triggers.firings("Hot")
    lead_id = await world.lead_by_alias(("email", "ada@acme.com"))
    assert (firing["state"], firing["subject_id"], firing["chain"]) == ("fired", lead_id, 0)
    cause = firing["cause"]
    assert (cause["from"], cause["to"], cause["event_type"], cause["by"]) == (40, 50, "Page View", "event")
    assert (cause["scores"]["engagement"], cause["levels"]["engagement"]) == (70, "Hot")
    assert "Viewed" in cause["why"]
    await world.hear(event("ada@acme.com", "Unsubscribed"), event("ada@acme.com", "Demo", NOON + minutes(1)))
    assert len(await triggers.firings("Hot")) == 2


async def test_within_a_batch_events_are_judged_one_after_the_other(world, triggers):
    """Up and down again in one batch is a crossing each way."""
    await triggers.add("Hot", HOT)
    await triggers.add("Cold again", HOT | {"direction": "down"})
    await triggers.add("By demo", HOT | {"event_type": "demo"})
    await triggers.add("By view", HOT | {"event_type": "Page View"})
    who = "ada@acme.com"
    await world.hear(
        event(who, "Unsubscribed", NOON - minutes(3)),
        event(who, "Demo", NOON - minutes(5)),
        event(who, "Page View", NOON - minutes(9)),
    )
    for name, number in (("Hot", 1), ("Cold again", 1), ("By demo", 1), ("By view", 0)):
        assert len(await triggers.firings(name)) == number, name


async def test_time_alone_takes_a_score_below(world, triggers):
    """Judged behind the fading, without a tick of its own; the next event compares with the score as of now."""
    await triggers.add("Fell", HOT | {"direction": "down"})
    await triggers.add("Hot", HOT)
    await world.hear(event("ada@acme.com", "Visit"))
    world.clock.forward(days=1)
    await world.fade()
    await triggers.settle()
    await triggers.settle()
    [fell] = await triggers.firings("Fell")
    assert (fell["cause"]["by"], fell["cause"]["from"], fell["cause"]["to"]) == ("fading", 60, 30)
    await world.hear(event("ada@acme.com", "Visit", world.clock()))
    assert len(await triggers.firings("Hot")) == 2
    world.clock.forward(days=1)
    # nobody has looked meanwhile: first time has passed, then the event came
    await world.hear(event("ada@acme.com", "Page View", world.clock()))
    assert len(await triggers.firings("Fell")) == 2
    assert len(await triggers.firings("Hot")) == 3


async def test_levels_entered_and_left(world, triggers):
    """By the bands in force; a batch that passes through a level enters it and leaves it."""
    await triggers.add("Warm", WARM)
    await triggers.add("Not warm", WARM | {"on": "leave"})
    await world.hear(*[event("ada@acme.com", "Page View", NOON - minutes(one)) for one in range(6)])
    [entered], [left] = await triggers.firings("Warm"), await triggers.firings("Not warm")
    assert (entered["cause"]["from_level"], entered["cause"]["to_level"]) == ("Cold", "Warm")
    assert (left["cause"]["from"], left["cause"]["to"], left["cause"]["to_level"]) == (40, 50, "Hot")


async def test_a_sequence_is_complete_with_its_last_event(world, triggers):
    """In order and within its window, in whichever order the events come in; more of the same is no other one."""
    await triggers.add("Asks", ASKS)
    await triggers.add("Either way", ASKS | {"ordered": False})
    await world.hear(event("ada@acme.com", "Demo"), event("bob@acme.com", "Demo", NOON - minutes(10)))
    await world.hear(event("ada@acme.com", "Pricing", NOON - minutes(30)))
    await world.hear(event("bob@acme.com", "Pricing", NOON - minutes(5)))
    await world.hear(event("cy@acme.com", "Pricing", NOON - hours(2)), event("cy@acme.com", "Demo"))
    [asks] = await triggers.firings("Asks")
    assert [one["type"] for one in asks["cause"]["events"]] == ["Pricing", "Demo"]
    assert len(await triggers.firings("Either way")) == 2
    await world.hear(event("ada@acme.com", "Demo", NOON + minutes(1)))
    assert len(await triggers.firings("Asks")) == 1


async def test_a_surge_is_reached_with_its_last_event(world, triggers):
    """Once, until there were fewer; of an account the events of all of its leads count."""
    await triggers.add("Busy", BUSY)
    await triggers.add("Busy company", BUSY | {"subject": "account"})
    for one in range(4):
        await world.hear(event("ada@acme.com", "page_view", NOON - minutes(40 - one)))
    [busy] = await triggers.firings("Busy")
    assert (busy["cause"]["count"], busy["cause"]["event_type"]) == (3, "Page View")
    assert len(await triggers.firings("Busy company")) == 1
    world.clock.forward(hours=5)
    who = ("eve@acme.com", "bob@acme.com", "ada@acme.com")
    await world.hear(*[event(one, "Page View", world.clock()) for one in who])
    assert len(await triggers.firings("Busy")) == 1
    assert len(await triggers.firings("Busy company")) == 2


async def test_segments_entered_and_left(world, triggers):
    """An entry and an exit within one transaction cancel each other."""
    segments = Segments(world)
    made = await segments.add("Askers", {"did": "Demo", "within_days": 1})
    given = {"kind": "segment", "subject": "lead", "segment_id": f"seg_{made.segment_id.hex}", "on": "enter"}
    await triggers.add("Enters", given)
    await triggers.add("Leaves", given | {"on": "leave"})
    await world.hear(event("ada@acme.com", "Demo"))
    [enters] = await triggers.firings("Enters")
    assert (enters["cause"]["segment"], enters["cause"]["on"]) == ("Askers", "enter")
    world.clock.forward(days=1, minutes=1)
    await segments.pass_time()
    await triggers.settle()
    assert await triggers.states("Leaves") == [("fired", None)]


async def test_conditions_have_to_hold_at_that_moment(world, triggers):
    """Of the lead as it is with the batch."""
    vip = {"field": "lead.title", "operator": "contains", "value": "VP"}
    await triggers.add(
        "VPs", HOT, conditions={"all": [vip, {"score": "engagement", "operator": "gte", "value": 60}]}
    )
    await world.hear(identify("ada@acme.com", title="VP Sales"), event("ada@acme.com", "Demo"))
    await world.hear(event("bob@acme.com", "Demo"))
    [firing] = await triggers.firings("VPs")
    assert firing["subject_id"] == await world.lead_by_alias(("email", "ada@acme.com"))


async def test_once_and_cooling_down(world, triggers):
    """For each lead; the time runs from firing to firing."""
    await triggers.add("Once", HOT, fire="once")
    await triggers.add("Rests", HOT, cooldown_seconds=3600)
    who = "ada@acme.com"

    async def cross():
        await world.hear(event(who, "Demo", world.clock()))
        await world.hear(event(who, "Unsubscribed", world.clock()))

    for wait in (0, 30, 40):
        world.clock.forward(minutes=wait)
        await cross()
    assert len(await triggers.firings("Once")) == 1
    assert len(await triggers.firings("Rests")) == 2
    await world.hear(event("bob@acme.com", "Demo", world.clock()))
    assert len(await triggers.firings("Once")) == 2


async def test_a_paused_trigger_waits_for_nothing(world, triggers):
    """Begun again, it fires for what happens from then on."""
    await triggers.add("Hot", HOT, active=False)
    await world.hear(event("ada@acme.com", "Demo"))
    await triggers.change("Hot", active=True)
    await triggers.settle()
    await world.hear(event("bob@acme.com", "Demo"))
    assert len(await triggers.firings("Hot")) == 1


async def test_what_is_old_is_held_back_and_moves_the_state(world, triggers):
    """No later event fires for an old crossing."""
    await triggers.add("Hot", HOT)
    await triggers.add("Busy", BUSY | {"count": 1})
    await world.hear(event("ada@acme.com", "Demo", NOON - days(2)))
    assert await triggers.states("Hot") == [("held_back", "late")]
    await world.hear(event("ada@acme.com", "Page View", NOON - days(3)), event("ada@acme.com", "Demo"))
    assert len(await triggers.firings("Hot")) == 1
    assert await triggers.states("Busy") == [("held_back", "late")]


async def test_publishing_fires_nothing(world, triggers):
    """What it would have is held back, by score and by level."""
    await triggers.add("Hot", HOT)
    await triggers.add("Warm", WARM)
    await world.hear(event("ada@acme.com", "Visit"), event("bob@acme.com", "Page View"))
    assert await triggers.states("Hot") == [("fired", None)]
    await world.publish([rule("Viewed", "Page View", 70), rule("Visits", "Visit", 30)])
    await triggers.settle()
    assert await triggers.states("Hot") == [("fired", None), ("held_back", "publish")]
    assert await triggers.states("Warm") == [("held_back", "publish")]


async def test_a_simulation_that_would_take_too_long_is_refused(world, triggers, monkeypatch):
    """Of more events than are looked at, or compared with one another: it says what to do."""
    await triggers.add("Busy", BUSY)
    await world.hear(*[event("ada@acme.com", "Page View", NOON - minutes(one)) for one in range(4)])
    assert (await triggers.simulated("Busy")).count
    for name, most in (("_MOST_COMPARED", 3), ("_MOST_LOOKED_AT", 3)):
        monkeypatch.setattr(deeds, name, most)
        with pytest.raises(Invalid, match="fewer days"):
            await triggers.simulated("Busy")


async def test_a_simulation_leaves_out_what_the_trigger_did_itself_and_who_was_archived(world, triggers):
    """As live does: what comes of its own act fires nothing, nor what happens to those of an account in the archive,
    until somebody does something; whoever was there before has been."""
    await triggers.add("Hot", HOT)
    for who in ("ada@acme.com", "bob@beta.com"):
        await world.hear(event(who, "Demo"))
    assert (await triggers.simulated("Hot")).count == 2
    firings = await triggers.firings("Hot")
    async with world.database.transaction() as connection:
        await note_act(connection, world.workspace_id, firings[0]["firing_id"], firings[0]["at"])
    assert (await triggers.simulated("Hot")).count == 1
    accounts = await world.rows("SELECT account_id FROM accounts WHERE workspace_id = :w")
    ids = [one["account_id"] for one in accounts]
    async with world.database.transaction() as connection:
        await archive_accounts(connection, world.caller, ids, world.clock, archived=True)
    assert (await triggers.simulated("Hot")).count == 1
    await world.rows(
        "UPDATE accounts SET archived_at = :at WHERE workspace_id = :w RETURNING 1", at=NOON - days(1)
    )
    simulated = await triggers.simulated("Hot")
    assert simulated.count == 0
    assert any("archive" in one for one in simulated.unlike)
