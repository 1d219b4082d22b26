"""Giving leads to accounts by hand in a world of tests."""

from kenbun.resolution.hand import set_account
from tests.merging.accounts.merged import own_account
from tests.merging.merged import own_id


async def assign(world, who, account):
    """By names; an account of None gives back what calls say."""
    async with world.database.transaction() as connection:
        account_id = None if account is None else await own_account(world, account)
        return await set_account(connection, world.caller, await own_id(world, who), account_id, world.clock)


async def account_of(world, who):
    """The name and the basis."""
    [row] = await world.rows(
        """
        SELECT a.name, l.account_basis FROM lead_aliases s
        JOIN leads l ON l.workspace_id = :w AND l.lead_id = s.lead_id
        LEFT JOIN accounts a ON a.workspace_id = :w AND a.account_id = l.account_id
        WHERE s.workspace_id = :w AND coalesce(s.own_lead_id, s.lead_id) = :lead LIMIT 1
        """,
        lead=await own_id(world, who),
    )
    return row["name"], row["account_basis"]
