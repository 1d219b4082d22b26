"""The segments of one lead or account, in words; and when it came and went, in its timeline."""

from typing import Any

import pytest

from kenbun.accounts.days import days_of
from kenbun.accounts.timeline import TimelineFilters, account_timeline
from kenbun.analysis.membership import members_among
from kenbun.analysis.of_subject import segments_of
from kenbun.analysis.reasons import CAUSES, tell
from kenbun.kit.ids import public
from kenbun.leads.timeline import timeline
from kenbun.leads.timeline_filter import TimelineFilter
from kenbun.merging.merge import merge_leads
from kenbun.merging.wish import Wish
from kenbun.segments.members.hands import act_by_hand
from kenbun.stirred.silent import SILENT
from tests.analysis.filled import change, emailed, fill, named
from tests.members import join
from tests.world import NOON, World, days, event, hours

ADA, BOB = "ada@acme.com", "bob@acme.com"


@pytest.fixture
async def world(make: Any) -> World:
    """Ada and Bob of Acme, a page view each day for three days."""
    world: World = await make()
    for ago in (2, 1, 0):
        await world.hear(*(event(who, "Page View", NOON - days(ago) - hours(1)) for who in (ADA, BOB)))
    return world


async def test_why_reads_as_people_say_it(world: World) -> None:
    """Conditions in words, with the names of segments and members for their ids; by hand; what is unreadable, too."""
    [ada] = await emailed(world, ADA)
    eve = await join(world, "Eve")
    other = await fill(world, "Hot ones")
    why = [
        {"path": "all[0]", "leaf": {"member_of": named(other)[0]}},
        {"path": "all[1]", "leaf": {"owner": public("usr", eve.member_id)}},
        {"by_hand": True},
        {"path": "all[2]", "leaf": {"of": "another age"}},
    ]
    await fill(world, "Some", [ada], why=why, since=NOON - days(1))
    async with world.database.snapshot() as connection:
        [one] = (await segments_of(connection, world.workspace_id, "lead", ada)).inside
    assert (one.name, one.since, one.by_hand) == ("Some", NOON - days(1), True)
    assert one.why == [
        "is in the segment “Hot ones”",
        "is owned by Eve",
        "added by hand",
        "a condition of before",
    ]


async def test_a_list_of_one_segment_knows_since_when_and_why(world: World) -> None:
    """Of those shown; not where the list is of several, of none, or of one of the other kind."""
    ada, bob = await emailed(world, ADA, BOB)
    some, firms = await fill(world, "Some", [ada]), await fill(world, "Firms", kind="account")
    async with world.database.snapshot() as connection:
        place = (connection, world.workspace_id)
        found = await members_among(*place, "lead", named(some), [ada, bob])
        none = [
            await members_among(*place, "lead", asked, [ada])
            for asked in ((), named(some, firms), named(firms))
        ]
    assert found is not None
    assert list(found) == [public("ld", ada)]
    assert found[public("ld", ada)].why == ["did “Page View”"]
    assert none == [None] * 3


async def test_who_is_kept_out_of_what(world: World) -> None:
    """With whoever said so; of a lead that is merged, what was said of either."""
    ada, bob = await emailed(world, ADA, BOB)
    eve = await join(world, "Eve")
    some = await fill(world, "Some", [ada])
    async with world.database.transaction() as connection:
        await act_by_hand(connection, eve, some, "keep_out", [bob], world.clock)
    async with world.database.transaction() as connection:
        before = await segments_of(connection, world.workspace_id, "lead", bob)
        await merge_leads(connection, world.caller, Wish(ada, (bob,)), world.clock)
        merged = await segments_of(connection, world.workspace_id, "lead", ada)
    assert [(one.name, one.set_by) for one in before.kept_out] == [("Some", "Eve")]
    assert [one.name for one in merged.inside] == ["Some"] or [one.name for one in merged.kept_out] == [
        "Some"
    ]


async def test_the_timeline_of_a_lead_has_entries_and_exits(world: World) -> None:
    """Where they happened, with the condition; alone where they are asked for; a page each, none twice."""
    [ada] = await emailed(world, ADA)
    some = await fill(world, "Some", [ada], since=NOON - days(1))
    await change(world, some, ada, entered=False, at=NOON, cause="fading")
    async with world.database.snapshot() as connection:
        place = (connection, world.workspace_id)
        whole = await timeline(*place, ada, None, 50)
        await tell(*place, "lead", whole.changes("segment"))
        alone = await timeline(*place, ada, None, 50, TimelineFilter(change="segment"))
        pages, before = [], None
        while True:
            part = await timeline(*place, ada, before, 1)
            pages += part.changes("segment")
            before = part.next
            if before is None:
                break
    told = [(one["name"], one["entered"], one["words"]) for one in whole.changes("segment")]
    assert told == [("Some", False, "did “Page View”"), ("Some", True, "did “Page View”")]
    assert len(alone.changes("segment")) == len(pages) == 2
    assert not [entry for session in alone.sessions for entry in session.events]


async def test_the_timeline_of_an_account_has_them_by_day(world: World) -> None:
    """Also on days without an event; not where one filters by what people did."""
    rows = await world.rows("SELECT account_id FROM accounts WHERE workspace_id = :w")
    [firm] = [row["account_id"] for row in rows]
    some = await fill(world, "Firms", [firm], kind="account", since=NOON - days(1))
    await change(world, some, firm, entered=False, at=NOON - days(9))
    async with world.database.snapshot() as connection:
        place = (connection, world.workspace_id, firm)
        whole = await account_timeline(*place, TimelineFilters(), None, 50)
        shown = await days_of(*place, whole, "UTC")
        narrow = await account_timeline(*place, TimelineFilters(channel="website"), None, 50)
        first = await account_timeline(*place, TimelineFilters(), None, 2)
        then = await account_timeline(*place, TimelineFilters(), first.next, 50)
    assert [(len(day.changes), sum(len(run.entries) for run in day.runs)) for day in shown] == [
        *[(0, 2), (1, 2), (0, 2)],
        (1, 0),
    ]
    assert narrow.changes == []
    assert (len(first.changes), len(then.changes)) == (0, 2)


def test_every_cause_has_words() -> None:
    """Of all that membership can come from."""
    assert CAUSES.keys() >= SILENT
