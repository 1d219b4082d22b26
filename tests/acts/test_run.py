"""Acts on many leads, in the background: all of those selected, once each, whatever happens meanwhile."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from kenbun.access.audit import list_audit
from kenbun.access.callers import Caller
from kenbun.access.members import add_member
from kenbun.acts import begin as beginning
from kenbun.acts import deeds, queries, run
from kenbun.acts.begin import begin, stop
from kenbun.acts.run import run_begun
from kenbun.alerts.notifications import list_notifications
from kenbun.erasure.erase import erase
from kenbun.events import rejected_queries
from kenbun.events.accept.call import Refusal
from kenbun.kit.errors import Conflict, Forbidden, Invalid, NotFound
from kenbun.kit.ids import new_id, public
from kenbun.kit.paging import Paging
from kenbun.leads.lists import LeadFilters, Selection
from kenbun.owners.assign import Owner, move_leads
from tests.members import join
from tests.merging.accounts.merged import own_account
from tests.merging.merged import own_id
from tests.world import World, event, rule

EVERYONE = Selection(filters=LeadFilters())


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that there are several pieces."""
    monkeypatch.setattr(deeds, "AT_ONCE", dict.fromkeys(deeds.AT_ONCE, 3))
    monkeypatch.setattr(run, "AT_ONCE", deeds.AT_ONCE)
    monkeypatch.setattr(run, "_SWEPT_AT_ONCE", 5)


async def crowd(make: Any, count: int = 10) -> tuple[World, Caller]:
    """So many leads, p0 with the highest score; and Eve."""
    world: World = await make([rule("Viewed", "Page View", 10)])
    await world.hear(*(event(f"p{n}@acme.com", "Page View") for n in range(count) for _ in range(count - n)))
    return world, await join(world, "Eve")


async def start(
    world: World, caller: Caller, kind: str, selection: Selection = EVERYONE, owner: Owner | None = None
) -> UUID:
    async with world.database.transaction() as connection:
        return await begin(connection, caller, kind, selection, world.clock, owner)


async def finish(world: World) -> None:
    await run_begun(world.database, world.workspace_id, world.clock)


async def state(world: World, act_id: UUID) -> tuple[Any, ...]:
    [row] = await world.rows("SELECT * FROM acts WHERE workspace_id = :w AND act_id = :act", act=act_id)
    return row["state"], row["done"], row["total"], row["changed"]


async def owners(world: World) -> set[Any]:
    rows = await world.rows("SELECT owner_id FROM leads WHERE workspace_id = :w")
    return {row["owner_id"] for row in rows}


def of(caller: Caller) -> Owner:
    return Owner(caller.member_id, caller.name, caller.email)


async def test_all_that_filters_find_are_given_to_somebody(make: Any) -> None:
    """Each with a row; the new owner is told once, and the audit log names whom each piece moved."""
    world, eve = await crowd(make)
    mia = await join(world, "Mia")
    act_id = await start(world, eve, "assign", Selection(filters=LeadFilters(min_score=40)), of(mia))
    assert await state(world, act_id) == ("running", 0, 7, 0)
    await finish(world)
    assert await state(world, act_id) == ("done", 7, 7, 7)
    rows = await world.rows(
        "SELECT engagement_score FROM leads WHERE workspace_id = :w AND owner_id = :mia", mia=mia.member_id
    )
    assert sorted(row["engagement_score"] for row in rows) == [40, 50, 60, 70, 80, 90, 100]
    async with world.database.snapshot() as connection:
        told = await list_notifications(connection, mia, Paging())
        entries, _ = await list_audit(connection, world.workspace_id, Paging())
    assert [one.text for one in told.rows] == ["Eve made you the owner of 7 leads."]
    moved = [one.after["leads"] for one in entries if one.action == "lead.assign" and one.after]
    assert sorted(map(len, moved)) == [1, 3, 3]
    [begun] = [one.after for one in entries if one.action == "leads.assign"]
    assert begun == {"act": public("act", act_id), "leads": 7, "owner": public("usr", mia.member_id)}


async def test_what_an_act_changes_takes_nobody_out_of_it(make: Any) -> None:
    """Filtered by an owner who changes on the way, every lead is come by all the same."""
    world, eve = await crowd(make)
    await start(world, eve, "assign", owner=of(eve))
    await finish(world)
    mine = Selection(filters=LeadFilters(owner=("me",)), member_id=eve.member_id)
    act_id = await start(world, eve, "assign", mine)
    await finish(world)
    assert (await state(world, act_id), await owners(world)) == (("done", 10, 10, 10), {None})


