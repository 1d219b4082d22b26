"""Cells that people open in a spreadsheet."""

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenbun.kit.cells import cell, line, uncell

_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.text(
    "=+-@\t\r\n'\",;1. a"
)


@given(_texts)
def test_nothing_is_a_formula_and_everything_comes_back(text):
    """Whatever stands in a cell; only a plain number may begin with a sign."""
    written = cell(text)
    assert not written.startswith(("=", "+", "@", "\t", "\r"))
    assert not written.startswith("-") or float(written) < 0 or float(written) == 0
    assert uncell(written) == text


@given(st.lists(_texts, min_size=1))
def test_lines_are_read_by_others(texts):
    """Python's reader sees the cells that were written."""
    [read] = csv.reader(io.StringIO(line(texts), newline="")) if texts != [""] else [[""]]
    assert read == texts


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (-5, "-5"),
        (1.5, "1.5"),
        ("-12.50", "-12.50"),
        (True, "true"),
        (datetime(2026, 3, 4, 12, 30, 1, 5, tzinfo=UTC), "2026-03-04T12:30:01Z"),
        ("=1+1", "'=1+1"),
        ("-1+1", "'-1+1"),
        ("+49 30", "'+49 30"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("'=1", "''=1"),
        ("O'Hara", "O'Hara"),
    ],
)
def test_values(value, written):
    """Numbers stay numbers, times are of UTC, and a sign before anything else is made text."""
    assert cell(value) == written
