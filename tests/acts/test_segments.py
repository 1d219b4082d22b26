"""Many put into a segment at once, kept out of it, and left to its conditions again."""

from typing import Any
from uuid import UUID

import pytest

from kenbun.access.callers import Caller
from kenbun.accounts.lists import AccountFilters
from kenbun.accounts.lists import Selection as Accounts
from kenbun.acts import deeds, run
from kenbun.acts.begin import begin
from kenbun.acts.run import run_begun
from kenbun.kit.errors import Conflict, Forbidden, Invalid, NotFound
from kenbun.kit.ids import new_id, public
from kenbun.leads.lists import LeadFilters, Selection
from kenbun.segments.defining.drafts import SegmentChange, SegmentDraft
from kenbun.segments.defining.edit import add_segment, change_segment
from tests.members import join
from tests.world import World, event, rule

EVERYONE = Selection(filters=LeadFilters())
HOT = {"score": "engagement", "operator": "gte", "value": 40}


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that there are several pieces."""
    monkeypatch.setattr(run, "AT_ONCE", dict.fromkeys(deeds.AT_ONCE, 2))


async def crowd(make: Any) -> tuple[World, Caller]:
    """Five leads of a company each, with 10 to 50 points; and Eve."""
    world: World = await make([rule("Viewed", "Page View", 10)])
    await world.hear(*(event(f"p{n}@firm{n}.com", "Page View") for n in range(5) for _ in range(5 - n)))
    return world, await join(world, "Eve")


async def segment(world: World, kind: Any = "lead", conditions: Any = None) -> UUID:
    draft = SegmentDraft(name=f"Some {new_id().hex}", kind=kind, conditions=conditions)
    async with world.database.transaction() as connection:
        return (await add_segment(connection, world.caller, draft, world.clock)).segment_id


async def act(world: World, caller: Caller, kind: str, segment_id: UUID, selection: Any = EVERYONE) -> UUID:
    async with world.database.transaction() as connection:
        act_id = await begin(
            connection, caller, kind, selection, world.clock, segment_id=public("seg", segment_id)
        )
    await run_begun(world.database, world.workspace_id, world.clock)
    return act_id


async def state(world: World, act_id: UUID) -> tuple[Any, ...]:
    [row] = await world.rows("SELECT * FROM acts WHERE workspace_id = :w AND act_id = :act", act=act_id)
    return row["state"], row["done"], row["total"], row["changed"]


async def members(world: World, segment_id: UUID) -> list[str]:
    rows = await world.rows(
        "SELECT p.name FROM segment_members m JOIN lead_profiles p ON p.workspace_id = :w AND p.lead_id = m.subject_id"
        " WHERE m.workspace_id = :w AND m.segment_id = :one ORDER BY p.name",
        one=segment_id,
    )
    return [row["name"][:2] for row in rows]


async def test_all_that_filters_find_are_put_in(make: Any) -> None:
    """Piece by piece; who is in already makes no difference; they stay whatever the conditions say."""
    world, eve = await crowd(make)
    one = await segment(world, conditions=HOT)
    assert await members(world, one) == ["p0", "p1"]
    added = await act(world, eve, "add_to_segment", one, Selection(filters=LeadFilters(max_score=40)))
    assert await state(world, added) == ("done", 4, 4, 3)
    assert await members(world, one) == ["p0", "p1", "p2", "p3", "p4"]


async def test_kept_out_and_left_to_the_conditions_again(make: Any) -> None:
    """Whoever is kept out leaves, and is back where the conditions hold once that is taken back."""
    world, eve = await crowd(make)
    one = await segment(world, conditions=HOT)
    ids = [await world.lead_by_alias(("email", f"p{n}@firm{n}.com")) for n in range(5)]
    await act(world, eve, "add_to_segment", one, Selection((ids[4],)))
    kept = await act(world, eve, "keep_out_of_segment", one, Selection((ids[0], ids[3])))
    assert await state(world, kept) == ("done", 2, 2, 1)
    assert await members(world, one) == ["p1", "p4"]
    within = Selection.read([], f"segment={public('seg', one)}&not_segment={public('seg', new_id())}")
    freed = await act(world, eve, "remove_from_segment", one)
    assert await state(world, freed) == ("done", 5, 5, 2)
    assert await members(world, one) == ["p0", "p1"]
    await act(world, eve, "keep_out_of_segment", one, within)
    assert await members(world, one) == []


async def test_what_an_act_changes_takes_nobody_out_of_it(make: Any) -> None:
    """Filtered by the very segment that they leave, each is come by all the same."""
    world, eve = await crowd(make)
    one = await segment(world, conditions={"score": "engagement", "operator": "gte", "value": 10})
    own = Selection(filters=LeadFilters(segment=(public("seg", one),)))
    kept = await act(world, eve, "keep_out_of_segment", one, own)
    assert (await state(world, kept), await members(world, one)) == (("done", 5, 5, 5), [])


async def test_accounts_likewise(make: Any) -> None:
    """A segment of accounts takes accounts."""
    world, eve = await crowd(make)
    one = await segment(world, "account")
    added = await act(world, eve, "add_to_segment", one, Accounts(filters=AccountFilters()))
    assert await state(world, added) == ("done", 5, 5, 5)


async def test_what_cannot_be(make: Any) -> None:
    """Of the other kind, of another workspace, of one that is not active, by a viewer."""
    world, eve = await crowd(make)
    other: World = await make()
    firms, one, theirs = await segment(world, "account"), await segment(world), await segment(other)
    with pytest.raises(Invalid) as refused:
        await act(world, eve, "add_to_segment", firms)
    assert refused.value.field == "segment_id"
    with pytest.raises(NotFound):
        await act(world, eve, "add_to_segment", theirs)
    with pytest.raises(Forbidden):
        await act(world, await join(world, "Vic", "viewer"), "add_to_segment", one)
    async with world.database.transaction() as connection:
        await change_segment(connection, world.caller, one, SegmentChange(active=False), world.clock)
    with pytest.raises(Conflict):
        await act(world, eve, "add_to_segment", one)
