"""Receipts of accounts: what is their own, and what each of their leads brings."""

from kenbun.kit.ids import parse, public
from kenbun.scoring.fit.account_receipt import explain_account
from tests.fits import add_fit, fit_rule
from tests.world import event, group, minutes, rule


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
