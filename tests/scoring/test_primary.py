"""Several rulesets side by side: which is the primary one, now and in the past, and what becomes of one removed."""

from datetime import timedelta

import pytest

from kenbun.kit.errors import Conflict, Invalid, NotFound
from kenbun.kit.ids import parse
from kenbun.scoring.fit.receipt import explain_lead
from kenbun.scoring.ruleset_edits import copy_ruleset, make_primary, remove_ruleset, rename_ruleset
from kenbun.scoring.rulesets import MOST_RULESETS, add_ruleset, get_ruleset, list_rulesets
from tests.fits import add_fit, fit_rule
from tests.world import NOON, event, identify, rule

VIEWED, OPENED = rule("Viewed", "Page View", 30), rule("Opened", "Email Opened", 60, 30)
HOUR = timedelta(hours=1)


async def act(world, edit, *given_values):
    async with world.database.transaction() as connection:
        return await edit(connection, world.caller, *given_values)


async def named(world, dimension="engagement"):
    async with world.database.snapshot() as connection:
        return [
            (one.name, one.primary) for one in await list_rulesets(connection, world.workspace_id, dimension)
        ]


async def changes(world):
    rows = await world.rows(
        "SELECT from_level, to_level, score, cause FROM level_changes WHERE workspace_id = :w AND changed_at > :at",
        at=NOON + HOUR / 2,
    )
    return [tuple(row.values()) for row in rows]


async def test_lists_and_levels_follow_the_primary_at_once(make):
    """With a row for each move, of the cause that fires nothing; and back again."""
    world = await make([VIEWED], others=[OPENED])
    await world.hear(event("ada@acme.com", "Page View"), event("ada@acme.com", "Email Opened"))
    assert await world.score("ada@acme.com") == 30
    world.clock.now += HOUR
    await act(world, make_primary, world.other_ruleset_id, world.clock)
    assert await named(world) == [("Other", True), ("Standard", False)]
    assert await world.score("ada@acme.com") == 60
    assert await changes(world) == [("Warm", "Hot", 60, "publish")]
    await world.hear(event("ada@acme.com", "Email Opened", world.clock()))
    assert await world.score("ada@acme.com") == 120
    await act(world, make_primary, world.ruleset_id, world.clock)
    assert await world.score("ada@acme.com") == 30


async def test_receipts_of_the_past_show_what_was_primary_then(make):
    """Before the first change, between two, and after: known then; today's primary where known now is asked for."""
    world = await make([VIEWED], others=[OPENED])
    await world.hear(event("ada@acme.com", "Page View"), event("ada@acme.com", "Email Opened"))
    lead_id = (await world.lead("ada@acme.com")).lead_id
    ticks = []
    for ruleset_id in (world.other_ruleset_id, world.ruleset_id):
        world.clock.now += HOUR
        await act(world, make_primary, ruleset_id, world.clock)
        ticks.append((await world.lead("ada@acme.com")).scored_at)

    async def primary(at, known="then"):
        first, other = await world.receipts(lead_id, at, known)
        assert (first.ruleset.primary, other.ruleset.primary, other.level) == (True, False, None)
        return first.ruleset.name, first.score, first.level

    assert await primary(ticks[0] - timedelta(microseconds=1)) == ("Standard", 30, "Warm")
    assert await primary(ticks[0]) == ("Other", 60, "Hot")
    assert await primary(ticks[1] - timedelta(microseconds=1)) == ("Other", 60, "Hot")
    assert await primary(ticks[1]) == ("Standard", 30, "Warm")
    assert await primary(ticks[0], "now") == ("Standard", 30, "Warm")


async def test_of_profiles_too(make):
    """Scores about fields, of the lead's row and of its receipt."""
    world = await make()
    _, second = await add_fit(
        world,
        "profile",
        [fit_rule("Boss", "title", "equals", "Boss", 30)],
        [fit_rule("City", "city", "equals", "Rome", 80)],
    )
    await world.hear(identify("ada@acme.com", title="Boss", city="Rome"))
    before = (await world.lead("ada@acme.com")).profile_score
    world.clock.now += HOUR
    await act(world, make_primary, second, world.clock)
    row = await world.lead("ada@acme.com")
    assert (before, row.profile_score, row.profile_level) == (30, 80, "Perfect Fit")
    shown = []
    for at in (NOON + HOUR / 2, world.clock() + HOUR):
        async with world.database.snapshot() as connection:
            receipt = await explain_lead(connection, world.workspace_id, parse("ld", row.lead_id), at, "then")
        shown.append([(one.score, one.level) for one in receipt.scores if one.dimension == "profile"])
    assert shown == [[(30, "Okay Fit"), (80, None)], [(80, "Perfect Fit"), (30, None)]]


