"""A segment in numbers, and all of them: as the lists have them."""

from datetime import timedelta
from typing import Any

import pytest

from kenbun.accounts.archive import set_archived
from kenbun.accounts.lists import AccountFilters, list_accounts
from kenbun.analysis.kinds import ACCOUNTS, LEADS
from kenbun.analysis.looked_at import look_at
from kenbun.analysis.now import Numbers, numbers_of
from kenbun.analysis.overview import overview
from kenbun.kit.ids import public
from kenbun.kit.paging import Paging
from kenbun.leads.lists import LeadFilters, list_leads
from tests.analysis.filled import change, emailed, fill, named
from tests.world import NOON, World, days, event, rule

ADA, BOB, CY = "ada@acme.com", "bob@beta.com", "cy@beta.com"


@pytest.fixture
async def world(make: Any) -> World:
    """Ada is Hot, Bob Cold and was there long ago, Cy did nothing that counts."""
    world: World = await make([rule("Asked", "Demo Requested", 60), rule("Viewed", "Page View", 3)])
    await world.hear(
        event(ADA, "Demo Requested"), event(BOB, "Page View", NOON - days(40)), event(CY, "Login")
    )
    return world


async def numbers(world: World, segment_id: Any) -> Numbers:
    async with world.database.snapshot() as connection:
        segment = await look_at(connection, world.workspace_id, public("seg", segment_id))
        return await numbers_of(connection, segment)


async def listed(world: World, segment_id: Any, **filters: Any) -> int:
    async with world.database.snapshot() as connection:
        asked = LeadFilters(segment=named(segment_id), **filters)
        return (await list_leads(connection, world.workspace_id, asked, Paging())).total


async def test_numbers_are_those_of_the_list(world: World) -> None:
    """How many, how many active, averages, and each level; each is what the list with that filter finds."""
    segment_id = await fill(world, "Some", await emailed(world, ADA, BOB))
    found = await numbers(world, segment_id)
    assert (found.members, found.active, found.average["engagement"]) == (2, 1, 31.5)
    assert found.levels == {"Cold": 1, "Warm": 0, "Hot": 1, "Very Hot": 0}
    assert await listed(world, segment_id) == found.members
    assert await listed(world, segment_id, last_active="30d") == found.active
    for name, count in found.levels.items():
        assert await listed(world, segment_id, level=(name,)) == count


async def test_archived_ones_are_in_no_number(world: World) -> None:
    """Lists leave them out, and so do the numbers of leads and of accounts."""
    ada, bob = await emailed(world, ADA, BOB)
    rows = await world.rows("SELECT account_id, name FROM accounts WHERE workspace_id = :w")
    firms = {row["name"]: row["account_id"] for row in rows}
    some = await fill(world, "Some", [ada, bob])
    both = await fill(world, "Both", list(firms.values()), kind="account")
    async with world.database.transaction() as connection:
        await set_archived(
            connection, world.caller, [firms["beta.com"]], world.clock() + timedelta(1), archived=True
        )
    assert (await numbers(world, some)).members == await listed(world, some) == 1
    found = await numbers(world, both)
    async with world.database.snapshot() as connection:
        asked = AccountFilters(segment=named(both))
        page = await list_accounts(connection, world.workspace_id, asked, Paging())
        table = await overview(connection, world.workspace_id, ACCOUNTS, None, Paging())
    assert found.members == page.total == table.rows[0].members == 1


async def test_all_segments_of_a_kind(world: World) -> None:
    """By name, each with its numbers and what moved in seven days; found by a part of name or description."""
    ada, bob, cy = await emailed(world, ADA, BOB, CY)
    some = await fill(world, "some", [ada, bob], since=NOON - days(9))
    await fill(world, "Nobody")
    await fill(world, "Firms", kind="account")
    await change(world, some, cy, entered=True, at=NOON - days(1))
    await change(world, some, cy, entered=False, at=NOON)
    async with world.database.snapshot() as connection:
        found = await overview(connection, world.workspace_id, LEADS, None, Paging())
        one = await overview(connection, world.workspace_id, LEADS, "SOM", Paging())
        none = await overview(connection, world.workspace_id, LEADS, "%", Paging())
    assert [row.name for row in found.rows] == ["Nobody", "some"]
    assert (one.total, none.total) == (1, 0)
    [row] = one.rows
    numbers = (row.members, row.active_members, row.average, row.entered, row.left)
    assert numbers == (2, 1, 31.5, 1, 1)
    assert (found.rows[0].members, found.rows[0].average) == (0, None)
