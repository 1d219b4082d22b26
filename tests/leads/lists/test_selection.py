"""What was selected of the list: ticked ones by their ids, all of them by the filters."""

import pytest

from kenbun.kit.errors import Invalid
from kenbun.leads.lists import Selection, count_selected, selected_after
from tests.world import event, rule


@pytest.fixture
async def world(make):
    """Seven leads, of whom the odd ones did something that counts."""
    world = await make([rule("Points", "Form Sent", 30)])
    for number in range(7):
        await world.hear(event(f"p{number}@acme.com", "Form Sent" if number % 2 else "Page View"))
    return world


async def chunks(world, selection, limit):
    found, after = [], None
    async with world.database.transaction() as connection:
        while part := await selected_after(connection, world.workspace_id, selection, after, limit):
            found.append(part)
            after = part[-1]
        counted = await count_selected(connection, world.workspace_id, selection)
    assert counted == sum(map(len, found))
    return found


async def ids(world, *numbers):
    return [await world.lead_by_alias(("email", f"p{number}@acme.com")) for number in numbers]


async def test_all_that_the_filters_find_come_in_chunks(world):
    """Each once, in the order of their ids, whatever the sort."""
    found = await chunks(world, Selection.read([], "sort=name"), 3)
    assert [len(part) for part in found] == [3, 3, 1]
    assert [one for part in found for one in part] == sorted(await ids(world, *range(7)))
    [odd] = await chunks(world, Selection.read([], "level=Warm&search=acme"), 10)
    assert odd == await ids(world, 1, 3, 5)


async def test_those_that_were_ticked(world, make):
    """By their ids, each once; who is of another workspace or gone is not among them."""
    other = await make()
    await other.hear(event("x@acme.com", "Page View"))
    stranger = await other.lead_by_alias(("email", "x@acme.com"))
    two, four = await ids(world, 2, 4)
    ticked = Selection.read([f"ld_{one.hex}" for one in (four, two, four, stranger)], None)
    assert await chunks(world, ticked, 1) == [[two], [four]]


async def test_an_act_that_changes_what_the_filters_find_passes_each_once(world):
    """Who no longer meets the filters is left out, and who was passed does not come again."""
    selection = Selection.read([], "min_score=1")
    async with world.database.transaction() as connection:
        first = await selected_after(connection, world.workspace_id, selection, None, 1)
    await world.hear(event("p0@acme.com", "Form Sent"))
    async with world.database.transaction() as connection:
        rest = await selected_after(connection, world.workspace_id, selection, first[-1], 10)
    assert first + rest == await ids(world, 1, 3, 5)


@pytest.mark.parametrize("query", ["level=Hot&sort=name", ""])
def test_a_selection_is_kept_as_json(query):
    """A job finds in its row what was meant."""
    of_filters = Selection.read([], query)
    ticked = Selection.read(["ld_" + "0" * 32], None)
    for one in (of_filters, ticked):
        assert Selection.from_document(one.document()) == one


@pytest.mark.parametrize(
    ("lead_ids", "query", "field"),
    [([], None, "lead_ids"), (["x"], None, "lead_ids"), ([], "min_score=x", "min_score")],
)
def test_nothing_and_nonsense_are_refused(lead_ids, query, field):
    """Nothing ticked is not everyone."""
    with pytest.raises(Invalid) as refused:
        Selection.read(lead_ids, query)
    assert refused.value.field == field
