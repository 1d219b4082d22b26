"""Receipts of profile and account scores add up: now, and again after everything that happened since."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kenbun.kit.ids import parse, public
from kenbun.scoring.fit.receipt import explain_lead
from tests.fits import ACCOUNT_RULES, PROFILE_RULES, add_fit, fit_rule, publish_fit, speaking
from tests.histories import NOW
from tests.interpreter.fit import fit_score, matching
from tests.world import NOON, event, group, identify, make_world, minutes

_STEPS = st.one_of(
    st.tuples(st.just("hear"), speaking()),
    st.tuples(st.just("hear"), speaking()),
    st.tuples(st.just("publish profile"), PROFILE_RULES),
    st.tuples(st.just("publish account"), ACCOUNT_RULES),
)


@given(
    PROFILE_RULES,
    ACCOUNT_RULES,
    st.lists(_STEPS, min_size=2, max_size=3),
    st.randoms(use_true_random=False),
    st.booleans(),
)
async def test_every_score_ever_shown_is_given_again(database, profile, account, steps, random, negative):
    """What lists showed of leads and their accounts in a random run comes back from the receipts of those times."""
    world = await make_world(database, [], now=NOW, negative=negative)
    [profiles] = await add_fit(world, "profile", profile)
    [accounts] = await add_fit(world, "account", account)
    rules = {"profile": profile, "account": account}
    shown = []
    for what, given_value in steps:
        world.clock.now += timedelta(minutes=5)
        if what == "hear":
            await world.hear(*(call for call in given_value))
        else:
            dimension = what.removeprefix("publish ")
            rules[dimension] = given_value
            await publish_fit(
                world, dimension, {"profile": profiles, "account": accounts}[dimension], given_value
            )
        shown += await _shown(world, dict(rules))
    for at, in_force, row in random.sample(shown, min(4, len(shown))):
        await _check(world, at, in_force, row, negative)


async def _shown(world, rules):
    [tick] = await world.rows("SELECT ticked_at FROM workspace_ticks WHERE workspace_id = :w")
    rows = await world.rows("""
        SELECT l.lead_id, l.account_id, l.profile_score, p.fields, a.account_score,
               jsonb_strip_nulls(jsonb_build_object('domain', a.domain)) || a.fields AS company
        FROM leads l
        JOIN lead_profiles p ON p.workspace_id = l.workspace_id AND p.lead_id = l.lead_id
        LEFT JOIN accounts a ON a.workspace_id = l.workspace_id AND a.account_id = l.account_id
        WHERE l.workspace_id = :w
    """)
    return [(tick["ticked_at"], rules, row) for row in rows]


async def _check(world, at, rules, row, negative):
    async with world.database.snapshot() as connection:
        receipt = await explain_lead(connection, world.workspace_id, row["lead_id"], at)
    found = {one.dimension: one for one in receipt.scores}
    named = row["account_id"] and public("acct", row["account_id"])
    assert receipt.account_id == named
    assert found.keys() == {"engagement", "profile"} | ({"account"} if named else set())
    for dimension, fields, score in (
        ("profile", row["fields"], row["profile_score"]),
        ("account", row["company"], row["account_score"]),
    ):
        if dimension in found:
            card = found[dimension]
            assert sum(Decimal(line.value) for line in card.lines) == card.score == score
            assert card.score == fit_score(rules[dimension], fields, "UTC", negative)
            names = [one["name"] for one in matching(rules[dimension], fields, "UTC")]
            assert [line.rule.name for line in card.lines if line.kind == "rule"] == names
            active = [one["name"] for one in rules[dimension] if one["active"]]
            assert sorted(names + [one.rule.name for one in card.unmatched]) == sorted(active)


async def explained(world, who, at, known="then"):
    lead_id = parse("ld", (await world.lead(who)).lead_id)
    async with world.database.snapshot() as connection:
        receipt = await explain_lead(connection, world.workspace_id, lead_id, at, known)
    return {one.dimension: one for one in receipt.scores}


async def test_a_receipt_says_what_matched_and_what_did_not(make):
    """A VP in Oslo: 30 for the title, nothing for the phone, in words; on the way to Strong Fit."""
    world = await make()
    await add_fit(
        world,
        "profile",
        [
            fit_rule("Leads", "title", "starts_with", "VP", 30),
            fit_rule("Callable", "phone", "is_not_empty", None, 5),
            fit_rule("Off", "city", "equals", "Oslo", 99, active=False),
        ],
    )
    await world.hear(identify("ada@acme.com", title="VP Engineering", city="Oslo"))
    card = (await explained(world, "ada@acme.com", world.clock() + minutes(1)))["profile"]
    assert (card.score, card.level) == (30, "Okay Fit")
    [line] = card.lines
    assert (line.rule.name, line.words, line.points, line.value) == (
        "Leads",
        "title starts with “VP”",
        "30.000000",
        "30.000000",
    )
    assert line.rule.conditions == {"field": "lead.title", "operator": "starts_with", "value": "VP"}
    assert [(one.rule.name, one.words) for one in card.unmatched] == [("Callable", "phone is not empty")]


async def test_below_zero_there_is_a_floor(make):
    """−20 show as 0, and the floor's line says by how much it was lifted."""
    world = await make()
    await add_fit(world, "profile", [fit_rule("Student", "title", "contains", "student", -20)])
    await world.hear(identify("ada@acme.com", title="Student"))
    card = (await explained(world, "ada@acme.com", world.clock() + minutes(1)))["profile"]
    assert [(line.kind, line.value) for line in card.lines] == [
        ("rule", "-20.000000"),
        ("floor", "20.000000"),
    ]
    assert card.score == 0


