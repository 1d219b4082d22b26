"""What is wrong with bands, and what they are when nothing is."""

import pytest
from pydantic import ValidationError

from kenbun.kit.errors import Invalid
from kenbun.levels.bands import Bands
from kenbun.levels.defaults import default_bands
from kenbun.levels.drafts import MOST_BANDS, BandDraft, check
from kenbun.levels.forms import read, typed, with_another

ENGAGEMENT = Bands.read(default_bands("engagement"))
NOTHING = Bands(())


def draft(name, low, high, color="blue"):
    return BandDraft(name=name, min=low, max=high, color=color)


@pytest.mark.parametrize(
    ("drafts", "field", "words"),
    [
        ([("A", 0, 9), ("B", 9, 20)], "[1].min", "“B” (9–20) overlaps “A” (0–9)"),
        ([("B", 9, 20), ("A", 0, 9)], "[0].min", "“B” (9–20) overlaps “A” (0–9)"),
        ([("A", 0, None), ("B", 50, None)], "[1].min", "“B” (from 50) overlaps “A” (from 0)"),
        ([("A", None, 5), ("B", None, 3)], "[1].min", "overlaps"),
        ([("A", None, None), ("B", 1, 1)], "[1].min", "“A” (all scores)"),
        ([("A", 9, 3)], "[0].max", "“A” ends at 3, before it starts at 9"),
        ([("A", 0, 3), ("a", 4, 9)], "[1].name", "two levels"),
        ([("unclassified", 0, 3)], "[0].name", "outside of all levels"),
        ([(f"L{n}", n, n) for n in range(MOST_BANDS + 1)], "[20]", "At most 20"),
    ],
)
def test_what_cannot_be_is_refused_by_name(drafts, field, words):
    """The band at fault is named, and where it stands."""
    with pytest.raises(Invalid) as caught:
        check([draft(*one) for one in drafts], NOTHING)
    assert caught.value.field == field
    assert words in caught.value.detail


@pytest.mark.parametrize(
    "wrong",
    [
        {"min": 0.5},
        {"min": "0"},
        {"max": True},
        {"max": 10**10},
        {"name": " "},
        {"name": "a\nb"},
        {"color": "mauve"},
    ],
)
def test_ends_are_whole_numbers_and_names_are_lines(wrong):
    """Nothing is guessed at."""
    with pytest.raises(ValidationError):
        BandDraft.model_validate({"name": "A", "min": 0, "max": 9, "color": "blue"} | wrong)


def test_bands_are_put_in_order_and_keep_their_ids():
    """One that is named as before is the same level, whatever its range is now."""
    bands = check([draft("New", 90, None), draft("HOT", 10, 80)], ENGAGEMENT)
    assert [band.name for band in bands.bands] == ["HOT", "New"]
    assert bands.bands[0].level_id == ENGAGEMENT.bands[2].level_id
    assert bands.bands[1].level_id.startswith("lvl_")


def test_a_form_says_where_it_is_wrong():
    """A text that is no number at its field; overlaps at the band."""
    row = {"name": "A", "min": "0", "max": "9", "color": "blue"}
    assert read([row, row | {"name": "B", "min": "ten", "max": "20"}], NOTHING).errors.keys() == {"[1].min"}
    assert read([row, row | {"name": "B", "min": "9", "max": ""}], NOTHING).errors.keys() == {"[1].min"}
    good = read([row | {"min": "\N{MINUS SIGN}5"}, row | {"name": "B", "min": "10", "max": ""}], NOTHING)
    assert [(one.min, one.max) for one in good.drafts] == [(-5, 9), (10, None)]


def test_a_further_row_goes_on_where_the_last_one_ends():
    """In a colour that is not taken yet."""
    rows = with_another([{"name": "A", "min": "0", "max": "9", "color": "blue"}])
    assert rows[1] == {"name": "", "min": "10", "max": "", "color": "azure"}
    assert with_another([])[0]["min"] == "0"


def test_a_form_without_all_its_fields_is_refused():
    """A row that lost a field on its way would vanish, and its level with it."""
    sent = {"name": ["A"], "min": ["0"], "max": [""], "color": ["blue"]}
    assert typed(sent) == [{"name": "A", "min": "0", "max": "", "color": "blue"}]
    assert typed({}) == []
    with pytest.raises(Invalid):
        typed(sent | {"max": []})
