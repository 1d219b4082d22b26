"""Lists by segments: of leads, of accounts, of events and sessions; in some, and not in others."""

from typing import Any

import pytest

from kenbun.accounts.lists import AccountFilters, list_accounts
from kenbun.accounts.lists import Selection as AccountSelection
from kenbun.activity import choose
from kenbun.activity.days import count_by_day
from kenbun.activity.deletion.preview import choose_to_delete
from kenbun.activity.filters import EventFilters, Filters
from kenbun.activity.lists import list_events
from kenbun.activity.sessions.lists import list_sessions
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import new_id, public
from kenbun.kit.paging import Paging
from kenbun.leads.lists import SORTS, LeadFilters, Selection, count_selected, list_leads
from kenbun.leads.lists.chips import chips_of
from kenbun.lists.segments import choices
from kenbun.transfer.exports.export import lines, open_export
from tests.analysis.filled import emailed, fill, named
from tests.members import join
from tests.world import NOON, World, days, event, hours

ADA, BOB, CY, DORA = "ada@acme.com", "bob@beta.com", "cy@beta.com", "dora@gmail.com"


@pytest.fixture
async def world(make: Any) -> World:
    """Ada of Acme, Bob and Cy of Beta, Dora of no company, two events each, a day between them."""
    world: World = await make()
    for who in (ADA, BOB, CY, DORA):
        await world.hear(event(who, "Page View", NOON - days(1)), event(who, "Page View", NOON - hours(1)))
    return world


async def leads(world: World, **filters: Any) -> list[str]:
    async with world.database.snapshot() as connection:
        found = await list_leads(connection, world.workspace_id, LeadFilters(**filters), Paging(1, 100))
    assert found.total == len(found.rows)
    return [row.name for row in found.rows]


async def accounts(world: World, **filters: Any) -> list[str]:
    async with world.database.snapshot() as connection:
        asked = AccountFilters(sort="name", **filters)
        found = await list_accounts(connection, world.workspace_id, asked, Paging(1, 100))
    return [row.name for row in found.rows]


async def company(world: World, name: str) -> Any:
    [row] = await world.rows(
        "SELECT account_id FROM accounts WHERE workspace_id = :w AND name = :name", name=name
    )
    return row["account_id"]


async def test_leads_in_each_and_in_none(world: World) -> None:
    """In all of those asked for, and in none of the others; whatever they are sorted by."""
    ada, bob, cy, _ = await emailed(world, ADA, BOB, CY, DORA)
    [hot, new] = [await fill(world, "Hot", [ada, bob]), await fill(world, "New", [bob, cy])]
    for sort in SORTS:
        assert sorted(await leads(world, segment=named(hot), sort=sort)) == [ADA, BOB]
    assert await leads(world, segment=named(hot, new)) == [BOB]
    assert await leads(world, segment=named(hot), not_segment=named(new)) == [ADA]
    assert sorted(await leads(world, not_segment=named(hot, new))) == [DORA]
    assert await leads(world, segment=named(hot), search="beta") == [BOB]
    selection = Selection.read([], f"segment={named(hot)[0]}")
    async with world.database.transaction() as connection:
        assert await count_selected(connection, world.workspace_id, selection) == 2


async def test_by_since_when_they_are_in(world: World) -> None:
    """Of the first segment that a list is of, either way round, in pages, exports and selections; without one by
    scores, as a link from before may ask for it."""
    ada, bob, cy, _ = await emailed(world, ADA, BOB, CY, DORA)
    later = await fill(world, "Later", [bob])
    hot = await fill(
        world, "Hot", [ada, bob, cy], since_of={ada: NOON - days(2), bob: NOON - days(3), cy: NOON - days(1)}
    )
    assert await leads(world, segment=named(hot, later), sort="segment_since") == [BOB]
    assert await leads(world, segment=named(hot), sort="segment_since") == [BOB, ADA, CY]
    assert await leads(world, segment=named(hot), sort="-segment_since") == [CY, ADA, BOB]
    assert len(await leads(world, sort="-segment_since")) == 4
    eve = await join(world, "Eve")
    selection = Selection(filters=LeadFilters(segment=named(hot), sort="segment_since"))
    opened = await open_export(world.database, eve, selection, ["email"], world.clock)
    text = "".join([some async for some in lines(world.database, opened)])
    assert text.splitlines()[1:] == [BOB, ADA, CY]
    acme, beta = await company(world, "acme.com"), await company(world, "beta.com")
    firms = await fill(
        world, "Firms", [acme, beta], kind="account", since_of={acme: NOON, beta: NOON - days(1)}
    )
    for sort, names in (
        ("segment_since", ["beta.com", "acme.com"]),
        ("-segment_since", ["acme.com", "beta.com"]),
    ):
        async with world.database.snapshot() as connection:
            asked = AccountFilters(sort=sort, segment=named(firms))
            found = await list_accounts(connection, world.workspace_id, asked, Paging(1, 100))
        assert [row.name for row in found.rows] == names


