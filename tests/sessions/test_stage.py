"""Sessions as they are stored: extended, opened, bridged by whatever comes, in whatever order."""

from kenbun.kit.ids import public
from tests.world import NOON, event, hours, minutes


def view(at, **more):
    return event("ada@acme.com", "Page View", at, **more)


async def stored(world):
    rows = await world.rows("SELECT * FROM sessions WHERE workspace_id = :w ORDER BY lead_id, started_at")
    return [(row["started_at"], row["ended_at"], row["event_count"], row["channels"]) for row in rows]


async def test_activity_within_the_timeout_is_one_session(make):
    """Three views a quarter of an hour apart last half an hour."""
    world = await make()
    for place in range(3):
        await world.hear(view(NOON + minutes(15 * place)))
    assert await stored(world) == [(NOON, NOON + minutes(30), 3, ["website"])]


async def test_a_gap_of_the_timeout_opens_another(make):
    """29 minutes after the last is the same session, 30 minutes after is the next."""
    world = await make()
    await world.hear(view(NOON), view(NOON + minutes(29)), view(NOON + minutes(59)))
    assert [one[2] for one in await stored(world)] == [2, 1]


async def test_the_timeout_is_a_setting(make):
    """With five minutes, six minutes apart are two sessions."""
    world = await make()
    await world.rows("UPDATE workspaces SET session_timeout_minutes = 5 WHERE workspace_id = :w RETURNING 1")
    await world.hear(view(NOON), view(NOON + minutes(6)))
    assert len(await stored(world)) == 2


async def test_a_late_event_bridges_two_sessions(make):
    """The first one's id stays, with its start, both counts and all channels; the second is gone."""
    world = await make()
    await world.hear(view(NOON), view(NOON + minutes(50), channel="crm"))
    first = (await world.rows("SELECT session_id FROM sessions WHERE workspace_id = :w ORDER BY started_at"))[
        0
    ]
    await world.hear(view(NOON + minutes(25), channel="email"))
    assert await stored(world) == [(NOON, NOON + minutes(50), 3, ["crm", "email", "website"])]
    assert (await world.rows("SELECT session_id FROM sessions WHERE workspace_id = :w"))[0] == first


async def test_a_late_event_before_its_session_moves_the_start(make):
    """The session keeps its id and begins earlier; its neighbours stay as they are."""
    world = await make()
    await world.hear(view(NOON - hours(3)), view(NOON), view(NOON + hours(3)))
    ids = await world.rows("SELECT session_id FROM sessions WHERE workspace_id = :w ORDER BY started_at")
    await world.hear(view(NOON - minutes(10)))
    assert [one[0] for one in await stored(world)] == [NOON - hours(3), NOON - minutes(10), NOON + hours(3)]
    assert ids == await world.rows(
        "SELECT session_id FROM sessions WHERE workspace_id = :w ORDER BY started_at"
    )


async def test_an_event_inside_a_session_only_counts(make):
    """Neither start nor end moves."""
    world = await make()
    await world.hear(view(NOON), view(NOON + minutes(20)))
    await world.hear(view(NOON + minutes(7)))
    assert await stored(world) == [(NOON, NOON + minutes(20), 3, ["website"])]


async def test_what_systems_do_is_no_activity(make):
    """An event of the channel `system` opens no session and leaves the last activity alone."""
    world = await make()
    await world.hear(view(NOON), view(NOON + minutes(10), channel="system"))
    assert await stored(world) == [(NOON, NOON, 1, ["website"])]
    row = await world.lead("ada@acme.com")
    assert (row.event_count, row.last_active_at) == (2, NOON)


async def test_sessions_are_each_leads_own(make):
    """Two people active at the same time have a session each."""
    world = await make()
    await world.hear(view(NOON), event("bob@acme.com", "Page View", NOON))
    assert [one[2] for one in await stored(world)] == [1, 1]
    owners = await world.rows("SELECT lead_id FROM sessions WHERE workspace_id = :w")
    assert {public("ld", row["lead_id"]) for row in owners} == {row.lead_id for row in await world.listed()}
