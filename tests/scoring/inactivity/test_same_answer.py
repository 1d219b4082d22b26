"""Under random rules of inactivity there is one answer: live, after sleep, from scratch, all at once, and by hand."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kenbun.pipeline import take_batch
from kenbun.scoring import version_queries
from tests.histories import NOW, PEOPLE, RULES, ZONES, batches, histories
from tests.interpreter import scores
from tests.scoring.inactivity.worlds import DECAYS, publish_decays
from tests.states import rebuild
from tests.world import alias, make_world

PAUSES = st.lists(st.sampled_from([0, 0, 1, 5, 24 * 60, 9 * 24 * 60]), min_size=1, max_size=4)


@given(RULES, DECAYS, ZONES, st.booleans(), histories(), st.data(), PAUSES, st.booleans(), st.booleans())
async def test_live_is_from_scratch_is_by_hand(
    database, rules, decays, zone, negative, calls, data, pauses, first, sleeps
):
    """In any order of arrival and any batching, asleep or awake, leads come out as by hand and as made from scratch."""
    world = await make_world(database, rules, zone=zone, now=NOW, negative=negative)
    if first:
        await publish_decays(world, decays)
    await world.say(*calls)
    sizes = data.draw(batches(len(calls)))
    for place, size in enumerate([*sizes, len(calls)]):
        await take_batch(world.database, world.workspace_id, world.clock, size)
        world.clock.forward(minutes=pauses[place % len(pauses)])
        if not sleeps:
            await world.fade()
    if not first:
        await publish_decays(world, decays)
    await check(world, calls, rules, decays, zone, negative)
    world.clock.forward(days=data.draw(st.integers(0, 40)))
    await world.fade()
    await check(world, calls, rules, decays, zone, negative)
    await check_states(world, decays)


async def check(world, calls, rules, decays, zone, negative):
    """The scores that lists show are those of that time, and the receipt of who has most says so line by line."""
    since, rows = await world.in_force_since(), await world.shown()
    for row in rows:
        [who] = [one for one in PEOPLE if alias(one)[1] == row.aliases[0]["value"]]
        own = [call for call in calls if call["aliases"] == [alias(who)]]
        then = decays if row.scored_at >= since else ()
        lines = scores.receipt(rules, own, row.scored_at, zone, negative, then)
        assert row.engagement_score == scores.score(lines)
        if row != rows[0]:
            continue
        receipt = await world.explain(row.lead_id, row.scored_at)
        assert sum(Decimal(line.value) for line in receipt.lines) == receipt.score == row.engagement_score
        mine = [line for line in lines if line["kind"] == "inactivity" and line["points"]]
        theirs = [line for line in receipt.lines if line.kind == "inactivity" and Decimal(line.points)]
        assert [(line["rule"], line["at"]) for line in mine] == [(line.rule.name, line.at) for line in theirs]
        for one, other in zip(mine, theirs, strict=True):
            assert abs(one["points"] - Decimal(other.points)) <= Decimal("0.00001")
            assert abs(one["value"] - Decimal(other.value)) <= Decimal("0.00001")


async def check_states(world, decays):
    """States as they became are those made from scratch, and those that a publish makes of everybody."""
    became = await states_of(world)
    await rebuild(world)
    made = await states_of(world)
    assert_alike(became, made)
    await publish_decays(world, decays)
    assert_alike(await states_of(world), made)


async def states_of(world):
    """By lead, brought to one time."""
    async with world.database.transaction() as connection:
        [version] = await version_queries.versions_in_force(connection, world.workspace_id)
        if version.decays:
            from kenbun.scoring.inactivity.live import pass_time_for_all

            await pass_time_for_all(connection, world.workspace_id, version, world.clock())
    rows = await world.rows("SELECT * FROM lead_states WHERE workspace_id = :w")
    states = {}
    for row in rows:
        age = (world.clock() - row["as_of"]) / timedelta(days=1)
        left = [0.5 ** (age / half_life) if half_life else 1.0 for half_life in version.slots]
        sums = [one * worth for one, worth in zip(row["sums"], left, strict=True)]
        positive = [
            one * worth for one, worth in zip(row["positive"] or [], left, strict=bool(version.decays))
        ]
        rest = [
            row[name]
            for name in ("cap_periods", "cap_used", "capped_until", "last_active_at", "decayed_until")
        ]
        states[row["lead_id"]] = (sums, positive, rest, row["fading_lines"])
    return states


def assert_alike(one, other):
    assert one.keys() == other.keys()
    for lead_id, (sums, positive, rest, lines) in one.items():
        theirs = other[lead_id]
        assert rest == theirs[2]
        assert lines == theirs[3]
        for mine, its in zip([*sums, *positive], [*theirs[0], *theirs[1]], strict=True):
            assert abs(mine - its) <= 1e-8 * (1 + abs(mine))
