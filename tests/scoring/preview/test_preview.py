"""A preview says what publishing then does."""

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kenbun.levels.queries import bands_in_force
from kenbun.scoring.preview.preview import preview
from kenbun.scoring.rules import RuleDraft
from tests.histories import NOW, RULES, ZONES, histories
from tests.world import event, make_world, rule


async def _scores(world):
    rows = await world.rows("SELECT lead_id, engagement_score FROM leads WHERE workspace_id = :w")
    return {row["lead_id"]: row["engagement_score"] for row in rows}


async def _told(world, rules=None, ruleset_id=None):
    drafts = None if rules is None else [RuleDraft.model_validate(one) for one in rules]
    ruleset = ruleset_id or world.ruleset_id
    return (await preview(world.database, world.workspace_id, ruleset, world.clock, drafts)).outcome


@settings(max_examples=100)
@given(RULES, RULES, ZONES, histories(max_size=12), st.booleans(), st.booleans())
async def test_publishing_does_what_the_preview_said(database, before, after, zone, calls, keep, negative):
    """For random drafts, half of them keeping what is in force: who moves, by how much, and between which levels."""
    world = await make_world(database, before, zone=zone, now=NOW, negative=negative)
    await world.hear(*calls)
    await world.fade()
    draft = [*before, *after[:1]] if keep else after
    told = await _told(world, draft)
    old = await _scores(world)
    await world.publish(draft)
    new = await _scores(world)
    changes = {lead: new[lead] - old[lead] for lead in new if new[lead] != old[lead]}
    assert (told.subjects, told.affected) == (len(new), len(changes))
    assert (told.up, told.down) == (
        sum(one > 0 for one in changes.values()),
        sum(one < 0 for one in changes.values()),
    )
    assert {(mover.subject_id, mover.before, mover.after) for mover in told.movers} == {
        (lead, old[lead], new[lead]) for lead in changes
    }
    async with world.database.snapshot() as connection:
        bands = await bands_in_force(connection, world.workspace_id, "engagement")
    moves = Counter((bands.level_of(old[lead]), bands.level_of(new[lead])) for lead in changes)
    assert {(move.from_level, move.to_level): move.count for move in told.level_moves} == {
        move: count for move, count in moves.items() if move[0] != move[1]
    }


async def test_the_biggest_movers_come_first(make):
    """At most ten, by how far they move; the rest is counted."""
    world = await make([])
    for number in range(15):
        await world.hear(*(event(f"user{number}@acme.com", "Page View") for _ in range(number)))
    told = await _told(world, [rule("Viewed", "Page View", 2)])
    assert [mover.after for mover in told.movers] == [2 * number for number in range(14, 4, -1)]
    assert (told.subjects, told.affected, told.average_change) == (14, 14, 15.0)


async def test_the_draft_as_it_stands(make):
    """Without rules given it is the draft that is tried; what equals the version in force changes nothing."""
    world = await make([rule("Viewed", "Page View", 2), rule("Opened", "Email Opened", 1, 7)])
    await world.hear(event("ada@acme.com", "Page View"), event("ada@acme.com", "email_opened"))
    world.clock.now += timedelta(days=3)
    await world.fade()
    assert (await _told(world)).affected == 0
    await world.draft([rule("Read", "page view", 5), rule("Opened", "Email Opened", 1, 7)])
    [mover] = (await _told(world)).movers
    assert (mover.before, mover.after) == (3, 6)


async def test_a_second_ruleset_moves_no_levels(make):
    """Its scores are its own; a draft never published yet starts from nothing."""
    world = await make([rule("Viewed", "Page View", 2)], others=[])
    await world.hear(event("ada@acme.com", "Page View"))
    told = await _told(world, [rule("Viewed", "Page View", 90)], world.other_ruleset_id)
    assert (told.affected, told.level_moves) == (1, ())
