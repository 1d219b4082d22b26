"""Receipts add up: at any time, for any history, and again after everything that happened since."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from kenbun.kit.ids import public
from kenbun.scoring import scores_queries, version_queries
from tests.histories import NOW, RULES, ZONES, events, histories
from tests.interpreter import scores
from tests.world import alias, event, make_world, rule

_STEPS = st.one_of(
    st.tuples(st.just("hear"), histories(max_size=5)),
    st.tuples(st.just("do now"), events()),
    st.tuples(st.just("wait"), st.timedeltas(timedelta(seconds=1), timedelta(days=5))),
    st.tuples(st.just("publish"), RULES),
)
_WAITS = st.lists(st.timedeltas(-timedelta(days=1), timedelta(days=30)), min_size=1, max_size=2)


@given(RULES, ZONES, st.lists(_STEPS, min_size=2, max_size=6), _WAITS, st.booleans(), st.data())
async def test_every_score_ever_shown_is_given_again_by_its_receipt(
    database, rules, zone, steps, waits, negative, data
):
    """Scores that lists showed in a random run come back from their receipts, line by line as worked out by hand."""
    world = await make_world(database, rules, zone=zone, now=NOW, negative=negative)
    versions, calls, shown = [(NOW, rules)], {}, set()
    for what, given_value in steps:
        if what == "wait":
            world.clock.now += given_value
            await world.fade()
        elif what == "publish":
            await world.publish(given_value)
            versions.append((world.clock(), given_value))
        else:
            for call in given_value if what == "hear" else [given_value | {"timestamp": world.clock()}]:
                known = call["message_id"] in calls
                calls |= {} if known else {call["message_id"]: call}
                await world.say(*([] if known else [call]))
            await world.work_off()
        shown |= {(row.lead_id, row.scored_at, row.engagement_score) for row in await world.shown()}
    leads = sorted({lead_id for lead_id, _, _ in shown})
    asked = [(data.draw(st.sampled_from(leads)), NOW + wait, None) for wait in waits if leads]
    received = await _received(world)
    in_force = await _in_force(world, versions)
    for lead_id, at, score in [*data.draw(st.permutations(sorted(shown)))[:4], *asked]:
        known = [calls[message] for message, who, then in received if who == lead_id and then <= at]
        _check(await world.receipts(lead_id, at), known, in_force, at, (zone, negative), score)
        happened = [calls[message] for message, who, _ in received if who == lead_id]
        happened = [call for call in happened if call["timestamp"] <= at]
        now = (await world.receipts(lead_id, at, "now"))[0].score
        assert now == scores.score_at(in_force[-1][1], happened, at, zone, negative)


def _check(found, known, in_force, at, settings, shown):
    rules = next((rules for since, rules in reversed(in_force) if since <= at), None)
    if rules is None:
        [receipt] = found
        assert (receipt.score, receipt.lines) == (0, []), "before the first rules the score is 0"
        return
    [receipt] = found
    lines = scores.receipt(rules, known, at, *settings)
    values = [Decimal(line.value) for line in receipt.lines]
    assert sum(values) == receipt.score == scores.score(lines)
    assert all(value.as_tuple().exponent == -6 for value in values)
    assert shown in (None, receipt.score)
    # a value may differ in its last digit: here it is rounded from decimals, there from doubles
    mine = sorted((line["kind"], line["rule"] or "", line["points"], line["value"]) for line in lines)
    theirs = sorted(
        (line.kind, line.rule.name if line.rule else "", Decimal(line.points), Decimal(line.value))
        for line in receipt.lines
    )
    assert Counter(one[:2] for one in mine) == Counter(one[:2] for one in theirs)
    for one, other in zip(mine, theirs, strict=True):
        assert abs(one[2] - other[2]) <= Decimal("0.00001")
        assert abs(one[3] - other[3]) <= Decimal("0.00001")


async def _received(world):
    rows = await world.rows("SELECT message_id, lead_id, received_at FROM events WHERE workspace_id = :w")
    return [(row["message_id"], public("ld", row["lead_id"]), row["received_at"]) for row in rows]


async def _in_force(world, versions):
    """The rules with the time from which they held, as the switch wrote it down."""
    rows = await world.rows(
        "SELECT in_force_from FROM ruleset_versions WHERE workspace_id = :w ORDER BY number"
    )
    return [(row["in_force_from"], rules) for row, (_, rules) in zip(rows, versions, strict=True)]


_TIES = [
    rule("Whole", "One", 1, 1),
    rule("Slow", "One", 3, 2),
    rule("Down", "Two", -1, 0.5),
    rule("Capped", "Two", 5, 1, cap={"points": 7, "per": "ever"}),
    rule("Lasting", "Three", 1),
]
_leads = count(1)


@pytest_asyncio.fixture(params=[False, True], ids=["down to 0", "below 0"])
async def ties(database, request):
    """A world in which many an age makes a score that lies between two whole numbers."""
    return await make_world(database, _TIES, now=NOW, negative=request.param)


@given(
    st.lists(st.tuples(st.sampled_from(["One", "Two", "Three"]), st.integers(0, 8)), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 12), st.integers(-90_000, 90_000)), min_size=1, max_size=4),
)
async def test_scores_between_two_whole_numbers_are_those_of_their_receipts(ties, done, times):
    """Within millionths of a tie, states and lines still agree on the whole number, because the lines decide."""
    who = f"tie{next(_leads)}@acme.com"
    await ties.hear(*(event(who, name, NOW - timedelta(hours=12 * age)) for name, age in done))
    row = await ties.lead_by_alias(alias(who))
    for halves, micro in times:
        at = NOW + timedelta(days=1, hours=12 * halves, microseconds=micro)
        async with ties.database.transaction() as connection:
            [version] = await version_queries.versions_in_force(connection, ties.workspace_id)
            read = await scores_queries.read_scores(connection, ties.workspace_id, version, [row], at)
            exact = await scores_queries.exact_scores(connection, ties.workspace_id, version, [row], at)
        [receipt] = await ties.receipts(public("ld", row), at)
        assert sum(Decimal(line.value) for line in receipt.lines) == receipt.score
        assert read[row].score == exact[row] == receipt.score
        rest = sum(Decimal(line.value) for line in receipt.lines if line.kind not in ("rounding", "floor"))
        lowest = rest if version.negative else max(rest, Decimal(0))
        assert abs(lowest - receipt.score) <= Decimal("0.5")