async def test_those_who_are_ticked_are_watched(make: Any) -> None:
    """Those who are gone meanwhile are passed over; who is watched already does not count as a difference."""
    world, eve = await crowd(make, 4)
    ids = [await world.lead_by_alias(("email", f"p{n}@acme.com")) for n in range(4)]
    vic = await join(world, "Vic", "viewer")
    for chosen, changed in ((ids[:2], 2), (ids[1:], 2)):
        act_id = await start(world, vic, "watch", Selection(tuple(chosen)))
        await finish(world)
        assert await state(world, act_id) == ("done", len(chosen), len(chosen), changed)
    rows = await world.rows(
        "SELECT lead_id FROM watches WHERE workspace_id = :w AND user_id = :v", v=vic.member_id
    )
    assert {row["lead_id"] for row in rows} == set(ids)
    assert eve.member_id != vic.member_id


async def test_many_are_deleted_with_what_was_rejected_of_them(make: Any) -> None:
    """And nobody who came later, even where the filters find them; the audit log keeps ids and numbers alone."""
    world, eve = await crowd(make)
    async with world.database.transaction() as connection:
        for who in ("p0@acme.com", "P9@acme.com", "bob@beta.com"):
            refused = Refusal(0, "ingest", {"alias": who, "event_type": 5}, "wrong", "event_type")
            await rejected_queries.keep(
                connection, world.workspace_id, [refused], world.clock(), source_id=None
            )
    act_id = await start(world, eve, "delete")
    await world.hear(event("late@acme.com", "Page View"))
    await finish(world)
    assert await state(world, act_id) == ("done", 10, 10, 10)
    assert [row.name for row in await world.listed()] == ["late@acme.com"]
    left = await world.rows("SELECT payload FROM rejected_events WHERE workspace_id = :w")
    assert [("bob@beta.com" in row["payload"]) for row in left] == [True]
    [account] = await world.rows("SELECT engagement_score FROM accounts WHERE workspace_id = :w")
    assert account["engagement_score"] == 10
    [act] = await world.rows("SELECT selection FROM acts WHERE workspace_id = :w")
    assert act["selection"] is None
    async with world.database.snapshot() as connection:
        entries, _ = await list_audit(connection, world.workspace_id, Paging())
    gone = [one.after for one in entries if one.action == "lead.delete" and one.after]
    assert sum(one["events"] for one in gone) == 55
    assert len({lead for one in gone for lead in one["lead_ids"]}) == 10


