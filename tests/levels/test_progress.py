"""How far it is to the next level."""

import pytest

from kenbun.levels.bands import Bands
from kenbun.levels.defaults import default_bands
from kenbun.levels.progress import Progress, progress

ENGAGEMENT = Bands.read(default_bands("engagement"))


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (0, Progress(False, "Warm", 0)),
        (24, Progress(False, "Warm", 96)),
        (25, Progress(False, "Hot", 0)),
        (62, Progress(False, "Very Hot", 48)),
        (75, Progress(True)),
        (900, Progress(True)),
    ],
)
def test_percents_of_the_way(score, expected):
    """Whole percents from the start of this level to the start of the next; at the top there is no way on."""
    assert progress(ENGAGEMENT, score) == expected


def test_below_0_it_is_a_long_way():
    """A score under the lowest level is nowhere on its way; one in a level that is open below begins at 0."""
    assert progress(ENGAGEMENT, -3) == Progress(False, "Cold", 0)
    cold, *others = default_bands("engagement")
    open_below = Bands.read([cold | {"min": None}, *others])
    assert [progress(open_below, score).percent for score in (-3, 0, 5)] == [0, 0, 20]


def test_without_levels_there_is_no_top():
    """Nobody has reached the highest of no levels."""
    assert progress(Bands(()), 50) == Progress(False)
