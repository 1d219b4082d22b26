"""A preview as the API answers it."""

from collections.abc import Iterable
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from kenbun.kit.ids import public
from kenbun.levels.shapes import HeldBackShape, SegmentMoveShape
from kenbun.scoring.kinds import AnyDraft
from kenbun.scoring.preview.preview import Preview
from kenbun.scoring.rules import EXAMPLE as RULE
from kenbun.scoring.rulesets import MOST_RULES

EXAMPLE: dict[str, Any] = {"draft": [RULE]}


class PreviewOf(BaseModel):
    """Nothing for the draft as it stands; or the rules to be tried in its place."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    draft: Annotated[list[AnyDraft] | None, Field(max_length=MOST_RULES)] = None


class LevelMoveShape(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    from_level: str = Field(alias="from")
    to_level: str = Field(alias="to")
    count: int


class MoverShape(BaseModel):
    lead_id: str | None = None
    account_id: str | None = None
    name: str
    before: int
    after: int


class PreviewShape(BaseModel):
    """`leads` (of account rulesets accounts) in all; `average_change` is that of the affected; `segments` are those
    that would change, `triggers` those that would have fired."""

    leads: int
    affected: int
    up: int
    down: int
    unchanged: int
    average_change: float
    level_moves: list[LevelMoveShape]
    movers: list[MoverShape]
    segments: list[SegmentMoveShape]
    triggers: list[HeldBackShape]
    seconds_estimated: float

    @classmethod
    def of(cls, preview: Preview, segments: Iterable[Any] = (), triggers: Iterable[Any] = ()) -> Self:
        outcome = preview.outcome
        key, prefix = ("account_id", "acct") if preview.dimension == "account" else ("lead_id", "ld")

        def shown(subject_id: UUID) -> dict[str, Any]:
            return {key: public(prefix, subject_id), "name": preview.names.get(subject_id, "")}

        return cls(
            leads=outcome.subjects,
            affected=outcome.affected,
            up=outcome.up,
            down=outcome.down,
            unchanged=outcome.unchanged,
            average_change=round(outcome.average_change, 2),
            level_moves=[
                LevelMoveShape(from_level=move.from_level, to_level=move.to_level, count=move.count)
                for move in outcome.level_moves
            ],
            movers=[
                MoverShape(**shown(mover.subject_id), before=mover.before, after=mover.after)
                for mover in outcome.movers
            ],
            segments=[SegmentMoveShape.model_validate(one, from_attributes=True) for one in segments],
            triggers=[HeldBackShape.model_validate(one, from_attributes=True) for one in triggers],
            seconds_estimated=preview.seconds,
        )
