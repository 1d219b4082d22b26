"""A few companies to list: their leads, fields, owners and when somebody was last there."""

from kenbun.accounts.lists import AccountFilters, list_accounts
from kenbun.kit.paging import Paging
from kenbun.owners.assign import Owner, assign_owner
from tests.fits import add_fit
from tests.members import join
from tests.world import NOON, days, event, group, make_world, rule

RULES = [rule("Viewed", "Page View", 10)]
FIT = [
    {"name": "Big", "field": "employees", "operator": "gte", "value": 1000, "points": 60},
    {"name": "Software", "field": "industry", "operator": "equals", "value": "Software", "points": 30},
]


async def companies(database):
    """Acme: two leads, fits, active now. Beta: one lead, last there 40 days ago. Gamma Ltd: known by an id, no events.
    Delta: nobody."""
    world = await make_world(database, RULES, now=NOON)
    await add_fit(world, "account", FIT)
    await world.hear(
        event("ada@acme.com", "Page View", NOON - days(1)),
        event("ada@acme.com", "Page View", NOON),
        event("bob@acme.com", "Page View", NOON - days(50)),
        group("ada@acme.com", "acme-1", NOON, name="Acme", industry="Software", employees=2000, plan="pro"),
        event("cy@beta.com", "Page View", NOON - days(40)),
        group("cy@beta.com", "beta-1", NOON - days(40), name="beta", industry="Retail", employees=90),
        group("dee@gmail.com", "gamma-1", NOON, name="Gamma Ltd", employees=1500),
    )
    eve = await join(world, "Eve")
    await own(world, "ada@acme.com", eve)
    return world, eve


async def own(world, who, member):
    lead = await world.lead_by_alias(("email", who))
    owner = Owner(member.member_id, member.name, member.email)
    async with world.database.transaction() as connection:
        await assign_owner(connection, world.caller, [lead], owner, world.clock)


async def listed(world, member_id=None, page=1, limit=100, **filters):
    async with world.database.snapshot() as connection:
        return await list_accounts(
            connection, world.workspace_id, AccountFilters(**filters), Paging(page, limit), member_id
        )


async def names(world, member_id=None, **filters):
    return [row.name for row in (await listed(world, member_id, **filters)).rows]


async def account_named(world, name):
    [row] = await world.rows(
        "SELECT account_id FROM accounts WHERE workspace_id = :w AND name = :name", name=name
    )
    return row["account_id"]
