"""Accounts for the companies that unresolved leads name: many at once, in the background."""

from kenbun.acts.begin import begin
from kenbun.acts.run import run_begun
from kenbun.leads.lists import LeadFilters, Selection
from tests.members import join
from tests.resolution.resolved import account_of
from tests.world import event

_ACTS = "SELECT act_id FROM acts WHERE workspace_id = :w"


async def act(world, kind, filters, **more):
    """As an editor; answers how many it made a difference to."""
    caller = await join(world, f"Eve{len(await world.rows(_ACTS))}")
    async with world.database.transaction() as connection:
        await begin(connection, caller, kind, Selection(filters=filters), world.clock, **more)
    await run_begun(world.database, world.workspace_id, world.clock)
    [row] = await world.rows(
        "SELECT state, changed FROM acts WHERE workspace_id = :w ORDER BY act_id DESC LIMIT 1"
    )
    assert row["state"] == "done"
    return row["changed"]


OPEN = LeadFilters(unresolved=("open",))


async def test_each_company_gets_one_account(make):
    """However its name is written; who names none stays as it is, and who comes later is found to belong to it."""
    world = await make()
    await world.hear(
        event("ada@gmail.com", "Page View", company="Lattice Fintech, Inc."),
        event("bob@gmail.com", "Page View", company="LATTICE FINTECH"),
        event("cy@gmail.com", "Page View", company="Northwind"),
        event("dan@gmail.com", "Page View"),
        event("eve@acme.com", "Page View", company="Umbrella"),
    )
    assert await act(world, "create_accounts", OPEN) == 3
    assert (await account_of(world, "ada@gmail.com"))[0] == (await account_of(world, "bob@gmail.com"))[0]
    assert await account_of(world, "cy@gmail.com") == ("Northwind", "hand")
    assert await account_of(world, "dan@gmail.com") == (None, "free_mail")
    assert await account_of(world, "eve@acme.com") == ("acme.com", "domain")
    await world.hear(event("fay@gmail.com", "Page View", company="northwind ltd"))
    assert await act(world, "create_accounts", OPEN) == 1
    assert await account_of(world, "fay@gmail.com") == ("Northwind", "hand")


async def test_all_that_are_filtered_are_dismissed_and_taken_back(make):
    """Those of the reason alone; dismissed ones are found apart."""
    world = await make()
    await world.hear(
        *(event(who, "Page View") for who in ("ada@gmail.com", "eve@mailinator.com", "cookie:1"))
    )
    assert await act(world, "dismiss", LeadFilters(unresolved=("free_mail", "disposable"))) == 2
    assert await act(world, "dismiss", OPEN) == 1
    assert await act(world, "undismiss", LeadFilters(unresolved=("dismissed",))) == 3
    assert await act(world, "dismiss", OPEN) == 3


async def test_many_are_given_to_one_account(make):
    """Whoever had one by hand or by calls before; and the sum of it is theirs."""
    world = await make()
    await world.hear(event("bob@acme.com", "Page View"), event("ada@gmail.com", "Page View"))
    [row] = await world.rows("SELECT account_id FROM accounts WHERE workspace_id = :w")
    assert await act(world, "assign_account", OPEN, account_id=row["account_id"]) == 1
    assert await account_of(world, "ada@gmail.com") == ("acme.com", "hand")
    [row] = await world.rows("SELECT lead_count FROM accounts WHERE workspace_id = :w")
    assert row["lead_count"] == 2
