"""What the builder offers while somebody types a value: what is there, the most frequent first, with how often."""

from datetime import timedelta

from kenbun.builder.type_queries import counted_types
from kenbun.builder.value_queries import values_of_field, values_of_metadata
from tests.world import NOON, event, group, identify

ALMOST = NOON - timedelta(minutes=1)


async def _of_field(world, subject, name, typed=""):
    async with world.database.snapshot() as connection:
        found = await values_of_field(connection, world.workspace_id, subject, name, typed)
    return [(one.value, one.count) for one in found]


async def _of_metadata(world, key, event_type=None, typed=""):
    async with world.database.snapshot() as connection:
        found = await values_of_metadata(connection, world.workspace_id, key, event_type, typed)
    return [(one.value, one.count) for one in found]


async def test_values_of_a_field_come_with_how_many_have_them(make):
    """The most frequent first, of those that contain what is typed, whatever their case."""
    world = await make()
    titles = {"ada": "CTO", "bob": "CTO", "cleo": "Head of Data", "dan": None}
    await world.hear(*(identify(f"{who}@acme.com", ALMOST, title=title) for who, title in titles.items()))
    assert await _of_field(world, "lead", "title") == [("CTO", 2), ("Head of Data", 1)]
    assert await _of_field(world, "lead", "title", "data") == [("Head of Data", 1)]
    assert await _of_field(world, "lead", "title", "100%") == []


async def test_values_of_accounts_are_counted_by_account(make):
    """Two people of one company are one account."""
    world = await make()
    await world.hear(
        *(identify(f"{who}@acme.com", ALMOST) for who in ("ada", "bob")),
        group("ada@acme.com", "a-1", ALMOST, industry="Freight"),
    )
    assert await _of_field(world, "account", "industry") == [("Freight", 1)]


async def test_values_of_metadata_are_those_of_the_type_and_of_arrays_each_element(make):
    """A key names a value outright, or the way to it; numbers and truths are offered as text, objects not at all."""
    world = await make()
    await world.hear(
        event("ada@acme.com", "Page View", ALMOST, path="/pricing", deep={"er": 3}, tags=["a", "b"]),
        event("ada@acme.com", "Page View", ALMOST, path="/pricing", tags=["b"], ok=True),
        event("ada@acme.com", "Form Sent", ALMOST, path="/contact"),
    )
    assert await _of_metadata(world, "path") == [("/pricing", 2), ("/contact", 1)]
    assert await _of_metadata(world, "path", "form sent") == [("/contact", 1)]
    assert await _of_metadata(world, "tags") == [("b", 2), ("a", 1)]
    assert await _of_metadata(world, "deep.er") == [("3", 1)]
    assert await _of_metadata(world, "ok") == [("true", 1)]
    assert await _of_metadata(world, "deep") == []


async def test_nothing_of_another_workspace_is_offered(make):
    """Values are read within the walls."""
    world, other = await make(), await make()
    await world.hear(
        identify("ada@acme.com", ALMOST, title="CTO"), event("ada@acme.com", "Page View", path="/a")
    )
    assert await _of_field(other, "lead", "title") == []
    assert await _of_metadata(other, "path") == []


async def test_types_come_with_how_many_events_there_are_of_each(make):
    """The most frequent first, without the hidden ones; not those of another workspace."""
    world, other = await make(), await make()
    await other.hear(event("eve@acme.com", "Elsewhere"))
    heard = {"Page View": 3, "Login": 1, "Noise": 2}
    for name, often in heard.items():
        await world.hear(*(event("ada@acme.com", name) for _ in range(often)))
    await world.rows(
        "UPDATE event_types SET hidden = true WHERE workspace_id = :w AND name = 'Noise' RETURNING 1"
    )
    async with world.database.snapshot() as connection:
        found = await counted_types(connection, world.workspace_id)
    assert [(one.name, one.events) for one in found] == [("Page View", 3), ("Login", 1)]
