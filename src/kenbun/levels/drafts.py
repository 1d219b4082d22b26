"""Bands as people write them, and what is wrong with them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt

from kenbun.kit.errors import Invalid
from kenbun.kit.ids import new_id
from kenbun.kit.text import is_line
from kenbun.levels.bands import UNCLASSIFIED, Band, Bands

Color = Literal[
    "secondary",
    "blue",
    "azure",
    "cyan",
    "indigo",
    "purple",
    "pink",
    "red",
    "orange",
    "yellow",
    "lime",
    "green",
    "teal",
]
COLORS: tuple[Color, ...] = get_args(Color)
MOST_BANDS = 20
_FURTHEST = 1_000_000_000


def _line(name: str) -> str:
    trimmed = name.strip()
    if not trimmed or not is_line(trimmed):
        raise ValueError("must be one line, and not empty")
    return trimmed


End = Annotated[StrictInt, Field(ge=-_FURTHEST, le=_FURTHEST)] | None


class BandDraft(BaseModel):
    """One level: whole scores from `min` to `max`, both included; null leaves that end open."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "Hot", "min": 50, "max": 74, "color": "orange"}]},
    )

    name: Annotated[str, Field(min_length=1, max_length=50), AfterValidator(_line)]
    min: End
    max: End
    color: Color


def check(drafts: Sequence[BandDraft], before: Bands) -> Bands:
    """The drafts as bands, from the lowest; one named as before keeps its id. Raises Invalid naming the band."""
    if len(drafts) > MOST_BANDS:
        raise Invalid(f"At most {MOST_BANDS} levels.", field=f"[{MOST_BANDS}]")
    _check_each(drafts)
    ordered = sorted(range(len(drafts)), key=lambda place: _start(drafts[place]))
    for low, high in pairwise(ordered):
        lower, higher = drafts[low], drafts[high]
        if lower.max is None or higher.min is None or higher.min <= lower.max:
            raise Invalid(
                f"“{higher.name}” ({_range(higher)}) overlaps “{lower.name}” ({_range(lower)}): "
                "a score can be in one level only.",
                field=f"[{high}].min",
            )
    return Bands(tuple(_band(drafts[place], before) for place in ordered))


def _check_each(drafts: Sequence[BandDraft]) -> None:
    names: set[str] = set()
    for place, draft in enumerate(drafts):
        folded = draft.name.casefold()
        if folded == UNCLASSIFIED.casefold():
            raise Invalid(
                f"“{UNCLASSIFIED}” is what scores outside of all levels are.", field=f"[{place}].name"
            )
        if folded in names:
            raise Invalid(f"There are two levels “{draft.name}”.", field=f"[{place}].name")
        names.add(folded)
        if draft.min is not None and draft.max is not None and draft.max < draft.min:
            raise Invalid(
                f"“{draft.name}” ends at {draft.max}, before it starts at {draft.min}.",
                field=f"[{place}].max",
            )


def _start(draft: BandDraft) -> float:
    return float("-inf") if draft.min is None else draft.min


def _range(draft: BandDraft) -> str:
    if draft.min is None and draft.max is None:
        return "all scores"
    if draft.min is None:
        return f"up to {draft.max}"
    return f"from {draft.min}" if draft.max is None else f"{draft.min}–{draft.max}"


def _band(draft: BandDraft, before: Bands) -> Band:
    known = before.named(draft.name)
    level_id = known.level_id if known else f"lvl_{new_id().hex}"
    return Band(level_id, draft.name, draft.min, draft.max, draft.color)
