"""The configuration written out, brought into another workspace, and brought back."""

import pytest
from hypothesis import given, settings

from kenbun.access.workspaces import create_workspace
from kenbun.configuration import file
from kenbun.kit import yaml_text
from kenbun.kit.errors import Problem
from kenbun.onboarding import furnish
from tests.configuration import files
from tests.taking import Clock
from tests.world import NOON, World


async def empty(database):
    """A workspace with nothing in it."""
    async with database.transaction() as connection:
        workspace_id = await create_workspace(connection, "Acme", NOON)
    return World(database, workspace_id, "UTC", Clock(NOON), workspace_id)


async def exported(world):
    async with world.database.snapshot() as connection:
        return await file.export(connection, world.workspace_id)


async def bring_in(world, document, publish=True):
    """By way of the file."""
    wanted = file.read(yaml_text.read(yaml_text.write(document)))
    return await file.import_file(world.database, world.caller, wanted, world.clock, publish=publish)


@given(files.whole)
@settings(max_examples=30)  # each is some 300 statements
async def test_a_file_is_what_is_exported_after_it(database, document):
    """Whatever stood before: the export is the file's normal form, and bringing it in again changes nothing."""
    world = await empty(database)
    await bring_in(world, files.FIRST)
    await bring_in(world, document)
    there = await exported(world)
    assert there == {"kenbun": 1} | file.read(document)
    assert yaml_text.read(yaml_text.write(there)) == there
    assert (await bring_in(world, there)).changes == []
    assert yaml_text.write(await exported(world)) == yaml_text.write(there)


async def test_a_new_workspace_can_be_furnished_from_another(database):
    """What onboarding puts in comes to an empty workspace by way of the file, and to the same file."""
    one, other = await empty(database), await empty(database)
    async with one.database.transaction() as connection:
        await furnish(connection, one.workspace_id, one.clock())
    document = await exported(one)
    await bring_in(other, document)
    assert await exported(other) == document


async def test_sections_that_are_left_out_stay(make):
    """A file may be about the levels alone; an empty one about nothing."""
    world = await make()
    before = await exported(world)
    done = await bring_in(world, {"conversions": {"Won": {"event_type": "deal_closed_won"}}})
    assert [(one.path, one.kind, one.after) for one in done.changes] == [
        ("conversions.Won", "added", {"event_type": "Deal Closed Won"})
    ]
    assert await exported(world) == before | {"conversions": {"Won": {"event_type": "Deal Closed Won"}}}
    assert (await bring_in(world, {})).changes == []


async def test_what_is_compared_is_what_is_then_done(make):
    """Comparing writes nothing; the import tells the same changes, and the audit log their paths."""
    world = await make()
    wanted = file.read(files.FIRST)
    before = await exported(world)
    async with world.database.snapshot() as connection:
        seen = await file.compare(connection, world.workspace_id, wanted)
    assert await exported(world) == before
    assert (await bring_in(world, files.FIRST)).changes == seen
    [row] = await world.rows(
        "SELECT after FROM audit_log WHERE workspace_id = :w AND action = 'config.import'"
    )
    assert row["after"]["entries"] == len(seen)
    assert "conversions.Hot" in row["after"]["paths"]


MAPPING = {"source": {"kind": "trait", "key": "k"}, "target": {"kind": "lead", "field": "industry"}}
LEVEL = {"name": "Hot", "min": 5, "max": 9, "color": "red"}
NONE = {"engagement": [], "profile": [], "account": [], "account_engagement": []}
FIELDS = {"lead": {}, "account": {}}


