"""What must hold of histories in any world, however it came to be."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from kenbun.access.queries.ticks import visible
from kenbun.kit.ids import parse
from kenbun.scoring.history import previous
from kenbun.scoring.history.change import explain_change
from kenbun.scoring.history.past import engagement_over
from kenbun.scoring.history.queries import Subject
from kenbun.scoring.history.read import history, primary_version
from tests.world import days, hours


async def read(world, row, dimension="engagement", kind="lead", first=None, last=None):
    subject_id = parse("ld", row.lead_id) if kind == "lead" else parse("acct", row.account["account_id"])
    async with world.database.snapshot() as connection:
        now = await visible(connection, world.workspace_id)
        of = Subject(kind, subject_id, dimension)
        return await history(connection, world.workspace_id, of, world.zone, now, first, last)


async def now_in(world):
    async with world.database.snapshot() as connection:
        return await visible(connection, world.workspace_id)


async def check_record(world):
    """The last point of each lead and account is the score that it shows, or that is 0 and there is none."""
    for subject, dimension in (("lead", "engagement"), ("lead", "profile"), ("account", "engagement")):
        ends = {
            row["subject_id"]: row["last"]
            for row in await world.rows(
                "SELECT DISTINCT ON (subject_id) subject_id, last FROM score_history WHERE workspace_id = :w "
                "AND subject = :subject AND dimension = :dimension ORDER BY subject_id, at DESC",
                subject=subject,
                dimension=dimension,
            )
        }
        shown = await world.rows(
            f"SELECT {subject}_id AS id, {dimension}_score AS score FROM {subject}s WHERE workspace_id = :w"
        )
        assert ends == {row["id"]: row["score"] for row in shown if row["score"] or row["id"] in ends}
    bad = "SELECT * FROM score_history WHERE workspace_id = :w AND NOT (low <= last AND last <= high)"
    assert await world.rows(bad) == []


async def check_trends(world, life, listed):
    """An arrow is the score less that of a week ago, as worked out by hand from what had happened by then."""
    then = await now_in(world) - days(7)
    for row in listed:
        assert row.engagement_score - row.engagement_trend == life.score_by_hand(row, then)


async def check_past(world, life, listed, times, looked_at):
    """At many times at once scores are those worked out by hand, and so are those of one lead's receipts known now."""
    ids = [parse("ld", row.lead_id) for row in listed]
    async with world.database.snapshot() as connection:
        version = await primary_version(connection, world.workspace_id)
        over = await engagement_over(connection, world.workspace_id, version, ids, times)
    for row in listed:
        for at in times:
            by_hand = life.score_by_hand(row, at)
            assert over.get((parse("ld", row.lead_id), at), 0) == by_hand
            if row is looked_at:
                assert (await world.explain(row.lead_id, at, "now")).score == by_hand


async def check_worked_out_by_day(world, row, where):
    """Each day before the first recorded point has the score that the receipt for its end gives, known now."""
    found = await read(world, row)
    past = [point for point in found.points if point.reconstructed]
    recorded = [point for point in found.points if not point.reconstructed]
    assert found.points == past + recorded
    instant = timedelta(microseconds=1)
    last = recorded[0].at - instant if recorded else await now_in(world)
    [done] = await world.rows(
        "SELECT min(happened_at) AS first_at FROM events WHERE workspace_id = :w AND lead_id = :lead_id",
        lead_id=parse("ld", row.lead_id),
    )
    assert bool(past) == (done["first_at"] is not None and done["first_at"] <= last)
    starts = [point.at for point in past]
    assert all(b - a in (hours(23), hours(24), hours(25)) for a, b in pairwise(starts))
    assert all(point.low == point.last == point.high for point in past)
    if past:
        # one of the days, as receipts take their time
        number = int(where * len(past))
        end = [*(start - instant for start in starts[1:]), last][number]
        assert past[number].last == (await world.explain(row.lead_id, end, "now")).score


async def check_change(world, row, start, end, known):
    """The changes of the lines sum to the difference of the scores, to the last digit and across versions."""
    async with world.database.snapshot() as connection:
        lead_id = parse("ld", row.lead_id)
        found = await explain_change(connection, world.workspace_id, lead_id, "engagement", start, end, known)
    assert sum(Decimal(line.change) for line in found.lines) == found.end.score - found.start.score
    assert found.start.score == (await world.explain(row.lead_id, start, known)).score
    assert found.end.score == (await world.explain(row.lead_id, end, known)).score
    for line in found.lines:
        assert Decimal(line.after) - Decimal(line.before) == Decimal(line.change)


async def check_previous(world):
    """What lists are sorted by is what a chart shows for that time; in pieces as in one go."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(previous, "_AT_ONCE", 1)
        await previous.look_back_all(world.database, world.workspace_id, world.clock)
    shown = await world.rows("SELECT lead_id, previous_score FROM leads WHERE workspace_id = :w")
    then = previous.as_of(await now_in(world), world.zone)
    async with world.database.snapshot() as connection:
        version = await primary_version(connection, world.workspace_id)
        ids = [row["lead_id"] for row in shown]
        expected = await engagement_over(connection, world.workspace_id, version, ids, [then])
    for row in shown:
        assert row["previous_score"] == expected.get((row["lead_id"], then), 0)
