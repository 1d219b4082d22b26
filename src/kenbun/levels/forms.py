"""The form of levels: a row of texts for each band, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from kenbun.kit.errors import Invalid
from kenbun.levels.bands import Bands
from kenbun.levels.drafts import COLORS, MOST_BANDS, BandDraft, check

FIELDS = ("name", "min", "max", "color")
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """The drafts where all is well, else errors by the path of their field, as `[1].min`."""

    drafts: list[BandDraft] | None
    errors: dict[str, str] = field(default_factory=dict)


def filled(bands: Bands) -> list[Row]:
    return [
        {"name": band.name, "min": _text(band.min), "max": _text(band.max), "color": band.color}
        for band in bands.bands
    ]


def typed(sent: Mapping[str, Sequence[str]]) -> list[Row]:
    """`sent` has all values of a name, in the order of the rows. Half a row is refused: it would be lost unseen."""
    columns = [sent.get(name, ()) for name in FIELDS]
    if len({len(column) for column in columns}) > 1:
        raise Invalid("The form is incomplete; open it again.", field="name")
    return [dict(zip(FIELDS, row, strict=True)) for row in zip(*columns, strict=True)][:MOST_BANDS]


def with_another(rows: Sequence[Row]) -> list[Row]:
    """A further row that starts where the last one ends, in a colour that is free."""
    used = {row["color"] for row in rows}
    color = next((one for one in COLORS[1:] if one not in used), COLORS[0])
    last = _number(rows[-1]["max"]) if rows else -1
    return [
        *rows,
        {"name": "", "min": str(last + 1) if isinstance(last, int) else "", "max": "", "color": color},
    ]


def read(rows: Sequence[Row], before: Bands) -> Checked:
    errors: dict[str, str] = {}
    drafts = []
    for place, row in enumerate(rows):
        try:
            drafts.append(
                BandDraft.model_validate(row | {"min": _number(row["min"]), "max": _number(row["max"])})
            )
        except ValidationError as error:
            errors |= {f"[{place}].{one['loc'][0]}": _sentence(one["msg"]) for one in error.errors()}
    if errors:
        return Checked(None, errors)
    try:
        check(drafts, before)
    except Invalid as error:
        return Checked(None, {error.field or "": error.detail})
    return Checked(drafts)


def _text(end: int | None) -> str:
    return "" if end is None else str(end)


def _number(text: str) -> Any:
    """What is no whole number stays a text, for the check to refuse."""
    plain = text.strip().replace("\N{MINUS SIGN}", "-")
    try:
        return int(plain) if plain else None
    except ValueError:
        return plain


def _sentence(message: str) -> str:
    text = message.removeprefix("Value error, ").removeprefix("Input ")
    return f"{text[0].upper()}{text[1:]}."
