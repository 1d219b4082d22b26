"""Receipts of accounts: their engagement is that of their leads, now and at any time before."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from kenbun.kit.ids import parse, public
from kenbun.scoring.fit.account_receipt import explain_account, settle_account
from tests.fits import add_fit, fit_rule, speaking
from tests.histories import NOW, RULES
from tests.scoring.inactivity.worlds import DECAYS, publish_decays
from tests.world import days, event, group, make_world, minutes, rule

_WAITS = st.timedeltas(minutes(1), days(3))


@settings(max_examples=settings().max_examples // 2)  # each looks at several times of several accounts
@given(
    RULES,
    st.lists(st.tuples(_WAITS, speaking()), min_size=1, max_size=3),
    RULES,
    st.one_of(st.none(), DECAYS),
)
async def test_the_engagement_of_an_account_is_that_of_its_leads(database, rules, steps, others, decays):
    """At every time it was shown, through late events, fading, silence, publishing and leads that move between
    accounts."""
    world = await make_world(database, rules, now=NOW)
    if decays:
        await publish_decays(world, decays)
    shown = []
    for wait, calls in steps:
        world.clock.now += wait
        await world.fade()
        await world.hear(*calls)
        shown += await _settled(world)
    world.clock.now += days(1)
    await world.publish(others)
    shown += await _settled(world)
    for account_id, at, score in shown:
        async with world.database.snapshot() as connection:
            receipt = await explain_account(connection, world.workspace_id, account_id, at)
        [engagement] = receipt.scores
        assert engagement.score == score
        assert sum(Decimal(line.value) for line in engagement.lines) == score
        for line in engagement.lines:
            assert (await world.explain(line.lead.id, at)).score == Decimal(line.value)


async def _settled(world):
    """Each account with what lists show of it, brought up to the present."""
    found = []
    for row in await world.rows("SELECT account_id FROM accounts WHERE workspace_id = :w"):
        at = await settle_account(world.database, world.workspace_id, row["account_id"], world.clock)
        [shown] = await world.rows(
            "SELECT engagement_score FROM accounts WHERE workspace_id = :w AND account_id = :a",
            a=row["account_id"],
        )
        found.append((row["account_id"], at, shown["engagement_score"]))
    return found


async def test_an_account_by_rule_and_by_lead(make):
    """Two people with 30 and 10 points make 40; the plan makes 25, and the industry is not known."""
    world = await make([rule("Seen", "Page View", 10)])
    await add_fit(
        world,
        "account",
        [fit_rule("Pro", "plan", "equals", "pro", 25), fit_rule("Any", "industry", "is_not_empty", None, 5)],
    )
    await world.hear(
        group("bob@acme.com", "a1", plan="pro"),
        *(
            event(who, "Page View")
            for who in ("ada@acme.com", "ada@acme.com", "ada@acme.com", "bob@acme.com")
        ),
        event("ada@acme.com", "Shrugged", account_id="a1"),
    )
    account_id = parse("acct", (await world.lead("ada@acme.com")).account["account_id"])
    async with world.database.snapshot() as connection:
        receipt = await explain_account(
            connection, world.workspace_id, account_id, world.clock() + minutes(1)
        )
    assert receipt.account_id == public("acct", account_id)
    own, engagement = receipt.scores
    assert (own.dimension, own.score, own.level) == ("account", 25, "Standard")
    assert [one.rule.name for one in own.unmatched] == ["Any"]
    assert [(line.lead.name, line.value) for line in engagement.lines] == [
        ("ada@acme.com", "30.000000"),
        ("bob@acme.com", "10.000000"),
    ]
    assert engagement.score == 40
