"""Levels as the API answers them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from kenbun.levels.bands import Band, Bands
from kenbun.levels.dimensions import Dimension
from kenbun.levels.edit import Edited, LevelVersion, Preview
from kenbun.levels.histogram import Histogram


class Gap(BaseModel):
    """Scores in no level: they are Unclassified. Both ends are inclusive, null is open."""

    min: int | None
    max: int | None


class DimensionLevels(BaseModel):
    """From the lowest; `min` and `max` are inclusive, null leaves that end open."""

    dimension: Dimension
    levels: list[Band]
    gaps: list[Gap]

    @classmethod
    def of(cls, dimension: Dimension, bands: Bands) -> Self:
        return cls(dimension=dimension, levels=list(bands.bands), gaps=_gaps(bands))


class LevelList(BaseModel):
    dimensions: list[DimensionLevels]


class EditedLevels(DimensionLevels):
    """`moved` leads or accounts came to another level."""

    version: int = Field(examples=[2])
    moved: int

    @classmethod
    def made(cls, dimension: Dimension, edited: Edited) -> Self:
        return cls(
            dimension=dimension,
            levels=list(edited.bands.bands),
            gaps=_gaps(edited.bands),
            version=edited.version,
            moved=edited.moved,
        )


class VersionShape(BaseModel):
    """The one in force has no `in_force_to`."""

    version: int
    levels: list[Band]
    in_force_from: datetime
    in_force_to: datetime | None
    created_by: str
    restored_from: int | None = Field(description="The version that this one brought back.")

    @classmethod
    def of(cls, version: LevelVersion) -> Self:
        return cls(
            version=version.version,
            levels=list(version.bands.bands),
            in_force_from=version.in_force_from,
            in_force_to=version.in_force_to,
            created_by=version.created_by,
            restored_from=version.restored_from,
        )


class VersionList(BaseModel):
    versions: list[VersionShape]
    total: int
    page: int
    limit: int


class Move(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    from_level: str = Field(alias="from")
    to: str
    count: int


class Size(BaseModel):
    """How many leads or accounts a level has, and would have."""

    level: str
    before: int
    after: int


class SegmentMoveShape(BaseModel):
    """A segment that would change: how many would enter it, and leave it."""

    segment_id: str
    kind: str
    name: str
    enters: int
    leaves: int


class HeldBackShape(BaseModel):
    """A trigger that would have fired so often by it, if it were news: that is held back, and can be released."""

    trigger_id: str
    name: str
    kind: str
    count: int


class PreviewShape(BaseModel):
    """What saving would do. `subjects` are leads or, of account dimensions, accounts."""

    subjects: int
    affected: int
    unchanged: int
    level_moves: list[Move]
    distribution: list[Size]
    gaps: list[Gap]
    segments: list[SegmentMoveShape] = Field(description="Those that would change.")
    triggers: list[HeldBackShape] = Field(description="Those that would have fired.")

    @classmethod
    def of(cls, seen: Preview, segments: Iterable[Any], triggers: Iterable[Any]) -> Self:
        return cls(
            subjects=seen.subjects,
            affected=seen.affected,
            unchanged=seen.subjects - seen.affected,
            level_moves=[
                Move(from_level=before, to=after, count=count)
                for (before, after), count in sorted(seen.moves.items(), key=lambda move: -move[1])
            ],
            distribution=[
                Size(level=name, before=before, after=after) for name, (before, after) in seen.sizes.items()
            ],
            gaps=_gaps(seen.bands),
            segments=[SegmentMoveShape.model_validate(one, from_attributes=True) for one in segments],
            triggers=[HeldBackShape.model_validate(one, from_attributes=True) for one in triggers],
        )


class BarShape(BaseModel):
    """Scores from `min` to `max`, both included; the last bar has no end."""

    min: int
    max: int | None
    count: int


class HistogramShape(BaseModel):
    dimension: Dimension
    width: int
    bars: list[BarShape]

    @classmethod
    def of(cls, dimension: Dimension, found: Histogram) -> Self:
        bars = [BarShape(min=bar.low, max=bar.high, count=bar.count) for bar in found.bars]
        return cls(dimension=dimension, width=found.width, bars=bars)


def _gaps(bands: Bands) -> list[Gap]:
    return [Gap(min=low, max=high) for low, high in bands.gaps()]
