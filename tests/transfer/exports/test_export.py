"""The file of leads: what the filters find, in the order asked for, whatever stands in the fields."""

import csv
import io

import pytest

from kenbun.kit.errors import Invalid, TooMany
from kenbun.leads.lists import LeadFilters, Selection
from kenbun.transfer.exports import export
from kenbun.transfer.exports.export import lines, open_export
from tests.members import join
from tests.world import NOON, days, event, identify, rule

HEADINGS = (
    "lead_id,email,engagement_score,profile_score,engagement_level,profile_level,account,owner,"
    "last_activity_date,creation_date"
)


@pytest.fixture
async def world(make):
    """Ada is Warm and hostile, Bob Cold, and nobody knows who Cy is."""
    world = await make([rule("Points", "Form Sent", 30)])
    await world.hear(
        event("ada@acme.com", "Form Sent", NOON - days(1)),
        identify("ada@acme.com", title='=HYPERLINK("http://x", "y")', company="A, B\nand C"),
        event("bob@beta.com", "Page View"),
        event("cookie:cy", "Page View"),
    )
    return world


async def written(world, selection, columns=()):
    caller = await join(world, "Eve", "viewer")
    opened = await open_export(world.database, caller, selection, columns, world.clock)
    text = "".join([some async for some in lines(world.database, opened)])
    assert text.splitlines()[0] == (HEADINGS if not columns else ",".join(columns))
    return list(csv.DictReader(io.StringIO(text, newline="")))


async def test_the_columns_of_themselves(world):
    """Those of the product, with what lists show."""
    rows = await written(world, Selection(filters=LeadFilters(sort="engagement_score", search=".com")))
    assert [row["email"] for row in rows] == ["bob@beta.com", "ada@acme.com"]
    ada = await world.lead("ada@acme.com")
    assert rows[1] == {
        "lead_id": ada.lead_id,
        "email": "ada@acme.com",
        "engagement_score": "30",
        "profile_score": "0",
        "engagement_level": "Warm",
        "profile_level": "Unclassified",
        "account": "acme.com",
        "owner": "",
        "last_activity_date": "2026-03-03T12:00:00Z",
        "creation_date": "2026-03-04T12:00:00Z",
    }


async def test_other_columns_and_hostile_fields(world):
    """Any field by its name, in the order asked for; no cell is a formula, and line breaks stay in their cell."""
    rows = await written(
        world, Selection(filters=LeadFilters(level=["Warm"])), ("title", "company", "event_count")
    )
    assert rows == [{"title": '\'=HYPERLINK("http://x", "y")', "company": "A, B\nand C", "event_count": "1"}]


async def test_a_selection_of_ticked_leads(world, make):
    """By their ids; nobody of another workspace."""
    other = await make()
    await other.hear(event("x@acme.com", "Page View"))
    ids = [await world.lead_by_alias(("cookie", "cy")), await other.lead_by_alias(("email", "x@acme.com"))]
    [row] = await written(world, Selection(ids=tuple(ids)), ("shown_name", "email"))
    assert row == {"shown_name": "cy", "email": ""}


async def test_many_leads_are_all_there(world):
    """Beyond what the cursor fetches at once, each once and in order."""
    await world.hear(*(event(f"p{number:04}@gmail.com", "Page View") for number in range(2100)))
    rows = await written(world, Selection(filters=LeadFilters(search="gmail", sort="-name")), ("email",))
    assert [row["email"] for row in rows] == [f"p{number:04}@gmail.com" for number in reversed(range(2100))]


async def test_who_took_it_is_noted(world):
    """With what was asked for, and how many leads there were."""
    await written(world, Selection(filters=LeadFilters(level=["Warm"])))
    [row] = await world.rows("SELECT * FROM audit_log WHERE workspace_id = :w AND action = 'leads.export'")
    assert (row["actor_label"], row["after"]["leads"], row["after"]["query"]) == ("Eve", 1, "level=Warm")


async def test_nonsense_is_refused_before_the_file_begins(world):
    """A column or a level that there is not."""
    for selection, columns, field in (
        (Selection(filters=LeadFilters()), ["shoe_size"], "columns"),
        (Selection(filters=LeadFilters(level=["Boiling"])), [], "level"),
    ):
        with pytest.raises(Invalid) as refused:
            await open_export(world.database, world.caller, selection, columns, world.clock)
        assert refused.value.field == field


async def test_slow_readers_do_not_take_all_connections(world):
    """Of more exports than can be under way, the next is asked to come back."""
    opened = await open_export(
        world.database, world.caller, Selection(filters=LeadFilters()), (), world.clock
    )
    readers = [lines(world.database, opened) for _ in range(export._AT_ONCE)]
    for reader in readers:
        await anext(reader)
    with pytest.raises(TooMany):
        await open_export(world.database, world.caller, Selection(filters=LeadFilters()), (), world.clock)
    for reader in readers:
        await reader.aclose()
    await open_export(world.database, world.caller, Selection(filters=LeadFilters()), (), world.clock)
