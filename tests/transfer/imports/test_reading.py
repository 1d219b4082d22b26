"""Files as people have them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenbun.kit.errors import Problem, TooLarge
from kenbun.transfer.imports import reading
from kenbun.transfer.imports.reading import read_sheet, rows_of

_cell = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12).map(str.strip)
_row = st.lists(_cell, min_size=3, max_size=3).filter(any)


def rows(sheet):
    return [cells for _, cells in rows_of(sheet.text, sheet.separator)]


@given(
    st.lists(_row, min_size=1, max_size=8),
    st.sampled_from(reading.SEPARATORS),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_was_written_is_read(table, separator, encoding, end):
    """In each encoding, with each separator, with quotes and line breaks in cells, with and without a mark."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end).writerows([["E-mail", "Name", "Town"], *table])
    sheet = read_sheet(text.getvalue().encode(encoding))
    assert (sheet.headers, sheet.rows, sheet.separator) == (["E-mail", "Name", "Town"], len(table), separator)
    assert rows(sheet) == table


def test_windows_files_are_read():
    """What is no UTF-8 is taken for Windows' encoding; a byte that means nothing there does no harm."""
    sheet = read_sheet("E-mail;Name\nada@x.com;Jürgen Groß\x81\n".encode("latin-1"))
    assert sheet.encoding == "windows-1252"
    assert rows(sheet) == [["ada@x.com", "Jürgen Groß\N{REPLACEMENT CHARACTER}"]]


def test_blank_lines_are_no_rows_and_rows_count_as_in_a_spreadsheet():
    """The headings are row 1; each row has its number, whatever is blank before it."""
    sheet = read_sheet(b'e,n\n\n"a","x\ny"\n , \nb,y\n')
    assert sheet.rows == 2
    assert list(rows_of(sheet.text, ",")) == [(3, ["a", "x\ny"]), (5, ["b", "y"])]


def test_headings_have_names_of_their_own():
    """Blank ones and those that come twice are told apart by their place."""
    assert read_sheet(b"a,,a,a\n1,2,3,4\n").headers == ["a", "Column 2", "a (3)", "a (4)"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"email,name\n",
        b"\x00\x01\x02",
        b"\xff\xfea",
        b'e,n\n"' + b"x" * 200_000 + b'",y\n',
        ",".join(f"c{number}" for number in range(201)).encode() + b"\n1\n",
    ],
)
def test_what_is_no_table_is_refused(content):
    """With the file as the field at fault, and never with an error of ours."""
    with pytest.raises(Problem) as refused:
        read_sheet(content)
    assert refused.value.field == "file"


def test_headings_may_come_after_blank_lines():
    """They are no row for that."""
    sheet = read_sheet(b"\n,\nemail,name\nada@acme.com,Ada\n")
    assert (sheet.headers, sheet.rows) == (["email", "name"], 1)
    assert [*rows_of(sheet.text, sheet.separator)] == [(4, ["ada@acme.com", "Ada"])]


def test_too_much_is_refused(monkeypatch):
    """By bytes and by rows."""
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    assert read_sheet(b"e\n1\n2\n").rows == 2
    with pytest.raises(TooLarge):
        read_sheet(b"e\n1\n2\n3\n")
    with pytest.raises(TooLarge):
        read_sheet(b"e\n" + b"x" * reading.MOST_BYTES)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    """Nothing that is sent breaks the reader."""
    try:
        sheet = read_sheet(content)
    except Problem:
        return
    assert len(rows(sheet)) == sheet.rows
