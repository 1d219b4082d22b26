"""What is selected of the list of accounts: ids, or filters to the end."""

import pytest

from kenbun.accounts.lists import AccountFilters, Selection, selected_after, size_of
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import new_id, public
from tests.accounts.lists.companies import account_named, companies


async def size(world, selection):
    async with world.database.snapshot() as connection:
        return await size_of(connection, world.workspace_id, selection)


async def test_filters_and_ids_say_how_many_accounts_and_leads(database):
    """Both numbers, of those that there are."""
    world, _ = await companies(database)
    assert await size(world, Selection(filters=AccountFilters())) == (3, 4)
    assert await size(world, Selection(filters=AccountFilters(search="acme"))) == (1, 2)
    ids = (await account_named(world, "beta"), new_id())
    assert await size(world, Selection(ids)) == (1, 1)
    async with world.database.snapshot() as connection:
        place = (connection, world.workspace_id, Selection(filters=AccountFilters()))
        first = await selected_after(*place, None, 2)
        assert len(await selected_after(*place, first[-1], 2)) == 1


def test_a_document_says_the_same_again():
    """For the row of a job, and for a form."""
    for one in (
        Selection.read([], "search=acme", new_id()),
        Selection.read([public("acct", new_id())], None),
    ):
        assert Selection.from_document(one.document()) == one
        assert Selection.of_form(dict([one.given()]), one.member_id) == one


def test_ids_of_something_else_are_refused():
    """Naming the field."""
    for ids in ([], [public("ld", new_id())], ["acct_x"], [public("acct", new_id())] * 10_001):
        with pytest.raises(Invalid) as refused:
            Selection.read(ids, None)
        assert refused.value.field == "account_ids"
