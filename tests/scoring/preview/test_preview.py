"""A preview says what then follows."""

from collections import Counter
from datetime import timedelta
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from kenbun.kit.ids import public
from kenbun.levels.queries import bands_in_force
from kenbun.scoring.inactivity.rules import DecayDraft
from kenbun.scoring.preview.decays import preview_set
from kenbun.scoring.preview.preview import preview, preview_primary
from kenbun.scoring.rules import RuleDraft
from kenbun.scoring.ruleset_edits import make_primary
from tests.histories import NOW, RULES, ZONES, histories
from tests.scoring.inactivity.worlds import DECAYS, publish_decays
from tests.world import event, make_world, rule


async def _scores(world):
    rows = await world.rows("SELECT lead_id, engagement_score FROM leads WHERE workspace_id = :w")
    return {row["lead_id"]: row["engagement_score"] for row in rows}


async def _told(world, rules=None, ruleset_id=None):
    drafts = None if rules is None else [RuleDraft.model_validate(one) for one in rules]
    ruleset = ruleset_id or world.ruleset_id
    return (await preview(world.database, world.workspace_id, ruleset, world.clock, drafts)).outcome


class _InForce(NamedTuple):
    rules: list
    others: list | None
    decays: list
    zone: str
    negative: bool


_BEFORE = st.builds(
    _InForce, RULES, st.one_of(st.none(), RULES), st.one_of(st.just([]), DECAYS), ZONES, st.booleans()
)


@given(_BEFORE, RULES, st.booleans(), DECAYS, histories(max_size=16), st.integers(0, 20))
async def test_what_follows_is_what_the_preview_said(database, before, rules, keep, decays, calls, wait):
    """Of other rules, half of the time some beside those in force, then of other rules of inactivity, then of another
    primary ruleset: who moves, by how much, and between which levels."""
    world = await make_world(
        database, before.rules, others=before.others, zone=before.zone, now=NOW, negative=before.negative
    )
    if before.decays:
        await publish_decays(world, before.decays)
    await world.hear(*calls)
    # events lie about noon, and so does what is due: nothing may be due between a preview and what it foretells
    world.clock.forward(days=wait, minutes=7, seconds=13)
    await world.fade()
    draft = [*before.rules, *rules[:1]] if keep else rules
    told, old = await _told(world, draft), await _scores(world)
    await world.publish(draft)
    await _check(world, told, old)
    drafts, old = [DecayDraft.model_validate(one) for one in decays], await _scores(world)
    told = (await preview_set(database, world.workspace_id, world.clock, drafts)).outcome
    await publish_decays(world, decays)
    await _check(world, told, old)
    if before.others:
        told, old = await _told_of_primary(world), await _scores(world)
        async with database.transaction() as connection:
            await make_primary(connection, world.caller, world.other_ruleset_id, world.clock)
        await _check(world, told, old)
        await _check_receipts(world)


async def _told_of_primary(world):
    told = await preview_primary(world.database, world.workspace_id, world.other_ruleset_id, world.clock)
    return told.outcome


async def _check(world, told, old):
    """What was told is what has become of the scores of before."""
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
    bands = await _bands(world)
    moves = Counter((bands.level_of(old[lead]), bands.level_of(new[lead])) for lead in changes)
    assert {(move.from_level, move.to_level): move.count for move in told.level_moves} == {
        move: count for move, count in moves.items() if move[0] != move[1]
    }


async def _check_receipts(world):
    """From the moment on they show the other ruleset first, with its score and level."""
    bands = await _bands(world)
    [tick] = await world.rows("SELECT max(in_force_from) AS at FROM primary_rulesets WHERE workspace_id = :w")
    for lead, score in (await _scores(world)).items():
        first = (await world.receipts(public("ld", lead), tick["at"]))[0]
        assert (first.ruleset.name, first.score, first.level) == ("Other", score, bands.level_of(score))


async def _bands(world):
    async with world.database.snapshot() as connection:
        return await bands_in_force(connection, world.workspace_id, "engagement")


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
