"""The engagement timeline of an account, by hand: order, filters, pages, days, and who was there together."""

import pytest

from kenbun.accounts.days import days_of
from kenbun.accounts.timeline import TimelineFilters, account_timeline
from kenbun.kit.errors import Invalid, NotFound
from tests.merging.merged import merge, take_back
from tests.world import NOON, days, event, hours, minutes

ADA, BOB, CY, EVA = "ada@acme.com", "bob@acme.com", "cy@acme.com", "eva@beta.com"


async def account_id(world, domain="acme.com"):
    [row] = await world.rows(
        "SELECT account_id FROM accounts WHERE workspace_id = :w AND domain = :domain", domain=domain
    )
    return row["account_id"]


async def read(world, before=None, limit=50, **filters):
    async with world.database.snapshot() as connection:
        return await account_timeline(
            connection, world.workspace_id, await account_id(world), TimelineFilters(**filters), before, limit
        )


async def told(world, **filters):
    """Who did what, the latest first."""
    return [
        (one.lead_name.partition("@")[0], one.event_type) for one in (await read(world, **filters)).events
    ]


async def by_days(world, zone="UTC", **filters):
    timeline = await read(world, **filters)
    async with world.database.snapshot() as connection:
        return await days_of(connection, world.workspace_id, await account_id(world), timeline, zone)


@pytest.fixture
async def world(make):
    world = await make(now=NOON + hours(1))
    await world.hear(
        event(ADA, "Page View", NOON),
        event(BOB, "Email Opened", NOON - minutes(10)),
        event(EVA, "Page View", NOON - minutes(11)),
        event(ADA, "Login", NOON - days(20), channel="product"),
        event(CY, "Page View", NOON - days(200)),
        event(CY, "Sync", NOON - days(201), channel="system"),
    )
    return world


async def test_what_its_people_did_the_latest_first(world):
    """However long ago, and system events among them; nothing of other accounts."""
    assert await told(world) == [
        ("ada", "Page View"),
        ("bob", "Email Opened"),
        ("ada", "Login"),
        ("cy", "Page View"),
        ("cy", "Sync"),
    ]


async def test_filters_by_contact_type_and_channel(world):
    """Each leaves what fits; a type never seen leaves nothing."""
    ada = (await world.lead(ADA)).lead_id
    assert await told(world, lead_id=ada) == [("ada", "Page View"), ("ada", "Login")]
    assert await told(world, event_type="page_view") == [("ada", "Page View"), ("cy", "Page View")]
    assert await told(world, channel="email") == [("bob", "Email Opened")]
    assert await told(world, lead_id=ada, channel="product") == [("ada", "Login")]
    assert await told(world, event_type="Never Seen") == []
    with pytest.raises(Invalid, match="website, email"):
        TimelineFilters(channel="smoke")
    with pytest.raises(NotFound):
        await told(world, lead_id="ld_nobody")


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
async def test_pages_are_the_whole_cut_in_pieces(world, limit):
    """Also between events of one moment; the last has no next."""
    await world.hear(event(BOB, "Page View", NOON), event(CY, "Page View", NOON))
    whole = (await read(world)).events
    pieces, before = [], None
    while True:
        page = await read(world, before, limit)
        pieces += page.events
        before = page.next
        if before is None:
            break
        assert len(page.events) == limit
    assert [one.event_id for one in pieces] == [one.event_id for one in whole]
    with pytest.raises(Invalid, match="take it from `next`"):
        await read(world, "nowhere")


async def test_together_is_less_than_the_timeout_apart(make):
    """29 minutes are, half an hour is not; oneself does not count, nor do other accounts, or the system."""
    world = await make(now=NOON + hours(9))
    await world.hear(
        event(ADA, "Page View", NOON),
        event(ADA, "Page View", NOON + minutes(5)),
        event(BOB, "Page View", NOON + minutes(34)),
        event(CY, "Page View", NOON + minutes(64)),
        event(EVA, "Page View", NOON + minutes(34)),
        event(BOB, "Sync", NOON + minutes(63), channel="system"),
    )
    found = {
        (one.lead_name[:3], (one.happened_at - NOON) / minutes(1)): [each.name[:3] for each in one.together]
        for one in (await read(world)).events
    }
    assert found == {
        ("ada", 0): [],
        ("ada", 5): ["bob"],
        ("bob", 34): ["ada"],
        ("bob", 63): [],
        ("cy@", 64): [],
    }


async def test_days_are_those_of_the_workspace_and_count_people_whatever_is_filtered(make):
    """Late on Wednesday in New York is Thursday in UTC."""
    world = await make(now=NOON + days(1))
    await world.hear(
        event(ADA, "Page View", NOON + hours(13)),
        event(BOB, "Email Opened", NOON + hours(13) + minutes(5)),
        event(CY, "Page View", NOON),
    )
    ada = (await world.lead(ADA)).lead_id
    assert [(day.date.day, day.people) for day in await by_days(world)] == [(5, 2), (4, 1)]
    assert [(day.date.day, day.people) for day in await by_days(world, "America/New_York")] == [(4, 3)]
    [day] = await by_days(world, lead_id=ada)
    assert (day.date.day, day.people) == (5, 2)


async def test_a_run_tells_who_was_there(make):
    """Events that follow closely with others around stand together; one alone stands between."""
    world = await make(now=NOON + hours(5))
    await world.hear(
        event(ADA, "Page View", NOON),
        event(BOB, "Page View", NOON + minutes(10)),
        event(CY, "Page View", NOON + hours(2)),
        event(ADA, "Page View", NOON + hours(4)),
        event(CY, "Page View", NOON + hours(4) + minutes(1)),
    )
    [day] = await by_days(world)
    runs = [([one.name[:3] for one in run.people], len(run.entries)) for run in day.runs]
    assert [(sorted(people), count) for people, count in runs] == [
        (["ada", "cy@"], 2),
        ([], 1),
        (["ada", "bob"], 2),
    ]


async def test_who_is_merged_is_one(world):
    """Bob is Ada: the events are hers, and she was with nobody; taken apart, it is as before."""
    before = await read(world)
    [merge_id] = await merge(world, ADA, BOB)
    assert {one.lead_name for one in (await read(world)).events[:2]} == {ADA}
    assert all(not one.together for one in (await read(world)).events)
    await take_back(world, merge_id)
    assert (await read(world)).events == before.events
