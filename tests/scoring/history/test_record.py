"""What lists showed is on record: by the hour, where it changed, and publishing adds nothing."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.fits import add_fit, fit_rule
from tests.histories import NOW, RULES, histories
from tests.world import NOON, event, hours, identify, make_world, rule

PAGE = rule("Page", "Page View", 10)


async def points(world, subject="lead", dimension="engagement"):
    rows = await world.rows(
        "SELECT at, last, low, high FROM score_history WHERE workspace_id = :w AND subject = :subject "
        "AND dimension = :dimension ORDER BY at",
        subject=subject,
        dimension=dimension,
    )
    return [tuple(row.values()) for row in rows]


async def test_an_hour_is_one_point(make):
    """Last, lowest and highest of the hour, the score that was there as it began among them."""
    world = await make([PAGE, rule("Gone", "Unsubscribed", -25)])
    for name in ("Page View", "Page View", "Page View", "Unsubscribed"):
        await world.hear(event("ada@acme.com", name, world.clock()))
    world.clock.forward(hours=2)
    await world.hear(event("ada@acme.com", "Page View", world.clock()))
    assert await points(world) == [(NOON, 5, 0, 30), (NOON + hours(2), 15, 5, 15)]
    assert await points(world, "account") == await points(world), "an account's sum is on record as well"


async def test_nothing_changed_nothing_written(make):
    """An event that scores nothing leaves no point."""
    world = await make([PAGE])
    await world.hear(event("ada@acme.com", "Something Else"))
    assert await points(world) == []


async def test_publishing_leaves_the_record_as_it_was(make):
    """Other points come with the next change, which found the score that publishing made."""
    world = await make([PAGE])
    await world.hear(event("ada@acme.com", "Page View"))
    world.clock.forward(hours=1)
    await world.publish([rule("Page", "Page View", 100)])
    assert await points(world) == [(NOON, 10, 0, 10)]
    world.clock.forward(hours=1)
    await world.hear(event("ada@acme.com", "Page View", world.clock()))
    assert await points(world) == [(NOON, 10, 0, 10), (NOON + hours(2), 200, 100, 200)]


async def test_fading_is_on_record(make):
    """The job that fades scores records what it shows, of leads and accounts."""
    world = await make([rule("Page", "Page View", 10, 1)])
    await world.hear(event("ada@acme.com", "Page View"))
    world.clock.forward(days=1)
    await world.fade()
    later = (NOON + hours(24), 5, 5, 10)
    assert await points(world) == [(NOON, 10, 0, 10), later]
    assert (await points(world, "account"))[-1] == later


async def test_fit_is_on_record(make):
    """Profile scores of leads and account scores of accounts, where fields change; not where rules do."""
    world = await make()
    await add_fit(world, "profile", [fit_rule("VP", "title", "equals", "VP")])
    await world.hear(identify("ada@acme.com", title="VP"))
    assert await points(world, "lead", "profile") == [(NOON, 10, 0, 10)]
    world.clock.forward(hours=1)
    await world.hear(identify("ada@acme.com", world.clock(), title="Intern"))
    assert (await points(world, "lead", "profile"))[-1] == (NOON + hours(1), 0, 0, 10)


_STEPS = st.one_of(
    st.tuples(st.just("hear"), histories(max_size=5)),
    st.tuples(st.just("wait"), st.timedeltas(timedelta(seconds=1), timedelta(days=3))),
)


@given(RULES, st.lists(_STEPS, min_size=1, max_size=5))
async def test_the_last_point_is_the_score_shown(database, rules, steps):
    """Whatever happens, bar publishing: the last point of each lead and account is its score, or it has 0 and none."""
    world = await make_world(database, rules, now=NOW)
    for what, given_value in steps:
        if what == "wait":
            world.clock.now += given_value
            await world.fade()
        else:
            seen = await world.doers()
            await world.hear(*(call for call in given_value if call["message_id"] not in seen))
        for subject, table in (("lead", "leads"), ("account", "accounts")):
            assert await _ends(world, subject) == {
                row["id"]: row["score"]
                for row in await world.rows(
                    f"SELECT {subject}_id AS id, engagement_score AS score FROM {table} WHERE workspace_id = :w"
                )
                if row["score"] or row["id"] in await _ends(world, subject)
            }
    bad = "SELECT * FROM score_history WHERE workspace_id = :w AND NOT (low <= last AND last <= high)"
    assert await world.rows(bad) == []


async def _ends(world, subject):
    rows = await world.rows(
        "SELECT DISTINCT ON (subject_id) subject_id, last FROM score_history "
        "WHERE workspace_id = :w AND subject = :subject ORDER BY subject_id, at DESC",
        subject=subject,
    )
    return {row["subject_id"]: row["last"] for row in rows}
