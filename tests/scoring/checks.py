"""What must hold of whys and moves in any world, however it came to be."""

from collections import Counter, defaultdict

from kenbun.kit.ids import parse
from kenbun.scoring.fit.receipt import explain_lead
from tests.histories import PEOPLE
from tests.interpreter.scores import score_at
from tests.scoring.history.checks import now_in
from tests.world import alias


async def check_whys(world, listed):
    """At most three phrases of different kinds, each about a rule of which the receipt has a line."""
    now = await now_in(world)
    for row in listed:
        assert len(row.why) <= 3
        assert set(Counter(one.kind for one in row.why).values()) <= {1}
        async with world.database.snapshot() as connection:
            lead_id = parse("ld", row.lead_id)
            receipt = await explain_lead(connection, world.workspace_id, lead_id, now, "now")
        lines = {
            (score.dimension, line.rule.id)
            for score in receipt.scores
            for line in score.lines
            if line.kind == "rule" and score.ruleset.primary
        }
        for one in row.why:
            assert ("profile" if one.kind == "fit" else "engagement", one.rule_id) in lines


async def check_moves(world, life):
    """Each event is told with the score before and after it, as of the batch's time, in the order of the events'
    times, caps and late ones included; what did nothing is not told. Under rules of inactivity late ones are told
    together, so that only where each batch began and ended is known."""
    received = await world.rows("SELECT message_id, received_at FROM events WHERE workspace_id = :w")
    at_of = {row["message_id"]: row["received_at"] for row in received}
    worked_out = []
    for who in PEOPLE:
        batches = defaultdict(list)
        for call in life.calls:
            if call["aliases"] == [alias(who)]:
                batches[at_of[call["message_id"]]].append(call)
        known = []
        for at in sorted(batches):
            by_time = sorted(batches[at], key=_order)
            worked_out += _worked_out(life, known, by_time, at)
            known += by_time
    if life.early:
        assert _by_batch(life, await told(world)) == _by_batch(life, worked_out)
    else:
        assert await told(world) == sorted(worked_out)


async def told(world):
    """At which time which event moved a score from where to where."""
    rows = await world.rows(
        """
        SELECT m.at, e.message_id, s.before, s.after FROM score_moves m
        CROSS JOIN unnest(m.event_ids, m.befores, m.afters) WITH ORDINALITY AS s (event_id, before, after, place)
        JOIN events e ON e.workspace_id = :w AND e.event_id = s.event_id
        WHERE m.workspace_id = :w AND m.subject = 'lead' AND m.dimension = 'engagement' AND m.cause = 'event'
        """
    )
    return sorted(tuple(row.values()) for row in rows)


def _order(call):
    return call["timestamp"], call["message_id"]


def _worked_out(life, known, calls, at):
    def score(calls):
        decays = life.decays if life.early else ()
        return score_at(life.rules, calls, at, life.zone, life.negative, decays)

    scores = [score([*known, *calls[:place]]) for place in range(len(calls) + 1)]
    steps = zip(calls, scores, scores[1:], strict=False)
    return [(at, call["message_id"], before, after) for call, before, after in steps if before != after]


def _by_batch(life, moves):
    calls = {call["message_id"]: call for call in life.calls}
    found = {}
    for at, message, before, after in sorted(moves, key=lambda move: (move[0], *_order(calls[move[1]]))):
        batch = (at, *calls[message]["aliases"])
        found[batch] = (found.get(batch, (before,))[0], after)
    return {batch: ends for batch, ends in found.items() if ends[0] != ends[1]}