async def test_through_the_account_and_through_any_lead(world: World) -> None:
    """Leads whose account is in a segment of accounts, or is not, or who have none; accounts with a lead in one of
    leads."""
    _, bob, _, dora = await emailed(world, ADA, BOB, CY, DORA)
    beta = await fill(world, "Beta", [await company(world, "beta.com")], kind="account")
    some = await fill(world, "Some", [bob, dora])
    assert sorted(await leads(world, segment=named(beta))) == [BOB, CY]
    assert sorted(await leads(world, not_segment=named(beta))) == [ADA, DORA]
    assert await accounts(world, segment=named(beta)) == ["beta.com"]
    assert await accounts(world, not_segment=named(beta)) == ["acme.com"]
    assert await accounts(world, segment=named(some)) == ["beta.com"]
    assert await accounts(world, not_segment=named(some)) == ["acme.com"]


async def test_nobody_is_in_what_there_is_not(world: World, make: Any) -> None:
    """A segment that is gone, or another workspace's."""
    [ada] = await emailed(world, ADA)
    theirs: World = await make()
    foreign = await fill(theirs, "Hot", [ada])
    for one in (new_id(), foreign):
        assert await leads(world, segment=named(one)) == []
        assert len(await leads(world, not_segment=named(one))) == 4
        assert await accounts(world, segment=named(one)) == []
    with pytest.raises(Invalid) as refused:
        await leads(world, segment=["hot"])
    assert refused.value.field == "segment"
    with pytest.raises(Invalid) as refused:
        await accounts(world, not_segment=["seg_1"])
    assert refused.value.field == "not_segment"
    with pytest.raises(Invalid) as refused:
        AccountFilters(segment=named(new_id()) * 21)
    assert refused.value.field == "segment"


async def test_chips_and_the_menu_name_them(world: World) -> None:
    """Each chip takes one of them away; the menu offers the active ones, the list's own kind first."""
    hot, beta = await fill(world, "Hot"), await fill(world, "Beta", kind="account")
    off, gone = await fill(world, "Asleep", active=False), new_id()
    filters = LeadFilters(segment=named(hot, gone), not_segment=named(off))
    async with world.database.snapshot() as connection:
        chips = await chips_of(connection, world.workspace_id, filters)
        menu = await choices(connection, world.workspace_id, filters.segment, "account")
    assert [(chip.words, chip.names, chip.value) for chip in chips] == [
        ("In segment: Hot", ("segment",), *named(hot)),
        ("In segment: gone", ("segment",), *named(gone)),
        ("Not in segment: Asleep", ("not_segment",), *named(off)),
    ]
    assert [pairs for _, pairs in menu.every] == [[(*named(beta), "Beta")], [(*named(hot), "Hot")]]
    assert menu.names == {named(hot)[0]: "Hot"}


@pytest.mark.parametrize("few", [1_000, 0])
async def test_events_and_sessions_of_a_segment(
    world: World, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Those of its members, or of the leads of its accounts: listed, counted by day, with other filters; whether they
    are few enough to be gone through one by one or not."""
    monkeypatch.setattr(choose, "MOST_SEARCHED", few)
    ada, dora = await emailed(world, ADA, DORA)
    [hot] = named(await fill(world, "Hot", [ada, dora]))
    [beta] = named(await fill(world, "Beta", [await company(world, "beta.com")], kind="account"))
    today = NOON.date()
    async with world.database.snapshot() as connection:
        place = (connection, world.workspace_id)
        for segment, who in ((hot, {ADA, DORA}), (beta, {BOB, CY})):
            found = await list_events(*place, EventFilters(segment=segment), Paging(1, 3))
            assert (found.total, len(found.rows), {row.lead_name for row in found.rows} <= who) == (
                4,
                3,
                True,
            )
            one_day = EventFilters(segment=segment, since=today, until=today)
            assert (await list_events(*place, one_day, Paging())).total == 2
            assert [day.events for day in await count_by_day(*place, EventFilters(segment=segment))][-3:] == [
                0,
                2,
                2,
            ]
            sessions = await list_sessions(*place, Filters(segment=segment), Paging(1, 3))
            assert (sessions.total, len(sessions.rows)) == (4, 3)
            assert {row.lead_name for row in sessions.rows} <= who
        assert (
            await list_events(*place, EventFilters(segment=hot, lead=public("ld", ada)), Paging())
        ).total == 2
        with pytest.raises(Invalid) as refused:
            await choose_to_delete(*place, EventFilters(segment=hot))
    assert refused.value.field == "segment"


async def test_files_by_segment_and_with_the_names_of_segments(world: World) -> None:
    """The file has those of the list; a column names all segments that each is in, by name."""
    ada, bob, *_ = await emailed(world, ADA, BOB)
    hot = await fill(world, "hot", [ada, bob])
    await fill(world, "Acme's", [ada])
    await fill(world, "Beta", [await company(world, "beta.com")], kind="account")
    eve = await join(world, "Eve", "viewer")
    files = []
    for selection, columns in (
        (Selection(filters=LeadFilters(segment=named(hot), sort="name")), ["email", "segments"]),
        (AccountSelection(filters=AccountFilters(sort="name")), ["name", "segments"]),
    ):
        opened = await open_export(world.database, eve, selection, columns, world.clock)
        files.append("".join([some async for some in lines(world.database, opened)]).splitlines()[1:])
    assert files == [[f"{ADA},Acme's; hot", f"{BOB},hot"], ["acme.com,", "beta.com,Beta"]]
