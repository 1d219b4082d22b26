"""Histories: what is on record, what is worked out for the time before, and conversions."""

from datetime import UTC, datetime
from itertools import pairwise

from kenbun.conversions.definitions import Draft
from kenbun.kit.ids import parse
from kenbun.scoring.history.change import explain_change
from tests.conversions.test_detect import define
from tests.histories import NOW
from tests.scoring.history.checks import read
from tests.scoring.history.test_record import PAGE
from tests.world import NOON, days, event, hours, identify, make_world, rule


async def test_a_day_is_as_long_as_it_is(database):
    """On 5 April clocks in Auckland went back: what fades does so for an hour more than their hands moved."""
    world = await make_world(
        database, [rule("Opened", "Email Opened", 100, 0.5)], zone="Pacific/Auckland", now=NOW
    )
    opened = datetime(2026, 4, 4, 10, 59, 59, tzinfo=UTC)
    await world.hear(event("ada@acme.com", "Email Opened", opened))
    found = await read(world, await world.lead("ada@acme.com"))
    past = [point for point in found.points if point.reconstructed]
    assert past[0].at == datetime(2026, 4, 3, 11, tzinfo=UTC)
    assert [b.at - a.at for a, b in pairwise(past)][:3] == [hours(24), hours(25), hours(24)]
    # after three days 100 points would be 1.56, and after three days and an hour they are 1.47
    assert [point.last for point in past][:4] == [100, 24, 6, 1]


async def test_accounts_add_up_their_leads(make):
    """The past of an account is the sum of its leads' pasts."""
    world = await make([PAGE])
    await world.hear(
        event("ada@acme.com", "Page View", NOON - days(3)), event("bob@acme.com", "Page View", NOON - days(1))
    )
    found = await read(world, await world.lead("ada@acme.com"), kind="account")
    past = [point.last for point in found.points if point.reconstructed]
    assert past == [10, 10, 20, 20]
    assert [point.last for point in found.points if not point.reconstructed] == [20]


async def test_a_conversion_stands_at_the_score_right_after_it(make):
    """Its score is that of the receipt for the time of the event, whatever came before or after, late or in time."""
    world = await make([rule("Page", "Page View", 10, 3), rule("Won", "Deal Closed Won", 50)])
    await define(
        world,
        Draft("Won", event_type="Deal Closed Won"),
        Draft("Customer", field="lifecycle_stage", value="Customer"),
    )
    await world.hear(event("ada@acme.com", "Deal Closed Won", NOON - days(2)))
    await world.hear(event("ada@acme.com", "Page View", NOON - days(4)), event("ada@acme.com", "Page View"))
    await world.hear(identify("ada@acme.com", NOON, lifecycle_stage="customer"))
    row = await world.lead("ada@acme.com")
    found = await read(world, row)
    assert [(one.definition, one.at) for one in found.conversions] == [
        ("Won", NOON - days(2)),
        ("Customer", NOON),
    ]
    for one in found.conversions:
        assert one.score == (await world.explain(row.lead_id, one.at, "now")).score
    assert (await read(world, row, kind="account")).conversions == found.conversions
    assert (await read(world, row, first=NOON - days(1))).conversions == found.conversions[1:]


async def test_a_change_names_the_rules(make):
    """One line for each rule, with how many events more, the largest first."""
    world = await make([PAGE, rule("Demo", "Demo Requested", 25)])
    await world.hear(event("ada@acme.com", "Page View"))
    world.clock.forward(days=1)
    await world.hear(
        event("ada@acme.com", "Page View", NOON + hours(1)), event("ada@acme.com", "Demo Requested")
    )
    row = await world.lead("ada@acme.com")
    async with world.database.snapshot() as connection:
        found = await explain_change(
            connection,
            world.workspace_id,
            parse("ld", row.lead_id),
            "engagement",
            NOON + hours(2),
            world.clock(),
        )
    assert (found.start.score, found.end.score) == (10, 45)
    told = [(line.rule.name, line.count, line.change) for line in found.lines]
    assert told == [("Demo", 1, "25.000000"), ("Page", 1, "10.000000")]
