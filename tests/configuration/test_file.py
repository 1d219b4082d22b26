"""The configuration written out, brought into another workspace, and brought back."""

import pytest
from hypothesis import given

from kenbun.access.workspaces import create_workspace
from kenbun.configuration import file
from kenbun.kit import yaml_text
from kenbun.kit.errors import Problem
from kenbun.onboarding import furnish
from kenbun.scoring.rulesets import list_rulesets
from tests.configuration import files
from tests.taking import Clock
from tests.world import NOON, World, rule


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


@given(files.whole, files.rulesets, files.rulesets, files.decays, files.decays)
async def test_a_file_is_what_is_exported_after_it(database, document, first, second, decays, other_decays):
    """Whatever stood before: the export is the file's normal form, and bringing it in again changes nothing. Rules are
    drafts until they are published, and what is in force stays to the letter."""
    world = await empty(database)
    await bring_in(world, files.FIRST | {"rulesets": first, "decays": decays})
    before = await exported(world)
    check_said(before, {"rulesets": first, "decays": decays})
    rules = {"rulesets": second, "decays": other_decays}
    left = (await bring_in(world, rules, publish=False)).waiting
    assert {one.state for one in left} <= {"draft"}
    check_in_force_stays(before, await exported(world))
    done = await bring_in(world, document | rules)
    assert {one.state for one in done.waiting} <= {"in_force"}
    there = await exported(world)
    check_said(there, document | rules)
    assert yaml_text.read(yaml_text.write(there)) == there
    assert (await bring_in(world, there)).changes == []
    assert yaml_text.write(await exported(world)) == yaml_text.write(there)


def check_said(there, document):
    """Each section that the file has, in its normal form and order."""
    wanted = file.read(document)
    assert {name: there[name] for name in wanted} == wanted


def check_in_force_stays(before, after):
    """Rulesets that are new have nothing in force."""
    known = {dimension: before["rulesets"][dimension].keys() for dimension in after["rulesets"]}
    assert {
        dimension: {name: one for name, one in rulesets.items() if name in known[dimension]}
        for dimension, rulesets in after["rulesets"].items()
    } == before["rulesets"]
    assert after["decays"] == before["decays"]


async def test_a_rule_of_the_same_name_stays_the_same_rule(database):
    """With its id, so that versions and receipts tell of one rule that changed."""
    world = await empty(database)

    async def ids():
        async with database.snapshot() as connection:
            [one] = await list_rulesets(connection, world.workspace_id, "engagement")
        return {rule.draft.points: rule.rule_id for rule in one.published}

    def of(*rules):
        entry = {"Standard": {"primary": True, "rules": list(rules)}}
        return {"rulesets": {"engagement": entry, "profile": {}, "account": {}}}

    await bring_in(world, of(rule("A", "x", 1), rule("A", "x", 2), rule("B", "x", 3)))
    before = await ids()
    await bring_in(world, of(rule("C", "x", 4), rule("B", "x", 30), rule("A", "x", 10)))
    after = await ids()
    assert (after[30], after[10], after[4] in before.values()) == (before[3], before[1], False)


async def test_a_draft_is_left_alone_where_the_rules_in_force_are_the_files(make):
    """The file is about what is in force."""
    world = await make([rule("A", "x", 1)])
    document = await exported(world)
    await world.draft([rule("B", "x", 2)])
    assert (await bring_in(world, document)).changes == []
    async with world.database.snapshot() as connection:
        [one] = await list_rulesets(connection, world.workspace_id, "engagement")
    assert [each.draft.name for each in one.draft] == ["B"]


async def test_what_cannot_be_published_now_stays_a_draft(make):
    """The edits stand; it is told why, and what would have come after it is a draft as well."""
    world = await make([rule("A", "x", 1)], others=[rule("A", "x", 1)])
    document = await exported(world)
    await world.open([rule("A", "x", 2)])
    for entry in document["rulesets"]["engagement"].values():
        entry["rules"][0]["points"] = 7
    left = (await bring_in(world, document)).waiting
    assert [one.state.partition(":")[0] for one in left] == ["draft", "draft"]
    assert "being published" in left[0].state
    assert left[1].what == "rules of the engagement ruleset “Standard”"


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
BOSS = {"name": "Boss", "field": "title", "operator": "equals", "value": "Boss", "points": 5}
NO_RULES = {"engagement": {}, "profile": {}, "account": {}}


def ruleset(dimension, *rules, **more):
    return {"rulesets": NO_RULES | {dimension: {"Std": {"primary": True, "rules": list(rules)} | more}}}


LEVEL = {"name": "Hot", "min": 5, "max": 9, "color": "red"}
NONE = {"engagement": [], "profile": [], "account": [], "account_engagement": []}
FIELDS = {"lead": {}, "account": {}}


@pytest.mark.parametrize(
    ("document", "path", "words"),
    [
        ([], "body", "must hold sections"),
        ({"kenbun": 2}, "kenbun", "format 1"),
        (
            {"lvels": {}},
            "lvels",
            "no such section; there are settings, mapping, event_types, filters, conversions, rulesets, decays, levels",
        ),
        ({"event_types": {"Login": {"channel": "fax"}}}, "event_types.Login.channel", "Input should be"),
        ({"event_types": {"Log in": {}, "log_in": {}}}, "event_types.log_in", "Two spellings"),
        ({"event_types": {" ": {}}}, "event_types. ", "Name an event type"),
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
        ({"rulesets": {"engagement": {}}}, "rulesets", "each of engagement, profile, account"),
        (ruleset("engagement", BOSS), "rulesets.engagement.Std.rules[0].event_type", "Field required"),
        (ruleset("profile", BOSS, BOSS | {"x": 1}), "rulesets.profile.Std.rules[1].x", "Extra"),
        (
            ruleset("profile", BOSS | {"operator": "resembles"}),
            "rulesets.profile.Std.rules[0].operator",
            "Give one of",
        ),
        (ruleset("profile", BOSS | {"field": "gone"}), "rulesets.profile.Std.rules[0].field", "gone"),
        (ruleset("profile", BOSS, primary=False), "rulesets.profile", "Exactly one"),
        (ruleset("profile", BOSS, note=1), "rulesets.profile.Std.note", "Extra"),
        (ruleset("profile", *[BOSS] * 201), "rulesets.profile.Std.rules", "at most 200"),
        (
            ruleset("engagement", rule("A", "x", 1, conditions={"all": [{"field": "metadata.p"}]})),
            "rulesets.engagement.Std.rules[0].conditions.all[0].operator",
            "",
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
