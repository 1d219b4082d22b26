"""Asking for other settings: what holds at once, what has to wait, and what is written down."""

import pytest
from pydantic import ValidationError

from kenbun.kit.errors import Conflict
from kenbun.workspace_settings.reading import read_settings, read_versions
from kenbun.workspace_settings.settings import SettingsPatch, time_zones
from tests.settled import ask, follow, settle
from tests.world import event, minutes, rule


async def _reading(world):
    async with world.database.snapshot() as connection:
        return await read_settings(connection, world.workspace_id)


async def test_name_and_history_days_hold_at_once(make):
    """Nothing follows them: no version, no building."""
    world = await make([rule("Viewed", "Page View", 1)])
    assert await ask(world, name="Acme & Söhne", history_days=30) is None
    reading = await _reading(world)
    assert (reading.settings.name, reading.settings.history_days, reading.change) == (
        "Acme & Söhne",
        30,
        None,
    )


async def test_what_scores_hang_on_holds_when_they_follow(make):
    """Until then the old settings are told, and how far the new ones are."""
    world = await make([rule("Viewed", "Page View", 1)])
    await world.hear(event("ada@acme.com", "Page View"))
    assert await ask(world, time_zone="Asia/Tokyo", session_timeout_minutes=45) == 2
    reading = await _reading(world)
    assert (reading.settings.time_zone, reading.settings.session_timeout_minutes) == ("UTC", 30)
    assert (reading.change.state, reading.change.time_zone, reading.change.done) == (
        "building",
        "Asia/Tokyo",
        0,
    )
    await follow(world)
    reading = await _reading(world)
    assert (reading.settings.time_zone, reading.settings.session_timeout_minutes) == ("Asia/Tokyo", 45)
    assert reading.change is None


async def test_each_version_says_when_it_held(make):
    """They follow one another without a gap: what held at any time is known."""
    world = await make([rule("Viewed", "Page View", 1)])
    for changes in (
        {"negative_scores": True},
        {"session_timeout_minutes": 5},
        {"time_zone": "Europe/Berlin"},
    ):
        world.clock.now += minutes(5)
        await settle(world, **changes)
    async with world.database.snapshot() as connection:
        versions = await read_versions(connection, world.workspace_id)
    assert [one.number for one in versions] == [4, 3, 2, 1]
    assert [one.state for one in versions] == ["in_force", "past", "past", "past"]
    assert [one.in_force_to for one in versions[1:]] == [one.in_force_from for one in versions[:-1]]
    assert [one.negative_scores for one in versions] == [True, True, True, False]
    assert [one.created_by for one in versions] == ["tests", "tests", "tests", "kenbun"]


async def test_one_change_at_a_time(make):
    """While results follow one, another that they would have to follow is refused; a name is not. Nor does a change
    begin while a version is being published, or a publish while one is under way."""
    world = await make([rule("Viewed", "Page View", 1)])
    await ask(world, negative_scores=True)
    with pytest.raises(Conflict):
        await ask(world, time_zone="Europe/Berlin")
    with pytest.raises(Conflict):
        await world.open([rule("Viewed", "Page View", 2)])
    await ask(world, name="Other")
    await follow(world)
    await world.open([rule("Viewed", "Page View", 2)])
    with pytest.raises(Conflict):
        await ask(world, time_zone="Europe/Berlin")


async def test_no_change_is_none(make):
    """Settings as they are make no version and no entry in the audit log."""
    world = await make([])
    assert await ask(world, time_zone="UTC", negative_scores=False, name="Acme") is None
    assert len(await _audited(world)) == 0


async def test_changes_are_audited(make):
    """What was changed, as it was and as it is to be; the rest is not told."""
    world = await make([])
    await settle(world, time_zone="Europe/Berlin", history_days=90)
    [entry] = await _audited(world)
    assert (entry["before"], entry["after"]) == ({"time_zone": "UTC"}, {"time_zone": "Europe/Berlin"})
    assert entry["actor_label"] == "tests"


async def _audited(world):
    return await world.rows("SELECT * FROM audit_log WHERE workspace_id = :w AND action = 'workspace.change'")


async def test_every_zone_offered_is_one_that_the_database_knows(make):
    """But for a handful of names that only one of the two keeps for the sake of old machines."""
    world = await make([])
    known = {
        row["name"] for row in await world.rows("SELECT name FROM pg_timezone_names WHERE :w IS NOT NULL")
    }
    assert len(set(time_zones()) - known) < 5


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "two\nlines"},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../etc/passwd"},
        {"time_zone": "europe/berlin"},
        {"session_timeout_minutes": 0},
        {"session_timeout_minutes": 1441},
        {"session_timeout_minutes": "30"},
        {"negative_scores": 1},
        {"history_days": 0},
        {"history_days": 3651},
        {"colour": "red"},
    ],
)
def test_what_cannot_be_is_refused_by_name(wrong):
    """The error names the field."""
    with pytest.raises(ValidationError) as raised:
        SettingsPatch.model_validate(wrong)
    assert raised.value.errors()[0]["loc"] == tuple(wrong)
