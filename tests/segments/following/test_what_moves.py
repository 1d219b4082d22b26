"""Whatever conditions look at, who meets them is in as soon as that changes: one case for each thing that can."""

import pytest

from kenbun.kit.ids import public
from kenbun.leads.field_edits import edit_fields
from kenbun.owners.assign import assign_owner, find_owner
from kenbun.watching.watch import watch_lead
from tests.members import join
from tests.segments.segmented import Segments
from tests.world import NOON, days, event, group, identify, rule

RULES = [rule("Viewed", "Page View", 10), rule("Asked", "Demo Requested", 40)]
ADA = "ada@acme.com"
ASKS = event(ADA, "Demo Requested", NOON)
MANY = 60 * 86_400


def number(operator, value):
    return {"operator": operator, "value": value}


@pytest.mark.parametrize(
    ("conditions", "kind", "call"),
    [
        ({"score": "engagement", **number("gte", 50)}, "lead", ASKS),
        ({"score": "engagement", **number("equals", 50)}, "lead", ASKS),
        ({"score": "engagement", **number("gte", 50), "within_days": 1}, "lead", ASKS),
        ({"level": "engagement", "operator": "at_least", "value": "Hot"}, "lead", ASKS),
        ({"did": None, "times": {"exactly": 2}}, "lead", ASKS),
        ({"did": "Page View", "then": "Demo Requested", "within_seconds": MANY}, "lead", ASKS),
        ({"last_activity": "within", "days": 3}, "lead", ASKS),
        ({"field": "lead.status", **number("equals", "Active")}, "lead", ASKS),
        ({"count": "sessions", **number("gte", 2)}, "lead", ASKS),
        ({"field": "lead.title", **number("equals", "VP")}, "lead", identify(ADA, NOON, title="VP")),
        (
            {"field": "account.industry", **number("equals", "Toys")},
            "lead",
            group(ADA, "acme", NOON, industry="Toys"),
        ),
        ({"score": "engagement", **number("gte", 50)}, "account", ASKS),
        ({"did": "Demo Requested"}, "account", ASKS),
        ({"last_activity": "within", "days": 3}, "account", ASKS),
        ({"active_leads": number("gte", 1)}, "account", ASKS),
        ({"leads": number("gte", 2)}, "account", event("bob@acme.com", "Demo Requested", NOON)),
        (
            {"field": "account.industry", **number("equals", "Toys")},
            "account",
            group(ADA, "acme", NOON, industry="Toys"),
        ),
    ],
)
async def test_in_the_batch(make, conditions, kind, call):
    """Nobody before it, one after it; and out again, where the conditions are turned round."""
    world = await make(RULES)
    await world.hear(event(ADA, "Page View", NOON - days(40)))
    segments = Segments(world)
    await segments.add("So", conditions, kind)
    await segments.add("Not so", {"none": [conditions]}, kind)
    assert (len(await segments.members("So")), len(await segments.members("Not so"))) == (0, 1)
    await world.hear(call)
    assert len(await segments.members("So")) == 1
    assert not await segments.members("Not so") & await segments.members("So")
    [change, *_] = await segments.changes("So")
    assert change[:2] == ("in", "event")


async def test_behind_what_people_do(make):
    """An owner, a watch, a field set by hand: each is followed, and sets things off."""
    world = await make(RULES)
    await world.hear(event(ADA, "Page View", NOON))
    segments, eve = Segments(world), await join(world, "Eve")
    await segments.add("Unowned", {"owner": None})
    await segments.add("Watched", {"watched": True})
    await segments.add("VPs", {"field": "lead.title", **number("equals", "VP")})
    lead = await world.lead_by_alias(("email", ADA))
    async with world.database.transaction() as connection:
        owner = await find_owner(connection, world.workspace_id, public("usr", eve.member_id))
        await assign_owner(connection, world.caller, [lead], owner, world.clock)
        await watch_lead(connection, eve, lead, {}, world.clock())
        await edit_fields(connection, eve, "lead", lead, {"title": "VP"}, world.clock, by_hand=True)
    await segments.settle()
    assert [change[:3] for change in await segments.changes("Unowned")][1:] == [("out", "owner", True)]
    assert [change[:3] for change in await segments.changes("Watched")] == [("in", "watch", True)]
    assert [change[:3] for change in await segments.changes("VPs")] == [("in", "hand", True)]


async def test_behind_a_publish(make):
    """All are looked at again, in silence."""
    world = await make(RULES)
    await world.hear(event(ADA, "Page View", NOON))
    segments = Segments(world)
    await segments.add("Hot", {"score": "engagement", **number("gte", 50)})
    await world.publish([rule("Viewed", "Page View", 60)])
    await segments.settle()
    assert [change[:3] for change in await segments.changes("Hot")] == [("in", "publish", False)]
