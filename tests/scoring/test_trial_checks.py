"""Why a rule matches or not: each condition with the value that was found."""

import pytest

from kenbun.kit.ids import new_id, parse
from kenbun.scoring.rules import Rule, RuleDraft
from kenbun.scoring.rulesets import get_ruleset
from kenbun.scoring.trial import try_rule
from kenbun.scoring.trial_checks import Check
from kenbun.scoring.trial_queries import find
from tests.world import NOON, days, event, rule

PATH = {"field": "metadata.path", "operator": "contains", "value": "/pricing"}
PLAN = {"field": "metadata.plan.name", "operator": "equals", "value": "free"}


async def judged(world, document, who="ada@acme.com"):
    lead_id = parse("ld", (await world.lead(who)).lead_id)
    tried = Rule.read(new_id(), RuleDraft.model_validate(document))
    async with world.database.snapshot() as connection:
        ruleset = await get_ruleset(connection, world.workspace_id, world.ruleset_id)
        return await try_rule(connection, world.workspace_id, ruleset, tried, lead_id, world.clock())


async def test_each_condition_is_told_with_what_was_found(make):
    """Of the latest event of the type where none matches; within *none of* a condition is meant not to hold."""
    world = await make()
    await world.hear(
        event("ada@acme.com", "Page View", NOON - days(2), path="/pricing"),
        event("ada@acme.com", "Page View", NOON - days(1), path="/docs", plan={"name": "Free"}),
    )
    conditions = {"all": [PATH, {"none": [PLAN]}]}
    told = await judged(world, rule("R", "page_view", 5, conditions=conditions) | {"from": "2026-03-04"})
    assert not told.matches
    assert told.judged.at == NOON - days(1)
    assert told.judged.checks == [
        Check("on 2026-03-04 or later", "2026-03-03", False),
        Check("path contains “/pricing”", "/docs", False),
        Check("plan.name is “free”", "Free", True, meant_to=False),
    ]


async def test_a_match_is_told_of_where_there_is_one(make):
    """The latest one, though an event after it does not match; what is missing was found as nothing."""
    world = await make()
    await world.hear(
        event("ada@acme.com", "Page View", NOON - days(2), path="/pricing" + "x" * 400),
        event("ada@acme.com", "Page View", NOON - days(1)),
    )
    told = await judged(world, rule("R", "Page View", 5, conditions={"any": [PATH, PLAN]}))
    assert (told.matches, told.judged.at) == (True, NOON - days(2))
    [first, second] = told.judged.checks
    assert (first.holds, len(first.found), second.found, second.holds) == (True, 300, None, False)


async def test_without_an_event_of_the_type_there_is_nothing_to_judge(make):
    """Also where nobody has sent one yet."""
    world = await make()
    await world.hear(event("ada@acme.com", "Page View"))
    assert (await judged(world, rule("R", "Never Seen", 5))).judged is None
    assert (await judged(world, rule("R", "Page View", 5))).judged.checks == []


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("ADA", ["ada@acme.com"]),
        ("acme", ["ada@acme.com", "bob@acme.com"]),
        ("a%a", []),
        ("", ["ada@acme.com", "bob@acme.com"]),
    ],
)
async def test_people_are_found_by_typing(make, typed, names):
    """Without case, by any part; signs of patterns are letters. Before typing those whom lists show first."""
    world = await make([rule("Viewed", "Page View", 5)])
    await world.hear(event("ada@acme.com", "Page View"), event("bob@acme.com", "Login"))
    async with world.database.snapshot() as connection:
        found = await find(connection, world.workspace_id, "lead", typed)
    assert sorted(row.name for row in found) == names


async def test_companies_are_found_by_name_and_domain(make):
    """And by nothing else."""
    world = await make()
    await world.hear(event("ada@acme.com", "Page View"), event("bob@zebra.example", "Page View"))
    async with world.database.snapshot() as connection:
        found = {
            typed: await find(connection, world.workspace_id, "account", typed)
            for typed in ("ZEB", "", "ada")
        }
    assert {typed: len(rows) for typed, rows in found.items()} == {"ZEB": 1, "": 2, "ada": 0}
