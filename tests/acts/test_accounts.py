"""Acts on many accounts: archived, taken out of the archive, deleted with their leads."""

import pytest

from kenbun.access.audit import list_audit
from kenbun.accounts.lists import AccountFilters, Selection
from kenbun.acts import deeds, run
from kenbun.acts.begin import begin
from kenbun.kit.errors import Forbidden, Invalid
from kenbun.kit.ids import new_id
from kenbun.kit.paging import Paging
from tests.acts.test_run import finish
from tests.members import join
from tests.world import event, rule

ALL = Selection(filters=AccountFilters())


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch):
    """So that there are several pieces, and one account has more leads than a piece."""
    monkeypatch.setattr(deeds, "AT_ONCE", dict.fromkeys(deeds.AT_ONCE, 3))
    monkeypatch.setattr(run, "AT_ONCE", deeds.AT_ONCE)


async def crowd(make):
    """Five companies: firm0 with eight leads, the others with one each; and Eve."""
    world = await make([rule("Viewed", "Page View", 10)])
    people = [f"p{n}@firm0.com" for n in range(8)] + [f"p@firm{n}.com" for n in range(1, 5)]
    await world.hear(*(event(who, "Page View") for who in people))
    return world, await join(world, "Eve")


async def start(world, caller, kind, selection=ALL):
    async with world.database.transaction() as connection:
        return await begin(connection, caller, kind, selection, world.clock)


async def state(world, act_id):
    [row] = await world.rows("SELECT * FROM acts WHERE workspace_id = :w AND act_id = :act", act=act_id)
    return row["state"], row["done"], row["total"], row["changed"], row["leads"]


async def count(world, table, where="true"):
    [row] = await world.rows(f"SELECT count(*) FROM {table} WHERE workspace_id = :w AND {where}")
    return row["count"]


async def test_accounts_are_archived_and_come_back(make):
    """Each once; who is archived already makes no difference."""
    world, eve = await crowd(make)
    assert await state(world, act_id := await start(world, eve, "archive")) == ("running", 0, 5, 0, 0)
    await finish(world)
    assert await state(world, act_id) == ("done", 5, 5, 5, 0)
    assert await count(world, "accounts", "archived_at IS NOT NULL") == 5
    back = Selection(filters=AccountFilters(archived=True, search="firm0"))
    act_id = await start(world, eve, "unarchive", back)
    await finish(world)
    assert await state(world, act_id) == ("done", 1, 1, 1, 0)
    assert await count(world, "accounts", "archived_at IS NULL") == 1
    async with world.database.snapshot() as connection:
        entries, _ = await list_audit(connection, world.workspace_id, Paging())
    assert [one.action for one in entries if one.action.startswith("account")] == [
        "account.unarchive",
        "accounts.unarchive",
        "account.archive",
        "account.archive",
        "accounts.archive",
    ]


async def test_accounts_are_deleted_with_their_leads(make):
    """Also one with more leads than go at a time; both numbers are told, and those who came later stay."""
    world, eve = await crowd(make)
    some = Selection(filters=AccountFilters(sort="name"))
    act_id = await start(world, eve, "delete", some)
    await world.hear(event("late@firm9.com", "Page View"))
    await finish(world)
    assert await state(world, act_id) == ("done", 5, 5, 5, 12)
    assert (await count(world, "leads"), await count(world, "accounts")) == (1, 1)
    assert await count(world, "events") == 1


async def test_an_account_that_is_gone_meanwhile_is_passed_over(make):
    """It is counted as gone through, and not as changed."""
    world, eve = await crowd(make)
    rows = await world.rows("SELECT account_id FROM accounts WHERE workspace_id = :w ORDER BY account_id")
    ids = tuple(row["account_id"] for row in rows)
    first = await start(world, eve, "delete", Selection(ids[1:3]))
    second = await start(world, eve, "delete", Selection(ids[1:5]))
    await finish(world)
    assert await state(world, first) == ("done", 2, 2, 2, 2)
    assert await state(world, second) == ("done", 4, 4, 2, 2)


async def test_what_cannot_be_begun_is_refused(make):
    """By a viewer, or of nothing."""
    world, eve = await crowd(make)
    with pytest.raises(Forbidden):
        await start(world, await join(world, "Vic", "viewer"), "archive")
    with pytest.raises(Invalid) as refused:
        await start(world, eve, "delete", Selection((new_id(),)))
    assert refused.value.field == "account_ids"
