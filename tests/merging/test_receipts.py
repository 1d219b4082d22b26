"""Every score ever shown is given again by its receipt, whatever came after it."""

from decimal import Decimal
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from kenbun.access.queries import ticks
from kenbun.kit.ids import public
from kenbun.scoring.fit.account_receipt import explain_account, settle_account
from kenbun.scoring.fit.receipt import explain_lead
from kenbun.scoring.grouped import cards_of
from tests.merging.lives import BEGINNINGS, STEPS, Life


@given(BEGINNINGS, st.lists(STEPS, min_size=4, max_size=7), st.booleans(), st.data())
async def test_every_score_ever_shown_is_given_again(database, beginning, steps, settles, data):
    """Of leads and accounts, each score by the id that was shown, at the time it was shown for: through late calls,
    fading, silence that was slept through, publishing, merges of leads and of accounts, and unmerges."""
    life = await Life.begin(database, *beginning)
    shown = set()
    for step in steps:
        await life.go_on(*step)
        shown |= await _shown(life.world)
    if settles:
        shown |= await _settled(life.world)
    for kind, identifier, at, score in data.draw(_drawn_of(sorted(shown, key=repr))):
        assert (kind, score) == (kind, await _explained(life.world, kind, identifier, at))


def _drawn_of(shown):
    """A few of each kind, first of those worth anything: a receipt takes longer than what it is about."""
    kinds = [[one for one in shown if one[0] == kind] for kind in ("engagement", "profile", "account", "sum")]
    drawn = [
        st.permutations(some).map(lambda some: sorted(some, key=lambda one: not one[3])[:2]) for some in kinds
    ]
    return st.tuples(*drawn).map(lambda drawn: list(chain(*drawn)))


async def _shown(world):
    async with world.database.snapshot() as connection:
        now = await ticks.visible(connection, world.workspace_id)
    rows = await world.rows("SELECT * FROM leads WHERE workspace_id = :w")
    found = {("engagement", row["lead_id"], row["scored_at"], row["engagement_score"]) for row in rows}
    found |= {("profile", row["lead_id"], now, row["profile_score"]) for row in rows}
    # only where all of its leads are shown as of now is the sum one of now
    for row in await world.rows("SELECT * FROM accounts WHERE workspace_id = :w"):
        of = [one for one in rows if one["account_id"] == row["account_id"]]
        assert row["engagement_score"] == sum(one["engagement_score"] for one in of)
        found.add(("account", row["account_id"], now, row["account_score"]))
        if all(one["scored_at"] == now for one in of):
            found.add(("sum", row["account_id"], now, row["engagement_score"]))
    return found


async def _settled(world):
    """The sum of each account, brought up to the present."""
    found = set()
    for row in await world.rows("SELECT account_id FROM accounts WHERE workspace_id = :w"):
        at = await settle_account(world.database, world.workspace_id, row["account_id"], world.clock)
        [shown] = await world.rows(
            "SELECT engagement_score FROM accounts WHERE workspace_id = :w AND account_id = :a",
            a=row["account_id"],
        )
        found.add(("sum", row["account_id"], at, shown["engagement_score"]))
    return found


async def _explained(world, kind, identifier, at):
    of_account = kind in ("account", "sum")
    async with world.database.snapshot() as connection:
        if of_account:
            receipt = await explain_account(connection, world.workspace_id, identifier, at)
        else:
            receipt = await explain_lead(connection, world.workspace_id, identifier, at)
            assert receipt.lead_id == public("ld", identifier), "who was shown was a root then"
        dimension = "engagement" if kind == "sum" else kind
        found = next(one for one in receipt.scores if one.dimension == dimension)
        assert sum(Decimal(line.value) for line in found.lines) == found.score
        if kind == "engagement":
            [card] = await cards_of(connection, world.workspace_id, identifier, at, "rule", "UTC")
            assert card.score == found.score
    if kind == "sum":
        for line in found.lines[:1]:
            assert (await world.explain(line.lead.id, at)).score == Decimal(line.value)
    return found.score
