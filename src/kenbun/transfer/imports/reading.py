"""A CSV file as people have it: in whatever encoding, with whatever separator, read without guessing at its content."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from kenbun.kit.errors import Invalid, TooLarge
from kenbun.kit.text import storable

MOST_BYTES = 10_000_000
MOST_ROWS = 200_000
MOST_COLUMNS = 200
_LONGEST_CELL = 100_000
SEPARATORS = (",", ";", "\t", "|")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

csv.field_size_limit(_LONGEST_CELL)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The file as text. `rows` are those below the headings that are not blank."""

    text: str
    encoding: str
    separator: str
    headers: list[str]
    rows: int


def read_sheet(content: bytes) -> Sheet:
    """Raises TooLarge, or Invalid saying what is wrong with the file."""
    if len(content) > MOST_BYTES:
        raise TooLarge(f"A file may have at most {MOST_BYTES:,} bytes: cut it in two.", field="file")
    text, encoding = _decoded(content)
    if not storable(text):
        raise Invalid("The file holds NUL characters, so it is no CSV file.", field="file")
    separator = _separator(text)
    rows = _parsed(text, separator)
    headers = _named(next(rows, []))
    count = sum(1 for _ in rows)
    if not headers or not count:
        raise Invalid("The file needs a line of headings and at least one row.", field="file")
    if count > MOST_ROWS:
        raise TooLarge(f"A file may have at most {MOST_ROWS:,} rows; this one has {count:,}.", field="file")
    return Sheet(text, encoding, separator, headers, count)


def rows_of(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The rows below the headings with their numbers, as a spreadsheet counts them; blank ones have one, too."""
    filled = (
        (number, cells)
        for number, cells in enumerate(_parsed(text, separator, blank=True), start=1)
        if any(cell.strip() for cell in cells)
    )
    # the headings may come after blank lines
    next(filled, None)
    yield from filled


def _parsed(text: str, separator: str, *, blank: bool = False) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            if blank or any(cell.strip() for cell in cells):
                yield cells
    except csv.Error as error:
        raise Invalid(f"Line {reader.line_num} cannot be read: {error}.", field="file") from None


def _decoded(content: bytes) -> tuple[str, str]:
    """By its byte order mark; else UTF-8 where it is, as hardly anything else happens to be; else Windows'."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding.removesuffix("-sig")
            except UnicodeDecodeError:
                raise Invalid(
                    f"The file begins as {encoding} and goes on as something else.", field="file"
                ) from None
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        # five bytes mean nothing there
        return content.decode("windows-1252", errors="replace"), "windows-1252"


def _separator(text: str) -> str:
    """The one that cuts the headings into most; of equals the more usual."""
    blank = "".join(SEPARATORS) + " \r\n"
    line = next((line for line in io.StringIO(text) if line.strip(blank)), "")
    return max(SEPARATORS, key=lambda one: len(next(_parsed(line, one), [])))


def _named(cells: list[str]) -> list[str]:
    """Each heading by a name of its own."""
    if len(cells) > MOST_COLUMNS:
        raise Invalid(f"A file may have at most {MOST_COLUMNS} columns.", field="file")
    names: list[str] = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.split())[:200] or f"Column {place}"
        while name in names:
            name = f"{name} ({place})"
        names.append(name)
    return names
