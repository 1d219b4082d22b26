"""Every score shown of an account while accounts are merged and taken apart is given again by its receipt."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kenbun.access.queries import ticks
from kenbun.scoring.fit.account_receipt import explain_account
from tests.merging.accounts.runs import ALL, prepared, step


@settings(max_examples=settings().max_examples // 2)
@given(st.lists(ALL, min_size=3, max_size=9))
async def test_every_score_ever_shown_is_given_again(database, steps):
    """Its own and the sum of its leads', by the id shown, at the tick it was shown for, whatever came after."""
    world, standing = await prepared(database), []
    shown = set()
    for one in steps:
        await step(world, *one, standing)
        shown |= await _shown(world)
    for account_id, at, own, summed in sorted(shown, key=repr):
        async with world.database.snapshot() as connection:
            receipt = await explain_account(connection, world.workspace_id, account_id, at)
        scores = {score.dimension: score.score for score in receipt.scores}
        assert scores["account"] == own
        assert summed is None or scores["engagement"] == summed


async def _shown(world):
    """Only where all of its leads are shown as of now is the sum one of now."""
    async with world.database.snapshot() as connection:
        now = await ticks.visible(connection, world.workspace_id)
    leads = await world.rows("SELECT account_id, scored_at FROM leads WHERE workspace_id = :w")
    rows = await world.rows("SELECT * FROM accounts WHERE workspace_id = :w")
    late = {one["account_id"] for one in leads if one["scored_at"] != now}
    return {
        (
            row["account_id"],
            now,
            row["account_score"],
            None if row["account_id"] in late else row["engagement_score"],
        )
        for row in rows
    }
