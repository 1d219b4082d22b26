"""What lists showed is on record: by the hour, where it changed, and publishing adds nothing."""

from tests.fits import add_fit, fit_rule
from tests.world import NOON, event, hours, identify, rule

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