async def test_what_is_not_in_force_cannot_be_primary(make):
    """Nor can anything change while a version is being built."""
    world = await make([VIEWED])
    fresh = await act(world, add_ruleset, "engagement", "Fresh", world.clock())
    with pytest.raises(Conflict, match="publish it first"):
        await act(world, make_primary, fresh, world.clock)
    await world.publish([OPENED], fresh)
    await world.open([VIEWED])
    with pytest.raises(Conflict, match="being published"):
        await act(world, make_primary, fresh, world.clock)


async def test_a_removed_ruleset_is_gone_but_from_the_past(make):
    """Its name is free, its scores are not worked out any more; receipts of its time still tell of it."""
    world = await make([VIEWED], others=[OPENED])
    await world.hear(event("ada@acme.com", "Email Opened"))
    lead_id = (await world.lead("ada@acme.com")).lead_id
    world.clock.now += HOUR
    with pytest.raises(Conflict, match="make another one primary"):
        await act(world, remove_ruleset, world.ruleset_id, world.clock)
    await act(world, remove_ruleset, world.other_ruleset_id, world.clock)
    assert await named(world) == [("Standard", True)]
    with pytest.raises(NotFound):
        await act(world, get_ruleset_of, world.other_ruleset_id)
    await world.hear(event("ada@acme.com", "Email Opened", world.clock()))
    past, then = (
        await world.receipts(lead_id, NOON + HOUR / 2),
        await world.receipts(lead_id, world.clock() + HOUR),
    )
    assert [(one.ruleset.name, one.score) for one in past] == [("Standard", 0), ("Other", 60)]
    assert [one.ruleset.name for one in then] == ["Standard"]
    await act(world, add_ruleset, "engagement", "Other", world.clock())


async def get_ruleset_of(connection, caller, ruleset_id):
    return await get_ruleset(connection, caller.workspace_id, ruleset_id)


async def test_names_are_changed_and_taken(make):
    """By one ruleset of a dimension at a time."""
    world = await make([VIEWED], others=[OPENED])
    await act(world, rename_ruleset, world.ruleset_id, "Main", world.clock())
    await act(world, rename_ruleset, world.ruleset_id, "Main", world.clock())
    with pytest.raises(Invalid, match="already"):
        await act(world, rename_ruleset, world.ruleset_id, "Other", world.clock())
    assert await named(world) == [("Main", True), ("Other", False)]
    audit = await world.rows(
        "SELECT after FROM audit_log WHERE workspace_id = :w AND action = 'ruleset.rename'"
    )
    assert [row["after"] for row in audit] == [{"name": "Main"}]


async def test_a_copy_has_the_drafts_rules_as_its_own(make):
    """With ids of their own: changing the one leaves the other."""
    world = await make([VIEWED])
    await world.draft([VIEWED, OPENED])
    copy_id = await act(world, copy_ruleset, world.ruleset_id, "Copy", world.clock())
    copy, original = [await act(world, get_ruleset_of, one) for one in (copy_id, world.ruleset_id)]
    assert [one.draft for one in copy.draft] == [one.draft for one in original.draft]
    assert not {one.rule_id for one in copy.draft} & {one.rule_id for one in original.draft}
    assert (copy.primary, copy.published, copy.in_force) == (False, (), None)


async def test_there_is_a_most_of_rulesets(make):
    """Each is worked out for every event."""
    world = await make([VIEWED])
    for number in range(MOST_RULESETS - 1):
        await act(world, add_ruleset, "engagement", f"No. {number}", world.clock())
    with pytest.raises(Conflict, match="the most"):
        await act(world, add_ruleset, "engagement", "One more", world.clock())
