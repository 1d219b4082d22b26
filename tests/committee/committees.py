"""Committees of a world, as they are shown."""

from kenbun.committee.choose import add_member, change_member, remove_member
from kenbun.committee.defaults import DEFAULT_ROLES
from kenbun.committee.members import committee_of
from kenbun.committee.role_queries import add_roles
from kenbun.committee.settle import detect_due, refresh
from tests.world import alias


async def with_roles(world):
    async with world.database.transaction() as connection:
        await add_roles(connection, world.workspace_id, DEFAULT_ROLES)
    return world


async def detect(world):
    return await detect_due(world.database, world.workspace_id, world.clock)


async def look_again(world, who):
    account_id, _ = await place(world, who)
    async with world.database.transaction() as connection:
        await refresh(connection, world.workspace_id, account_id, world.clock)


async def place(world, who):
    """The account and the lead in which a person is shown."""
    lead_id = await world.lead_by_alias(alias(who))
    [row] = await world.rows(
        "SELECT account_id FROM leads WHERE workspace_id = :w AND lead_id = :id", id=lead_id
    )
    return row["account_id"], lead_id


async def committee(world, who):
    """Of the account of that person."""
    account_id, _ = await place(world, who)
    async with world.database.snapshot() as connection:
        return await committee_of(connection, world.workspace_id, account_id)


async def roles(world, who):
    """By the name of the lead, the role and whether it was detected."""
    found = await committee(world, who)
    return {member.name: (member.role, member.detected) for member in found.members}


async def add(world, who, role, notes=None):
    async with world.database.transaction() as connection:
        await add_member(connection, world.caller, await place(world, who), role, notes, world.clock)


async def change(world, who, role=None, notes=None):
    async with world.database.transaction() as connection:
        await change_member(connection, world.caller, await place(world, who), role, notes, world.clock)


async def remove(world, who):
    async with world.database.transaction() as connection:
        await remove_member(connection, world.caller, await place(world, who), world.clock)
