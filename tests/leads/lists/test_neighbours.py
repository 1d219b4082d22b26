"""Previous and next in the list that a lead was opened from, as the list is now."""

import pytest

from kenbun.kit.ids import public
from kenbun.leads.lists.neighbours import Neighbours, Place, neighbours
from tests.world import event, rule


@pytest.fixture
async def world(make):
    """Five leads, of whom the odd ones did something that counts."""
    world = await make([rule("Points", "Form Sent", 30)])
    for number in range(5):
        await world.hear(event(f"p{number}@acme.com", "Form Sent" if number % 2 else "Page View"))
    return world


async def around(world, who, query, number):
    lead_id = await world.lead_by_alias(("email", f"p{who}@acme.com"))
    async with world.database.snapshot() as connection:
        place = Place.read(query, number)
        return await neighbours(connection, world.workspace_id, place, lead_id, None)


async def stands(world, who, query, number):
    lead_id = await world.lead_by_alias(("email", f"p{who}@acme.com"))
    return Place(query, number).of(public("ld", lead_id))


async def test_one_after_the_other(world):
    """By the order of the list; at its ends there is nobody more."""
    both = [await stands(world, who, "sort=name", who + 1) for who in (1, 3)]
    assert await around(world, 2, "sort=name", 3) == Neighbours(*both)
    assert await around(world, 0, "sort=name", 1) == Neighbours(None, await stands(world, 1, "sort=name", 2))
    assert await around(world, 4, "sort=name", 5) == Neighbours(await stands(world, 3, "sort=name", 4), None)
    assert await around(world, 1, "level=Warm&sort=name", 1) == Neighbours(
        None, await stands(world, 3, "level=Warm&sort=name", 2)
    )


async def test_a_lead_that_moved_is_found_where_it_is(world):
    """Who has passed it meanwhile is before it now."""
    assert await around(world, 1, "sort=name", 4) == await around(world, 1, "sort=name", 2)


async def test_a_lead_that_left_the_list_leads_on_from_its_place(world):
    """To who stands there now, and back to who was before it."""
    query = "level=Cold&sort=name"
    assert await around(world, 1, query, 2) == Neighbours(
        await stands(world, 0, query, 1), await stands(world, 2, query, 2)
    )


async def test_nowhere(world):
    """Opened by its address alone, or from beyond where lists end."""
    for number in (0, -1, 10_001, 2**40):
        assert await around(world, 1, "", number) == Neighbours(None, None)


def test_the_way_back_is_to_the_page():
    """The one on which it stood."""
    assert Place("", 1).page(50) == "/leads"
    assert Place("level=Hot", 50).page(50) == "/leads?level=Hot"
    assert Place("level=Hot", 51).page(50) == "/leads?level=Hot&page=2"
