"""Profile and account rulesets in a world of tests, random rules for them, and random calls that change fields."""

from datetime import timedelta
from itertools import count

from hypothesis import strategies as st

from kenbun.kit.ids import new_id
from kenbun.levels.defaults import default_bands
from kenbun.levels.queries import add_bands
from kenbun.scoring import ruleset_queries
from kenbun.scoring.fit.rules import FitDraft, FitRule
from kenbun.scoring.publish import build_opened, open_publish
from kenbun.scoring.publish_queries import put_in_force
from tests.histories import NOW
from tests.world import event, group, identify

_names = count(1)


def fit_rule(name, field, operator, value=None, points=10, **more):
    return {"name": name, "field": field, "operator": operator, "value": value, "points": points} | more


async def add_fit(world, dimension, *rulesets):
    """Rulesets with these rules in force, the first of them primary; and the bands. Answers their ids."""
    made = []
    async with world.database.transaction() as connection:
        await add_bands(connection, world.workspace_id, dimension, default_bands(dimension), world.clock())
        for rules in rulesets:
            ruleset_id = new_id()
            name = f"{dimension} {next(_names)}"
            await ruleset_queries.add_ruleset(
                connection,
                world.workspace_id,
                ruleset_id,
                dimension,
                name,
                world.clock(),
                primary=not made,
            )
            await draft_fit(connection, world, dimension, ruleset_id, rules)
            await put_in_force(
                connection, world.workspace_id, ruleset_id, new_id(), world.clock(), by="tests"
            )
            made.append(ruleset_id)
    return made


async def draft_fit(connection, world, dimension, ruleset_id, rules):
    workspace_id = world.workspace_id
    for rule_id, _ in await ruleset_queries.draft_rules_of(connection, workspace_id, ruleset_id):
        await ruleset_queries.remove_rule(connection, workspace_id, ruleset_id, rule_id)
    made = [FitRule.read(new_id(), FitDraft.model_validate(each), dimension) for each in rules]
    documents = {rule.rule_id: rule.draft.document() for rule in made}
    await ruleset_queries.save_rules(connection, workspace_id, ruleset_id, documents, world.clock())


async def open_fit(world, dimension, ruleset_id, rules):
    async with world.database.transaction() as connection:
        await draft_fit(connection, world, dimension, ruleset_id, rules)
    async with world.database.transaction() as connection:
        return await open_publish(connection, world.caller, ruleset_id, world.clock)


async def publish_fit(world, dimension, ruleset_id, rules):
    version_id = await open_fit(world, dimension, ruleset_id, rules)
    await build_opened(world.database, world.workspace_id, world.clock)
    return version_id


_TITLES = st.sampled_from(["VP Engineering", "vp sales", "Intern", "Head of Ünits", "10"])
_PLANS = st.sampled_from(["pro", "Pro", "free", "10"])
_NUMBERS = st.sampled_from([1, 10, 10.5, 2000])
_DAYS = st.sampled_from(["2026-01-31", "2026-01-31T08:00:00Z"])
_POINTS = st.sampled_from([-20, -5, 0, 1, 10, 25, 60])
_TEXT_RULES = st.tuples(
    st.sampled_from(["equals", "not_equals", "contains", "not_contains", "starts_with", "ends_with"]),
    st.one_of(_TITLES, _PLANS, st.just(10)),
)
_OTHER_RULES = st.one_of(
    st.tuples(st.sampled_from(["is_empty", "is_not_empty"]), st.none()),
    st.tuples(st.just("one_of"), st.lists(st.one_of(_TITLES, _PLANS, _NUMBERS), min_size=1, max_size=3)),
    st.tuples(st.sampled_from(["gt", "gte", "lt", "lte"]), _NUMBERS),
    st.tuples(st.just("between"), st.just([5, 1000])),
    st.tuples(st.sampled_from(["before", "after"]), _DAYS),
)


@st.composite
def fit_rules(draw, fields):
    """Few rules about these fields."""
    parts = st.tuples(
        st.sampled_from(fields),
        st.one_of(_TEXT_RULES, _OTHER_RULES),
        _POINTS,
        st.sampled_from([True] * 4 + [False]),
    )
    return [
        fit_rule(f"Rule {number}", field, operator, value, points, active=active)
        for number, (field, (operator, value), points, active) in enumerate(
            draw(st.lists(parts, max_size=3)), start=1
        )
    ]


PROFILE_RULES = fit_rules(["title", "city", "email", "lifecycle_stage"])
ACCOUNT_RULES = fit_rules(["domain", "plan", "employees", "industry", "name"])

_PEOPLE = st.sampled_from(
    ["ada@acme.com", "bob@acme.com", "eve@other.io", "cookie:c1", "user:7", "joe@gmail.com"]
)
_KEYS = st.sampled_from(["a1", "a2"])
_TRAITS = st.fixed_dictionaries(
    {}, optional={"title": _TITLES, "city": st.sampled_from(["Oslo", "10", " "]), "lifecycle_stage": _DAYS}
)
_GROUP_TRAITS = st.fixed_dictionaries(
    {}, optional={"plan": _PLANS, "employees": st.one_of(_NUMBERS, st.just("many")), "industry": _TITLES}
)
_METADATA = st.fixed_dictionaries({}, optional={"job_title": _TITLES, "plan": _PLANS, "employees": _NUMBERS})


@st.composite
def speaking(draw, max_size=8):
    """Calls that say something about people and companies, and events between them."""
    calls = []
    for kind in draw(
        st.lists(st.sampled_from(["identify", "group", "event", "event"]), min_size=1, max_size=max_size)
    ):
        at = NOW - timedelta(days=1, hours=draw(st.integers(0, 48)))
        who = draw(_PEOPLE)
        if kind == "identify":
            calls.append(identify(who, at, **draw(_TRAITS)))
        elif kind == "group":
            calls.append(group(who, draw(_KEYS), at, **draw(_GROUP_TRAITS)))
        else:
            company = draw(st.one_of(st.just({}), st.builds(lambda key: {"account_id": key}, _KEYS)))
            calls.append(
                event(
                    who, draw(st.sampled_from(["Page View", "Form Sent"])), at, **company, **draw(_METADATA)
                )
            )
    return calls