async def test_before_the_lead_was_there_nothing_matched(make):
    """A rule about what is missing gives nothing to one who is not there yet."""
    world = await make()
    await add_fit(world, "profile", [fit_rule("Nameless", "name", "is_empty", None, 10)])
    world.clock.now += minutes(10)
    await world.hear(event("ada@acme.com", "Page View"))
    before = (await explained(world, "ada@acme.com", NOON + minutes(5)))["profile"]
    assert (before.score, before.lines, before.level) == (0, [], "Poor Fit")
    assert (await explained(world, "ada@acme.com", world.clock()))["profile"].score == 10


async def test_the_past_had_its_own_account(make):
    """A lead that came to another company: the receipt of then shows the first one's score, known now the other's."""
    world = await make()
    await add_fit(world, "account", [fit_rule("Pro", "plan", "equals", "pro", 40)])
    await world.hear(group("ada@acme.com", "a1", plan="pro"))
    then = world.clock() + minutes(1)
    world.clock.now += minutes(10)
    await world.hear(group("ada@acme.com", "a2", world.clock(), plan="free"))
    assert (await explained(world, "ada@acme.com", then))["account"].score == 40
    assert (await explained(world, "ada@acme.com", then, "now"))["account"].score == 0
    assert (await explained(world, "ada@acme.com", world.clock()))["account"].score == 0


async def test_a_value_that_was_removed_is_gone_from_then_on(make):
    """A change to nothing takes the field away for receipts of later times."""
    world = await make()
    await add_fit(world, "profile", [fit_rule("Leads", "title", "equals", "VP", 30)])
    await world.hear(identify("ada@acme.com", title="VP"))
    then = world.clock() + minutes(1)
    later = then + minutes(5)
    await world.rows(
        """
        INSERT INTO field_changes (workspace_id, subject, subject_id, field, value, happened_at, changed_at, origin)
        SELECT workspace_id, subject, subject_id, field, 'null', happened_at, :at, 'released' FROM field_changes
        WHERE workspace_id = :w AND field = 'title' RETURNING 1
        """,
        at=later,
    )
    assert (await explained(world, "ada@acme.com", then))["profile"].score == 30
    assert (await explained(world, "ada@acme.com", later))["profile"].score == 0
