"""One lead: its fields, its likely doubles, and what it did, session by session."""

import pytest

from kenbun.kit.errors import Invalid
from kenbun.kit.ids import parse, public
from kenbun.leads.one import get_lead
from kenbun.leads.timeline import timeline
from kenbun.owners.assign import Owner, assign_owner
from tests.members import join
from tests.world import NOON, days, event, hours, identify, minutes, rule

RULES = [rule("Viewed", "Page View", 10, cap={"points": 15, "per": "day"}), rule("Sent", "Form Sent", 20, 7)]
ADA = "ada@acme.com"


async def told(world, who=ADA, before=None, limit=50):
    lead_id = await world.lead_by_alias(("email", who))
    async with world.database.snapshot() as connection:
        return await timeline(connection, world.workspace_id, lead_id, before, limit)


async def test_the_latest_session_comes_first_with_its_points(make):
    """Two sessions; points are those after caps and before fading, of the whole session."""
    world = await make(RULES)
    await world.hear(
        event(ADA, "Page View", NOON - hours(3)),
        event(ADA, "Page View", NOON - minutes(20), path="/pricing"),
        event(ADA, "Form Sent", NOON - minutes(10)),
        event(ADA, "Shrugged", NOON),
    )
    latest, first = (await told(world)).sessions
    assert (latest.started_at, latest.ended_at) == (NOON - minutes(20), NOON)
    assert (latest.event_count, latest.points, first.points) == (3, 25, 10)
    assert [(one.event_type, one.points, one.rules) for one in latest.events] == [
        ("Shrugged", 0, []),
        ("Form Sent", 20, ["Sent"]),
        ("Page View", 5, ["Viewed"]),
    ]
    assert latest.events[2].metadata == {"path": "/pricing"}


async def test_pages_go_on_where_the_last_one_ended(make):
    """Three at a time, also in the middle of a session and among events at one time; nothing twice, nothing lost."""
    world = await make(RULES)
    calls = [event(ADA, "Page View", NOON - minutes(place // 2)) for place in range(8)]
    await world.hear(*calls)
    seen, cursor = [], None
    while True:
        page = await told(world, before=cursor, limit=3)
        seen += [one.message_id for session in page.sessions for one in session.events]
        assert all(session.event_count == 8 and session.points == 15 for session in page.sessions)
        if (cursor := page.next) is None:
            break
    assert sorted(seen) == sorted(call["message_id"] for call in calls)


async def test_events_outside_of_sessions_stand_by_themselves(make):
    """What systems did is shown, in a run of its own or within the session it fell into."""
    world = await make(RULES)
    await world.hear(
        event(ADA, "Synced", NOON - days(2), channel="system"),
        event(ADA, "Synced", NOON - days(1), channel="system"),
        event(ADA, "Page View", NOON - minutes(10)),
        event(ADA, "Synced", NOON - minutes(5), channel="system"),
        event(ADA, "Page View", NOON),
    )
    session, outside = (await told(world)).sessions
    assert (session.event_count, len(session.events)) == (2, 3)
    assert (outside.started_at, outside.event_count, outside.points) == (NOON - days(2), 2, 0)


async def test_moves_between_levels_stand_with_the_session_before(make):
    """The form made her Warm."""
    world = await make([rule("Sent", "Form Sent", 30)])
    await world.hear(event(ADA, "Page View", NOON - days(1)), event(ADA, "Form Sent", NOON))
    latest, first = (await told(world)).sessions
    assert [change["to_level"] for change in latest.changes] == ["Warm"]
    assert first.changes == []


async def test_a_lead_that_did_nothing_has_no_timeline(make):
    """No sessions, no next page; and a cursor that is none is refused."""
    world = await make()
    await world.hear(identify(ADA))
    empty = await told(world)
    assert (empty.sessions, empty.next) == ([], None)
    for cursor in ("", "yesterday", "20260304T120000000000-evt_1", "x-" + public("evt", world.workspace_id)):
        with pytest.raises(Invalid):
            await told(world, before=cursor)


async def test_one_lead_with_all_that_is_known(make):
    """Fields with where they came from, the reason for no account, and likely doubles."""
    world = await make()
    await world.hear(event("ada@gmail.com", "Page View"), event("+493012345678", "Page View"))
    await world.hear(event(["ada@gmail.com", "+493012345678"], "Form Sent", NOON, job_title="CTO"))
    row = await world.lead("ada@gmail.com")
    async with world.database.snapshot() as connection:
        lead = await get_lead(connection, world.workspace_id, parse("ld", row.lead_id))
        nobody = await get_lead(connection, world.workspace_id, world.workspace_id)
    assert nobody is None
    assert (lead.unresolved, lead.account) == ("free_mail", None)
    fields = {one.field: (one.value, one.origin, one.since) for one in lead.fields}
    assert fields["title"] == ("CTO", "metadata.job_title", NOON)
    assert fields["email"][:2] == ("ada@gmail.com", "alias.email")
    [double] = lead.duplicates
    assert (double.name, double.reason) == ("+493012345678", "Named together by one event")


async def test_a_change_of_owner_stands_where_it_happened(make):
    """Among the moves between levels, in the order of time: from whom to whom, and by whom."""
    world = await make(RULES)
    await world.hear(event(ADA, "Form Sent", NOON))
    eve, lead = await join(world, "Eve"), await world.lead_by_alias(("email", ADA))
    for at, owner in ((hours(1), Owner(eve.member_id, "Eve", "")), (hours(3), None)):
        world.clock.now = NOON + at
        async with world.database.transaction() as connection:
            await assign_owner(connection, eve, [lead], owner, world.clock)
    world.clock.now = NOON + hours(5)
    await world.hear(event(ADA, "Form Sent", NOON + hours(2)))
    latest, first = (await told(world)).sessions
    told_of = [
        [
            (one["kind"], one.get("from_owner"), one.get("to_owner"), one.get("changed_by"))
            for one in session.changes
        ]
        for session in (latest, first)
    ]
    assert told_of == [
        [("level", None, None, None), ("owner", "Eve", None, "Eve")],
        [("owner", None, "Eve", "Eve")],
    ]
