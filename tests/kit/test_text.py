"""Text from outside is made fit to store."""

import pytest

from kenbun.kit.errors import Invalid
from kenbun.kit.text import line, printable, storable


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x\udfffy"])
def test_what_postgresql_refuses_is_not_storable(text: str) -> None:
    """NUL and lone surrogates are found wherever they stand, and printable text has none."""
    assert not storable(text)
    assert storable(printable(text))


def test_printable_text_is_cut_visibly() -> None:
    """A text over the limit ends in an ellipsis within it; one at the limit is left alone."""
    assert printable("x" * 301) == "x" * 299 + "…"
    assert printable("x" * 300) == "x" * 300


def test_a_line_is_trimmed_and_keeps_its_letters() -> None:
    """A name keeps accents, emoji and markup as they are, without the space around it."""
    assert line("  Ünïcode <b> 🙂 ", "name") == "Ünïcode <b> 🙂"


@pytest.mark.parametrize("text", ["", "   ", "a\nb", "a\0b", "\ud800", "x" * 201])
def test_what_is_no_line_is_refused_by_name(text: str) -> None:
    """Blank, overlong or broken text is refused, naming the field."""
    with pytest.raises(Invalid) as refusal:
        line(text, "name")
    assert refusal.value.field == "name"
