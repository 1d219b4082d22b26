"""After any run of events, merges of leads and of accounts, accounts given by hand and unmerges, taking all back
leaves what there is where nobody ever did anything of it."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.histories import NOW
from tests.merging.accounts.merged import told
from tests.merging.accounts.runs import OF_ACCOUNTS, OF_BOTH, prepared, step
from tests.merging.merged import own_id
from tests.resolution.resolved import assign


async def check_sums(world):
    """While some are merged: an account has the points of its leads, and its score is that of its fields."""
    rows = await world.rows("""
        SELECT a.engagement_score, a.account_score, a.fields, a.domain,
               (SELECT coalesce(sum(l.engagement_score), 0) FROM leads l
                WHERE l.workspace_id = :w AND l.account_id = a.account_id) AS summed
        FROM accounts a WHERE a.workspace_id = :w
    """)
    for row in rows:
        assert row["engagement_score"] == row["summed"]
        fields = {"domain": row["domain"] or ""} | row["fields"]
        points = [
            10 * (fields.get("plan") == "pro"),
            7 * ("acme" in fields["domain"]),
            3 * (fields.get("employees", 0) > 50),
        ]
        assert row["account_score"] == sum(points)
    strays = await world.rows("""
        SELECT l.lead_id FROM leads l WHERE l.workspace_id = :w AND l.account_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM accounts a WHERE a.workspace_id = :w AND a.account_id = l.account_id)
    """)
    assert not strays


@given(st.one_of([st.lists(steps, min_size=2, max_size=6) for steps in (OF_ACCOUNTS, OF_BOTH)]), st.data())
async def test_what_is_taken_back_has_never_been(database, run, data):
    """In any order, with events in between, merges of leads and accounts given by hand among them."""
    world, standing = await prepared(database), []
    for one in run:
        await step(world, *one, standing)
        await check_sums(world)
    for back, merge_id in data.draw(st.permutations(standing)):
        await back(world, merge_id)
        await check_sums(world)
    for who in {value[0] for what, value in run if what == "assign"}:
        await assign(world, await own_id(world, who), None)
    other = await prepared(database)
    for what, value in run:
        if what in ("hear", "wait"):
            await step(other, what, value, [])
    for each in (world, other):
        each.clock.now = NOW + timedelta(days=60)
        await each.fade()
    assert await told(world) == await told(other)
    assert await world.rows("SELECT * FROM lead_parts WHERE workspace_id = :w") == []
