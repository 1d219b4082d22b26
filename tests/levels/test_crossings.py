"""Scores that cross from band to band, worked out by hand; and the way from a score to the next band."""

import json

import pytest

from kenbun.levels.bands import UNCLASSIFIED, Band, Bands
from kenbun.levels.defaults import default_bands
from tests.world import NOON, days, event, hours, rule

ENGAGEMENT = Bands.read(default_bands("engagement"))
HOLES = Bands((Band("lvl_a", "A", 0, 9, "blue"), Band("lvl_b", "B", 20, 29, "red")))
ADA = "ada@acme.com"


@pytest.mark.parametrize(
    ("score", "name"), [(-5, "A"), (0, "B"), (9, "B"), (15, "B"), (20, None), (30, None)]
)
def test_the_next_band_starts_above_the_score(score, name):
    """From within a band, from a gap and from below; at the top there is none."""
    above = HOLES.next_after(score)
    assert (above.name if above else None) == name


def test_a_band_is_found_by_name_in_any_case():
    """Written as very HOT it is Very Hot; a name that is none finds none."""
    assert ENGAGEMENT.named("very HOT") == ENGAGEMENT.bands[3]
    assert ENGAGEMENT.named("Lukewarm") is None


async def changes(world):
    rows = await world.rows("SELECT * FROM level_changes WHERE workspace_id = :w ORDER BY change_id")
    return [(row["from_level"], row["to_level"], row["score"], row["cause"]) for row in rows]


async def test_each_crossing_is_a_row(make):
    """20 points stay in Cold, 40 are Warm, 60 are Hot: two rows, of the lead and the time of the batch."""
    world = await make([rule("Seen", "Page View", 20)])
    for _ in range(3):
        await world.hear(event(ADA, "Page View"))
        world.clock.forward(minutes=1)
    assert await changes(world) == [("Cold", "Warm", 40, "event"), ("Warm", "Hot", 60, "event")]
    rows = await world.rows("SELECT * FROM level_changes WHERE workspace_id = :w ORDER BY change_id")
    assert {row["subject_id"].hex for row in rows} == {(await world.lead(ADA)).lead_id[3:]}
    assert [(row["changed_at"] - NOON).seconds // 60 for row in rows] == [1, 2]


async def test_a_score_that_stays_in_its_band_writes_nothing(make):
    """Up to 24 within Cold, and on from 104 within Very Hot; between them Warm and Hot are leapt over."""
    world = await make([rule("Seen", "Page View", 24), rule("Asked", "Demo Requested", 80)])
    await world.hear(event(ADA, "Page View"))
    assert await changes(world) == []
    await world.hear(event(ADA, "Demo Requested"))
    await world.hear(event(ADA, "Demo Requested"))
    assert await changes(world) == [("Cold", "Very Hot", 104, "event")]


async def test_points_off_lead_down(make):
    """30 are Warm; 10 off leave 20, which is Cold."""
    world = await make([rule("Asked", "Demo Requested", 30), rule("Left", "Unsubscribed", -10)])
    await world.hear(event(ADA, "Demo Requested"))
    await world.hear(event(ADA, "Unsubscribed"))
    assert await changes(world) == [("Cold", "Warm", 30, "event"), ("Warm", "Cold", 20, "event")]


async def test_fading_leads_down_level_by_level(make):
    """100 halved each day: 50 is Hot after one day, 25 Warm after two, 13 Cold after three."""
    world = await make([rule("Asked", "Demo Requested", 100, 1)])
    await world.hear(event(ADA, "Demo Requested"))
    for _ in range(3):
        world.clock.now += days(1)
        await world.fade()
    assert await changes(world) == [
        ("Cold", "Very Hot", 100, "event"),
        ("Very Hot", "Hot", 50, "fading"),
        ("Hot", "Warm", 25, "fading"),
        ("Warm", "Cold", 13, "fading"),
    ]


async def test_fading_within_a_band_writes_nothing(make):
    """100 fade to 84 in six hours: still Very Hot."""
    world = await make([rule("Asked", "Demo Requested", 100, 1)])
    await world.hear(event(ADA, "Demo Requested"))
    world.clock.now += hours(6)
    await world.fade()
    assert await world.score(ADA) == 84
    assert await changes(world) == [("Cold", "Very Hot", 100, "event")]


async def test_a_gap_is_a_level_to_come_to(make):
    """With bands 0–9 and 20–29 the scores 0, 15 and 30 go from A to Unclassified, and stay in it."""
    world = await make([rule("Seen", "Page View", 15)])
    await world.rows(
        "UPDATE level_sets SET bands = cast(:bands AS jsonb)"
        " WHERE workspace_id = :w AND dimension = 'engagement' RETURNING 1",
        bands=json.dumps([band.shown() for band in HOLES.bands]),
    )
    await world.hear(event(ADA, "Page View"))
    await world.hear(event(ADA, "Page View"))
    assert await changes(world) == [("A", UNCLASSIFIED, 15, "event")]
