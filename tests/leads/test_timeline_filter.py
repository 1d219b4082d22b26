"""A timeline of one type, of one channel, or of one kind of what happened to the lead."""

import pytest

from kenbun.conversions.definitions import Draft, add_definition
from kenbun.kit.errors import Invalid
from kenbun.leads.timeline import timeline
from kenbun.leads.timeline_filter import CHANGES, TimelineFilter
from kenbun.leads.timeline_queries import types_done
from tests.scoring.inactivity.worlds import decay, publish_decays
from tests.world import NOON, days, event, make_world, minutes, rule

ADA = "ada@acme.com"


@pytest.fixture
async def world(database):
    """Twelve views and four demos within an hour, and a deal won; then ten quiet days at a point a day."""
    world = await make_world(
        database, [rule("Asked", "Demo Requested", 30), rule("Won", "Deal Closed Won", 1)], now=NOON
    )
    async with world.database.transaction() as connection:
        await add_definition(
            connection, world.caller, Draft("Won", event_type="Deal Closed Won"), world.clock
        )
    calls = [event(ADA, "Page View", NOON - minutes(60 - place)) for place in range(12)]
    calls += [
        event(ADA, "Demo Requested", NOON - minutes(48 - place), channel="product") for place in range(4)
    ]
    calls += [event(ADA, "Deal Closed Won", NOON - minutes(1), channel="crm")]
    await world.hear(*calls)
    await publish_decays(world, [decay(-1, 5)])
    world.clock.now += days(11)
    await world.fade()
    return world


async def shown(world, show="", channel="", *, limit=5):
    """All pages: types of events, kinds of changes, and how many deductions there are."""
    lead_id = await world.lead_by_alias(("email", ADA))
    types, kinds, decays, before = [], [], 0, None
    while True:
        async with world.database.snapshot() as connection:
            only = TimelineFilter.read(show, channel)
            page = await timeline(connection, world.workspace_id, lead_id, before, limit, only)
        types += [one.event_type for session in page.sessions for one in session.events]
        kinds += [one["kind"] for session in page.sessions for one in session.changes]
        decays += sum(len(session.decays) for session in page.sessions)
        before = page.next
        if not before:
            return types, kinds, decays


async def number_of(world, name):
    lead_id = await world.lead_by_alias(("email", ADA))
    async with world.database.snapshot() as connection:
        types = await types_done(connection, world.workspace_id, lead_id)
    return next(f"type:{number}" for number, one in types.items() if one == name)


async def test_all_of_it_has_everything(world):
    """Seventeen events, the levels passed through, the conversion and two deductions, over all pages."""
    types, kinds, decays = await shown(world)
    assert len(types) == 17
    assert (kinds.count("conversion"), decays) == (1, 2)
    assert kinds.count("level") >= 1


async def test_events_of_one_type_alone(world):
    """Page by page, and nothing of what happened to the lead."""
    assert await shown(world, await number_of(world, "Page View")) == (["Page View"] * 12, [], 0)
    assert await shown(world, await number_of(world, "Demo Requested")) == (["Demo Requested"] * 4, [], 0)


async def test_events_of_one_channel_alone(world):
    """Both may be asked for: a type through a channel by which none came is nothing."""
    assert await shown(world, "", "product") == (["Demo Requested"] * 4, [], 0)
    assert await shown(world, await number_of(world, "Demo Requested"), "crm") == ([], [], 0)


@pytest.mark.parametrize("kind", CHANGES)
async def test_what_happened_to_the_lead_alone(world, kind):
    """Of one kind at a time, without any event."""
    everything = await shown(world)
    types, kinds, decays = await shown(world, kind)
    assert types == []
    assert kinds == [one for one in everything[1] if one == kind]
    assert decays == (everything[2] if kind == "decay" else 0)


@pytest.mark.parametrize(
    ("show", "channel", "field"),
    [
        ("colour", "", "show"),
        ("type:", "", "show"),
        ("type:one", "", "show"),
        ("type:٣", "", "show"),
        (f"type:{10**11}", "", "show"),
        ("", "fax", "channel"),
    ],
)
def test_what_there_is_not_is_refused(show, channel, field):
    """The parameter at fault is named."""
    with pytest.raises(Invalid) as refused:
        TimelineFilter.read(show, channel)
    assert refused.value.field == field


def test_a_number_no_type_can_have_finds_nothing_and_breaks_nothing():
    """Beyond what the column holds."""
    assert TimelineFilter.read("type:9999999999", "").type_id == 2**31 - 1
