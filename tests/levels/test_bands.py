"""Levels: which band holds a score, and a row for each move between bands."""

import pytest

from kenbun.levels.bands import Bands
from kenbun.levels.changes import LevelChange, level_changes
from kenbun.levels.defaults import DIMENSIONS, default_bands
from kenbun.levels.queries import bands_in_force, level_changes_of
from tests.interpreter.scores import level
from tests.world import days, event, hours, rule

GAPPED = Bands.read(
    [
        {"level_id": "a", "name": "Low", "min": 10, "max": 19, "color": "blue"},
        {"level_id": "b", "name": "High", "min": 30, "max": 39, "color": "red"},
    ]
)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_the_bands_of_the_start_leave_nobody_out(dimension):
    """Every score from 0 on is in exactly one band, as the interpreter reads them."""
    document = default_bands(dimension)
    bands = Bands.read(document)
    for score in range(121):
        assert sum(band.holds(score) for band in bands.bands) == 1
        assert bands.level_of(score) == level(score, document)
    assert bands.gaps() == [(None, -1)]


def test_what_no_band_holds_is_unclassified():
    """Below, between and above."""
    levels = ["Unclassified", "Low", "Low", "Unclassified", "Unclassified", "High", "High", "Unclassified"]
    assert [GAPPED.level_of(score) for score in (9, 10, 19, 20, 29, 30, 39, 40)] == levels
    assert GAPPED.gaps() == [(None, 9), (20, 29), (40, None)]


def test_an_open_band_has_no_gap_at_its_end():
    """Bands that go on below and above leave nothing."""
    everything = [
        {"level_id": "a", "name": "Low", "min": None, "max": 9, "color": "blue"},
        {"level_id": "b", "name": "High", "min": 10, "max": None, "color": "red"},
    ]
    assert Bands.read(everything).gaps() == []
    assert Bands.read([]).gaps() == [(None, None)]


def test_a_move_within_a_band_is_no_change():
    """Only who crosses into another band is told."""
    moves = [("one", 10, 19), ("two", 19, 20), ("three", 35, 35), ("four", 5, 45), ("five", 45, 30)]
    assert level_changes(GAPPED, moves) == [
        LevelChange("two", "Low", "Unclassified", 20),
        LevelChange("five", "Unclassified", "High", 30),
    ]


async def test_every_move_is_a_row_with_time_and_cause(make):
    """30 points by an event are Warm, half of them a day later Cold; only the time asked for is told."""
    world = await make([rule("Asked", "Demo Requested", 30, 1)])
    start = world.clock()
    await world.hear(event("ada@acme.com", "Demo Requested", start))
    world.clock.forward(days=1)
    await world.fade()
    await world.hear(event("ada@acme.com", "Demo Requested", world.clock()))
    lead_id = await world.lead_by_alias(("email", "ada@acme.com"))
    async with world.database.snapshot() as connection:
        rows = await level_changes_of(connection, world.workspace_id, lead_id, start, start + days(2))
        none = await level_changes_of(
            connection, world.workspace_id, lead_id, start + hours(1), start + hours(2)
        )
    moves = [(row["from_level"], row["to_level"], row["score"], row["cause"]) for row in rows]
    assert moves == [
        ("Cold", "Warm", 45, "event"),
        ("Warm", "Cold", 15, "fading"),
        ("Cold", "Warm", 30, "event"),
    ]
    assert none == []


async def test_the_bands_of_a_past_moment_are_those_of_then(make):
    """Before the workspace there were none."""
    world = await make()
    async with world.database.snapshot() as connection:
        then = await bands_in_force(connection, world.workspace_id, "engagement", world.clock())
        before = await bands_in_force(connection, world.workspace_id, "engagement", world.clock() - days(1))
        assert then == await bands_in_force(connection, world.workspace_id, "engagement")
    assert (len(then.bands), before.bands) == (4, ())