async def test_an_act_goes_on_where_a_process_stopped(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A piece that is cut off is as if it had never begun, and none is done twice."""
    world, eve = await crowd(make)
    act_id = await start(world, eve, "assign", owner=of(eve))
    pieces: list[int] = []

    async def dying(*args: Any) -> Any:
        moved = await move_leads(*args)
        pieces.append(len(moved))
        if len(pieces) == 2:
            raise asyncio.CancelledError
        return moved

    monkeypatch.setattr(deeds, "move_leads", dying)
    with pytest.raises(asyncio.CancelledError):
        await finish(world)
    assert await state(world, act_id) == ("running", 3, 10, 3)
    await finish(world)
    assert await state(world, act_id) == ("done", 10, 10, 10)
    rows = await world.rows("SELECT lead_id FROM lead_owner_changes WHERE workspace_id = :w")
    assert len(rows) == len({row["lead_id"] for row in rows}) == 10


async def test_two_processes_do_nothing_twice(make: Any) -> None:
    """They take turns, piece by piece."""
    world, eve = await crowd(make)
    act_id = await start(world, eve, "assign", owner=of(eve))
    await asyncio.gather(finish(world), finish(world))
    assert await state(world, act_id) == ("done", 10, 10, 10)
    rows = await world.rows("SELECT lead_id FROM lead_owner_changes WHERE workspace_id = :w")
    assert len(rows) == 10


async def test_an_act_that_is_stopped_goes_no_further(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done stays done; only who began it stops it, and only while it runs."""
    world, eve = await crowd(make)
    mia = await join(world, "Mia")
    act_id = await start(world, eve, "delete")

    async def stopping(*args: Any, **more: Any) -> Any:
        monkeypatch.setattr(deeds, "erase", erase)
        asyncio.get_running_loop().create_task(halt())
        return await erase(*args, **more)

    async def halt() -> None:
        async with world.database.transaction() as connection:
            await stop(connection, eve, act_id, world.clock)

    monkeypatch.setattr(deeds, "erase", stopping)
    with pytest.raises(NotFound):
        async with world.database.transaction() as connection:
            await stop(connection, mia, act_id, world.clock)
    await finish(world)
    ended, done, total, changed = await state(world, act_id)
    assert (ended, total, done) == ("stopped", 10, changed)
    assert len(await world.listed()) == 10 - done
    assert 3 <= done < 10
    with pytest.raises(NotFound):
        await halt()


async def test_who_may_no_more_does_no_more(make: Any) -> None:
    """A member whose role is taken away, and one who is none any more, have nothing done in their name."""
    world, eve = await crowd(make)
    mia = await join(world, "Mia")
    demoted, gone = await start(world, eve, "delete"), await start(world, mia, "assign", owner=of(mia))
    async with world.database.transaction() as connection:
        await add_member(connection, world.caller, eve.email, "viewer", world.clock())
    await world.rows(
        "DELETE FROM members WHERE workspace_id = :w AND user_id = :mia RETURNING 1", mia=mia.member_id
    )
    await finish(world)
    assert [(await state(world, one))[:2] for one in (demoted, gone)] == [("failed", 0), ("failed", 0)]
    assert len(await world.listed()) == 10
    [act] = await world.rows("SELECT error FROM acts WHERE workspace_id = :w AND act_id = :act", act=demoted)
    assert "editor" in act["error"]


async def test_what_cannot_be_begun_is_refused(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody selected, no role for it, a list that would be too full, too much going on."""
    world, eve = await crowd(make, 3)
    vic = await join(world, "Vic", "viewer")
    with pytest.raises(Invalid, match="None is selected"):
        await start(world, eve, "delete", Selection((new_id(),)))
    for kind in ("assign", "delete"):
        with pytest.raises(Forbidden):
            await start(world, vic, kind)
    monkeypatch.setattr("kenbun.watching.watch.MOST", 2)
    with pytest.raises(Conflict, match="take some off"):
        await start(world, eve, "watch")
    monkeypatch.setattr(beginning, "MOST_RUNNING", 1)
    await start(world, eve, "assign")
    with pytest.raises(Conflict, match="wait until"):
        await start(world, eve, "assign")


async def test_an_act_that_fails_says_so_and_the_next_goes_on(
    make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without words of the database, which can hold anybody's data."""
    world, eve = await crowd(make, 3)
    broken, next_one = await start(world, eve, "delete"), await start(world, eve, "assign", owner=of(eve))

    async def failing(*_args: Any, **_more: Any) -> None:
        raise ValueError("Key (email)=(ada@acme.com)")

    monkeypatch.setattr(deeds, "erase", failing)
    await finish(world)
    assert (await state(world, broken))[0] == "failed"
    assert await state(world, next_one) == ("done", 3, 3, 3)
    async with world.database.snapshot() as connection:
        act = await queries.one_of(connection, world.workspace_id, eve.member_id, broken)
    assert act is not None
    assert "ada@acme.com" not in act.error


async def test_leads_given_an_account_are_noted_with_the_one_they_had(make: Any) -> None:
    """In each piece, of those that came to another one by that."""
    world, eve = await crowd(make, 2)
    await world.hear(event("ada@gmail.com", "Page View"), event("bob@beta.com", "Page View"))
    acme, beta = await own_account(world, "acme.com"), await own_account(world, "beta.com")
    async with world.database.transaction() as connection:
        await begin(connection, eve, "assign_account", EVERYONE, world.clock, account_id=acme)
    await finish(world)
    async with world.database.snapshot() as connection:
        entries, _ = await list_audit(connection, world.workspace_id, Paging())
    held: dict[str, Any] = {}
    for one in entries:
        if one.action == "lead.set_account" and one.before:
            held |= one.before["accounts"]
    who = [public("ld", await own_id(world, name)) for name in ("ada@gmail.com", "bob@beta.com")]
    assert held == dict(zip(who, (None, public("acct", beta)), strict=True))


async def test_what_an_act_does_is_noted_like_its_beginning(make: Any) -> None:
    """By the token, and from the address, that began it."""
    world, eve = await crowd(make, 5)
    by = replace(eve, via="token", name="Eve (token script)", token_id=new_id(), address="192.0.2.7")
    await start(world, by, "assign", owner=of(eve))
    await start(world, by, "delete")
    await finish(world)
    async with world.database.snapshot() as connection:
        entries, _ = await list_audit(connection, world.workspace_id, Paging())
    rows = [one for one in entries if one.action.startswith("lead")]
    assert {one.action for one in rows} == {"leads.assign", "lead.assign", "leads.delete", "lead.delete"}
    assert {(one.actor_kind, one.actor_id, one.actor_label, one.address) for one in rows} == {
        ("token", by.token_id, "Eve (token script)", "192.0.2.7")
    }
