"""Four quadrants: each account in one, and the list that each leads to holds as many."""

import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from kenbun.accounts.lists.url import read_query
from kenbun.accounts.matrix import Thresholds, matrix_of, usual
from kenbun.levels.bands import Band, Bands
from kenbun.levels.defaults import default_bands
from kenbun.levels.in_force import NONE, Levels
from tests.accounts.lists.companies import account_named, companies, listed


@pytest_asyncio.fixture
async def world(database):
    """Nothing in it changes."""
    found, _ = await companies(database)
    return found


async def matrix(world, fit, engaged):
    async with world.database.snapshot() as connection:
        return await matrix_of(connection, world.workspace_id, Thresholds(fit, engaged))


@given(st.integers(-10, 120), st.integers(-10, 40))
async def test_each_quadrant_counts_what_its_list_shows(world, fit, engaged):
    """Wherever the thresholds are; together they are all accounts."""
    found = await matrix(world, fit, engaged)
    assert (found.total, sum(one.leads for one in found.quadrants)) == (3, 4)
    for one in found.quadrants:
        rows = (await listed(world, **_given(one.query))).rows
        assert (one.accounts, one.leads) == (len(rows), sum(row.leads for row in rows))
        assert all((row.account_score >= fit) == one.fits for row in rows)
        assert all((row.engagement_score >= engaged) == one.engaged for row in rows)


def _given(query):
    filters = read_query(query)
    return {name: getattr(filters, name) for name in filters.__dataclass_fields__ if not name.isupper()}


async def test_archived_accounts_are_not_in_it(database):
    """Nor their leads."""
    world, _ = await companies(database)
    await world.rows(
        "UPDATE accounts SET archived_at = now() WHERE workspace_id = :w AND account_id = :a RETURNING 1",
        a=await account_named(world, "beta"),
    )
    found = await matrix(world, 50, 50)
    assert (found.total, sum(one.leads for one in found.quadrants)) == (2, 3)


def test_thresholds_are_where_the_upper_levels_begin():
    """Of engagement those of accounts, else those of leads; a half each, the middle one of three being of the upper."""
    engagement, account = (Bands.read(default_bands(one)) for one in ("engagement", "account"))
    assert usual(Levels(engagement, NONE, account, NONE)) == Thresholds(50, 50)
    own = Bands(tuple(Band(str(n), str(n), n * 100, n * 100 + 99, "green") for n in range(3)))
    assert usual(Levels(engagement, NONE, NONE, own)) == Thresholds(50, 100)
