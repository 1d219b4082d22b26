"""Where accounts are shown: they have roots as leads have."""

import pytest

from kenbun.identity.roots import find_account, root_of_account
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import new_id, public
from tests.world import event


async def test_an_account_that_is_not_merged_answers_for_itself(make):
    """By its id in the public form; an id of another kind, of another workspace or of nothing is not found."""
    world, other = await make(), await make()
    await world.hear(event("ada@acme.com", "Page View"))
    await other.hear(event("bob@beta.com", "Page View"))
    [account_id] = [
        row["account_id"]
        for row in await world.rows("SELECT account_id FROM accounts WHERE workspace_id = :w")
    ]
    [stranger] = [
        row["account_id"]
        for row in await other.rows("SELECT account_id FROM accounts WHERE workspace_id = :w")
    ]
    async with world.database.snapshot() as connection:
        place = (connection, world.workspace_id)
        assert await find_account(*place, public("acct", account_id)) == account_id
        assert await root_of_account(*place, account_id) == account_id
        for text in (public("ld", account_id), public("acct", stranger), public("acct", new_id()), "acme"):
            with pytest.raises(NotFound):
                await find_account(*place, text)
