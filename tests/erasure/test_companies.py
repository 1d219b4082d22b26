"""An account deleted with its leads and all that is stored of it, and nothing of any other."""

from uuid import uuid4

import pytest

from kenbun.access.audit import list_audit
from kenbun.database.schema import metadata
from kenbun.erasure import companies, company_queries
from kenbun.erasure.companies import delete_account
from kenbun.kit.errors import Conflict, NotFound
from kenbun.kit.ids import new_id, public
from kenbun.kit.paging import Paging
from kenbun.leads.field_edits import edit_fields
from tests.accounts.lists.companies import account_named
from tests.erasure.stored import dump, rows
from tests.fits import add_fit, fit_rule
from tests.merging.merged import merge, take_back
from tests.scoring.test_account_sums import assert_counted
from tests.world import NOON, event, group, make_world, rule

RULES = [rule("Viewed", "Page View", 10)]


async def delete(world, account_id):
    async with world.database.transaction() as connection:
        return await delete_account(connection, world.caller, account_id, world.clock)


async def two_companies(database):
    """Of which the first is told of in every place there is; and a lead that left it for the second."""
    mark = f"zeta{uuid4().hex[:8]}"
    world = await make_world(database, RULES, now=NOON)
    await add_fit(world, "account", [fit_rule("Big", "employees", "gte", 10)])
    await world.hear(
        event(f"ada@{mark}.com", "Page View"),
        group(f"ada@{mark}.com", f"{mark}-id", name=f"{mark} Inc", employees=20, industry=f"{mark}ing"),
        event("mover@gmail.com", "Page View"),
        group("mover@gmail.com", f"{mark}-id", NOON),
    )
    world.clock.forward(hours=1)
    await world.hear(
        event("bob@beta.com", "Page View", world.clock()),
        group("bob@beta.com", "beta-id", world.clock(), name="Beta"),
        group("mover@gmail.com", "beta-id", world.clock()),
    )
    account_id = await account_named(world, f"{mark} Inc")
    async with world.database.transaction() as connection:
        place = (connection, world.caller, "account", account_id)
        await edit_fields(*place, {"country": f"{mark}land"}, world.clock, by_hand=True)
    return world, account_id, mark


async def test_no_dump_holds_anything_of_a_deleted_account(database, database_url):
    """Neither name, nor domain, nor id, nor a field; what others once said stays with them: their events. In the audit
    log stay ids and numbers."""
    world, account_id, mark = await two_companies(database)
    await world.rows("UPDATE events SET account_key = NULL WHERE workspace_id = :w RETURNING 1")
    before = dump(database_url)
    for text in (f"{mark} Inc", f"{mark}.com", f"{mark}-id", f"{mark}ing", f"{mark}land"):
        assert text in before
    erased = await delete(world, account_id)
    assert (erased.leads, erased.events) == (1, 1)
    assert mark not in dump(database_url)
    assert str(account_id) not in repr(
        {
            name: some
            for name, some in (await rows(world)).items()
            if name not in ("audit_log", "touched_leads")
        }
    )
    async with world.database.snapshot() as connection:
        entries, _ = await list_audit(connection, world.workspace_id, Paging())
    of_it = [one for one in entries if one.subject_id == public("acct", account_id)]
    assert [one.action for one in of_it] == ["account.delete", "account.set_fields"]
    assert (of_it[0].after["leads"], of_it[1].before, of_it[1].after) == (1, None, None)


async def test_nothing_of_another_account_goes(database):
    """Its leads, also one that was at the deleted one before, its numbers and its fields stay."""
    world, account_id, _ = await two_companies(database)
    beta = await account_named(world, "Beta")
    asked = "SELECT * FROM accounts WHERE workspace_id = :w AND account_id = :beta"
    before = await world.rows(asked, beta=beta)
    await delete(world, account_id)
    assert await world.rows(asked, beta=beta) == before
    [shown] = await assert_counted(world)
    assert shown["lead_count"] == 2


async def test_a_lead_merged_into_one_elsewhere_comes_back_without_its_account(database):
    """It is no lead of the deleted account, so it stays; its own account is gone when it is taken out."""
    world, account_id, mark = await two_companies(database)
    [merge_id] = await merge(
        world, "bob@beta.com", f"ada@{mark}.com", account_id=await account_named(world, "Beta")
    )
    await delete(world, account_id)
    await take_back(world, merge_id)
    ada = await world.lead_by_alias(("email", f"ada@{mark}.com"))
    [row] = await world.rows(
        "SELECT account_id FROM leads WHERE workspace_id = :w AND lead_id = :ada", ada=ada
    )
    assert row["account_id"] is None
    await assert_counted(world)


async def test_an_account_of_many_leads_is_left_to_the_background(database, monkeypatch):
    """With the remedy; and there is no account by an id of nothing."""
    world, account_id, _ = await two_companies(database)
    monkeypatch.setattr(companies, "MOST_AT_ONCE", 0)
    with pytest.raises(Conflict, match="bulk"):
        await delete(world, account_id)
    with pytest.raises(NotFound):
        await delete(world, new_id())


# Tables that name accounts and hold nothing of an account's own.
ELSEWHERE = {
    "leads": "go with it, or are at another",
    "acts": "no ids of accounts but in a selection, which goes when it is over",
}


def test_every_table_is_thought_of():
    """Each that has a column of accounts, or of subjects that can be one."""
    handled = company_queries.OWN.keys() | company_queries.LEFT_BY.keys() | ELSEWHERE.keys()
    named = {
        name
        for name, table in metadata.tables.items()
        if any(column.name.endswith("account_id") for column in table.columns)
        or {"subject", "subject_id"} <= set(table.columns.keys())
    }
    assert named - handled == set()