@pytest.mark.parametrize(
    ("document", "path", "words"),
    [
        ([], "body", "must hold sections"),
        ({"kenbun": 2}, "kenbun", "format 1"),
        ({"lvels": {}}, "lvels", "no such section; there are mapping, conversions, levels"),
        ({"levels": {"engagement": []}}, "levels", "each of engagement, profile"),
        ({"levels": NONE | {"profile": [LEVEL | {"colour": "x"}]}}, "levels.profile[0].colour", "Extra"),
        ({"levels": NONE | {"profile": [LEVEL, LEVEL | {"name": "B"}]}}, "levels.profile[1].min", "overlaps"),
        ({"conversions": {"Won": {}}}, "conversions.Won.event_type", "one of the two"),
        ({"conversions": {"Won": {"event": "x"}}}, "conversions.Won.event", "Extra"),
        ({"conversions": {"a": {"event_type": "x"}, " a": {"event_type": "y"}}}, "conversions", "same name"),
        ({"conversions": {"a": {"field": "gone", "value": "x"}}}, "conversions.a.field", "no field “gone”"),
        ({"mapping": {"fields": FIELDS}}, "mapping.mappings", "Field required"),
        ({"mapping": {"fields": {"lead": {}}, "mappings": []}}, "mapping.fields", "lead and of the account"),
        (
            {"mapping": {"fields": FIELDS | {"lead": {"Big": {}}}, "mappings": []}},
            "mapping.fields.lead.Big.name",
            "match",
        ),
        (
            {"mapping": {"fields": FIELDS | {"lead": {"x": {"type": "cat"}}}, "mappings": []}},
            "mapping.fields.lead.x.type",
            "Input should be",
        ),
        (
            {"mapping": {"fields": FIELDS | {"lead": {"title": {}}}, "mappings": []}},
            "mapping.fields.lead.title.name",
            "standard field",
        ),
        (
            {"mapping": {"fields": FIELDS, "mappings": [MAPPING, MAPPING | {"position": 1}]}},
            "mapping.mappings[1].position",
            "order of the list",
        ),
        (
            {"mapping": {"fields": FIELDS, "mappings": [MAPPING, MAPPING]}},
            "mapping.mappings[1]",
            "already",
        ),
        (
            {
                "mapping": {
                    "fields": FIELDS,
                    "mappings": [MAPPING | {"target": {"kind": "lead", "field": "gone"}}],
                }
            },
            "mapping.mappings[0].target.field",
            "no lead field “gone”",
        ),
    ],
)
async def test_what_is_wrong_is_named_and_nothing_is_done(make, document, path, words):
    """By its path in the file, whether it is wrong by itself or by what the workspace has."""
    world = await make()
    before = await exported(world)
    with pytest.raises(Problem) as caught:
        await bring_in(world, document)
    assert (caught.value.field, words in caught.value.detail) == (path, True), caught.value.detail
    assert await exported(world) == before


async def test_the_type_of_a_field_stays_and_its_label_does_not(make):
    """Values of one type are no values of another."""
    world = await make()

    def of(label, kind):
        return {
            "mapping": {"fields": FIELDS | {"lead": {"x": {"label": label, "type": kind}}}, "mappings": []}
        }

    await bring_in(world, of("One", "text"))
    [change] = (await bring_in(world, of("Two", "text"))).changes
    assert (change.path, change.before, change.after) == ("mapping.fields.lead.x.label", "One", "Two")
    with pytest.raises(Problem) as caught:
        await bring_in(world, of("Two", "number"))
    assert caught.value.field == "mapping.fields.lead.x.type"


async def test_a_mapping_that_stays_keeps_its_count_of_misfits(make):
    """What copies the same to the same place is the same mapping, wherever it comes to stand."""
    world = await make()
    other = MAPPING | {"target": {"kind": "lead", "field": "city"}}
    await bring_in(world, {"mapping": {"fields": FIELDS, "mappings": [MAPPING, other]}})
    ids = await world.rows("SELECT mapping_id FROM mappings WHERE workspace_id = :w ORDER BY position")
    changed = [other | {"update": "only_if_empty"}, MAPPING]
    await bring_in(world, {"mapping": {"fields": FIELDS, "mappings": changed}})
    again = await world.rows("SELECT mapping_id FROM mappings WHERE workspace_id = :w ORDER BY position")
    assert again == ids[::-1]
