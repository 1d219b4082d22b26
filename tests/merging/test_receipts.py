"""Every score shown while leads are merged and taken apart is given again by its receipt, whatever came after."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kenbun.access.queries import ticks
from kenbun.kit.ids import parse, public
from kenbun.scoring.fit.account_receipt import explain_account
from kenbun.scoring.fit.receipt import explain_lead
from kenbun.scoring.grouped import cards_of
from tests.fits import PROFILE_RULES, add_fit
from tests.histories import NOW, RULES, events
from tests.merging.merged import merge, take_back
from tests.scoring.inactivity.worlds import DECAYS, publish_decays
from tests.world import alias, identify, make_world

_WHO = ("ada@acme.com", "bob@acme.com", "+493012345678", "user:7", "cookie:c1", "cookie:c2")
_NAMES = st.lists(st.sampled_from(_WHO), min_size=1, max_size=2, unique=True).map(tuple)
_TRAITS = st.fixed_dictionaries(
    {}, optional={"title": st.sampled_from(["CTO", "VP"]), "city": st.sampled_from(["Rome", "10"])}
)
_SAID = st.builds(
    lambda who, hours, traits: identify(who, NOW - timedelta(hours=hours), **traits),
    _NAMES,
    st.integers(0, 90),
    _TRAITS,
)
# Of several names: one event tells that a visitor is somebody, or that two look like one.
_TOGETHER = st.builds(lambda who, call: call | {"aliases": [alias(one) for one in who]}, _NAMES, events())
_STEPS = st.one_of(
    st.tuples(st.just("hear"), st.lists(st.one_of(_TOGETHER, _TOGETHER, _SAID), min_size=1, max_size=4)),
    st.tuples(st.just("hear"), st.lists(st.one_of(_TOGETHER, _TOGETHER, _SAID), min_size=1, max_size=4)),
    st.tuples(st.just("merge"), st.tuples(st.integers(0, 9), st.integers(0, 9))),
    st.tuples(st.just("merge"), st.tuples(st.integers(0, 9), st.integers(0, 9))),
    st.tuples(st.just("unmerge"), st.integers(0, 9)),
    st.tuples(st.just("wait"), st.timedeltas(timedelta(seconds=1), timedelta(days=2))),
    st.tuples(st.just("publish"), RULES),
)


@settings(max_examples=settings().max_examples // 2)
@given(RULES, PROFILE_RULES, st.one_of(st.just([]), DECAYS), st.lists(_STEPS, min_size=3, max_size=9))
async def test_every_score_ever_shown_is_given_again(database, rules, profile, decays, steps):
    """Engagement and profile of leads, the sums of accounts; by the id that was shown, at the tick it was shown for."""
    world = await make_world(database, rules, now=NOW)
    await add_fit(world, "profile", profile)
    if decays:
        await publish_decays(world, decays)
    shown, seen = set(), set()
    for what, value in steps:
        world.clock.forward(seconds=7)
        await _act(world, what, value, seen)
        shown |= await _shown(world)
    for kind, identifier, at, score in sorted(shown, key=repr):
        assert (kind, score) == (kind, await _explained(world, kind, identifier, at))


async def _act(world, what, value, seen):
    if what == "wait":
        world.clock.now += value
        await world.fade()
    elif what == "publish":
        await world.publish(value)
    elif what == "hear":
        fresh = {call["message_id"]: call for call in value if call["message_id"] not in seen}
        seen |= fresh.keys()
        await world.hear(*fresh.values())
    elif what == "merge":
        roots = sorted(parse("ld", row.lead_id) for row in await world.listed())
        if roots and value[0] % len(roots) != value[1] % len(roots):
            await merge(world, roots[value[0] % len(roots)], roots[value[1] % len(roots)])
    else:
        standing = await world.rows(
            "SELECT merge_id FROM merges WHERE workspace_id = :w AND undone_at IS NULL ORDER BY merge_id"
        )
        if standing:
            await take_back(world, standing[value % len(standing)]["merge_id"])


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
        if all(one["scored_at"] == now for one in of):
            found.add(("account", row["account_id"], now, row["engagement_score"]))
    return found


async def _explained(world, kind, identifier, at):
    async with world.database.snapshot() as connection:
        if kind == "account":
            receipt = await explain_account(connection, world.workspace_id, identifier, at)
            return next(one.score for one in receipt.scores if one.dimension == "engagement")
        receipt = await explain_lead(connection, world.workspace_id, identifier, at)
        assert receipt.lead_id == public("ld", identifier), "who was shown was a root then"
        if kind == "engagement":
            [card] = await cards_of(connection, world.workspace_id, identifier, at, "rule", "UTC")
            assert card.score == next(one.score for one in receipt.scores if one.dimension == kind)
        return next(one.score for one in receipt.scores if one.dimension == kind)
