"""Who owns which lead, and since when."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from kenbun.access.audit import list_audit
from kenbun.access.callers import Caller
from kenbun.alerts.notifications import list_notifications
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import new_id, public
from kenbun.kit.paging import Paging
from kenbun.owners.assign import Assigned, assign_owner, find_owner
from tests.members import join
from tests.world import NOON, World, event, minutes

ADA, BOB = ("email", "ada@acme.com"), ("email", "bob@beta.com")


async def give(world: World, caller: Caller, owner_id: UUID | None, *leads: UUID) -> Assigned:
    async with world.database.transaction() as connection:
        owner = (
            await find_owner(connection, world.workspace_id, public("usr", owner_id)) if owner_id else None
        )
        return await assign_owner(connection, caller, leads, owner, world.clock)


async def owners(world: World) -> dict[UUID, Any]:
    found = await world.rows("SELECT lead_id, owner_id FROM leads WHERE workspace_id = :w")
    return {row["lead_id"]: row["owner_id"] for row in found}


async def changes(world: World) -> list[tuple[Any, ...]]:
    found = await world.rows("""
        SELECT lead_id, from_owner, to_owner, changed_by FROM lead_owner_changes
        WHERE workspace_id = :w ORDER BY change_id
    """)
    return [tuple(row.values()) for row in found]


async def test_a_change_of_owner_is_a_row(make: Any) -> None:
    """Each that moved has one, with the owner before; assigning again what stands already changes nothing."""
    world: World = await make()
    await world.hear(event("ada@acme.com", "Page View"), event("bob@beta.com", "Page View"))
    eve, mia = await join(world, "Eve"), await join(world, "Mia")
    ada, bob = await world.lead_by_alias(ADA), await world.lead_by_alias(BOB)
    nobody = new_id()
    assert await give(world, eve, mia.member_id, ada) == Assigned(1, 0, [])
    assert await give(world, mia, eve.member_id, ada, bob, nobody) == Assigned(2, 0, [nobody])
    assert await give(world, mia, eve.member_id, ada, bob) == Assigned(0, 2, [])
    assert await give(world, mia, None, bob) == Assigned(1, 0, [])
    assert await owners(world) == {ada: eve.member_id, bob: None}
    rows = await changes(world)
    assert rows[0] == (ada, None, mia.member_id, "Eve")
    assert sorted(rows[1:3]) == sorted(
        [
            (ada, mia.member_id, eve.member_id, "Mia"),
            (bob, None, eve.member_id, "Mia"),
        ]
    )
    assert rows[3:] == [(bob, eve.member_id, None, "Mia")]


async def test_only_members_of_the_workspace_own_its_leads(make: Any) -> None:
    """Neither somebody unknown nor a member of another workspace, whose leads nobody here can move."""
    world, other = await make(), await make()
    await world.hear(event("ada@acme.com", "Page View"))
    ada = await world.lead_by_alias(ADA)
    eve, stranger = await join(world, "Eve"), await join(other, "Stranger")
    for owner_id in (new_id(), stranger.member_id):
        with pytest.raises(Invalid) as refused:
            await give(world, eve, owner_id, ada)
        assert refused.value.field == "owner_id"
    moved = await give(other, stranger, stranger.member_id, ada)
    assert moved == Assigned(0, 0, [ada])
    assert await owners(world) == {ada: None}


async def test_assigning_is_in_the_audit_log_once(make: Any) -> None:
    """One entry for one act, naming who was moved from whom to whom; none where nobody was."""
    world: World = await make()
    await world.hear(event("ada@acme.com", "Page View"))
    eve = await join(world, "Eve")
    ada = await world.lead_by_alias(ADA)
    for _ in range(2):
        await give(world, eve, eve.member_id, ada)
    async with world.database.snapshot() as connection:
        entries, _ = await list_audit(connection, world.workspace_id, Paging())
    [entry] = [one for one in entries if one.action == "lead.assign"]
    assert (entry.subject_id, entry.actor_label) == (public("ld", ada), "Eve")
    assert entry.after == {"owner": public("usr", eve.member_id), "leads": [public("ld", ada)]}


async def test_assigning_goes_on_while_events_come_in(make: Any) -> None:
    """Batches write the same rows: neither undoes what the other did, and none is given up for the other."""
    world: World = await make()
    people = [f"p{number}@acme.com" for number in range(20)]
    await world.hear(*(event(who, "Page View") for who in people))
    leads = list(await owners(world))
    eve, mia = await join(world, "Eve"), await join(world, "Mia")

    async def listen() -> None:
        for number in range(10):
            await world.hear(*(event(who, "Page View", NOON + minutes(number)) for who in people))

    async def move() -> None:
        for number in range(10):
            await give(world, eve, (eve, mia)[number % 2].member_id, *reversed(leads))

    await asyncio.gather(listen(), move())
    assert set((await owners(world)).values()) == {mia.member_id}
    [counted] = await world.rows("SELECT sum(event_count) AS all FROM leads WHERE workspace_id = :w")
    assert counted["all"] == 20 * 11


async def told(world: World, caller: Caller) -> list[tuple[str, str]]:
    async with world.database.snapshot() as connection:
        rows = (await list_notifications(connection, caller, Paging())).rows
    return [(one.text, one.link) for one in rows if one.kind == "assignment"]


async def test_the_new_owner_is_told_once(make: Any) -> None:
    """By name of one lead, by number of several; not who had it, not of what one takes, not where nothing moved."""
    world: World = await make()
    await world.hear(event("ada@acme.com", "Page View"), event("bob@beta.com", "Page View"))
    eve, mia = await join(world, "Eve"), await join(world, "Mia")
    ada, bob = await world.lead_by_alias(ADA), await world.lead_by_alias(BOB)
    for _ in range(2):
        await give(world, eve, mia.member_id, ada)
    await give(world, mia, mia.member_id, bob)
    await give(world, eve, eve.member_id, ada, bob)
    await give(world, eve, mia.member_id, ada, bob)
    await give(world, eve, None, ada)
    mine = f"/leads?owner={public('usr', mia.member_id)}"
    assert await told(world, eve) == []
    assert await told(world, mia) == [
        ("Eve made you the owner of 2 leads.", mine),
        ("Eve made you the owner of ada@acme.com.", f"/leads/{public('ld', ada)}"),
    ]
