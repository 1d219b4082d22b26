"""Inactivity rules as the API takes and answers them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from kenbun.scoring.inactivity.decays import MOST_RULES, DecaySet
from kenbun.scoring.inactivity.differences import Row
from kenbun.scoring.inactivity.rules import EXAMPLE, DecayDraft, DecayRule
from kenbun.scoring.rules import Line
from kenbun.scoring.shapes import VersionShape

_KNOWN = {"id": "rule_0192f0c1a5b77e3c8d2e4f6071829304"}
_WORDS = {"in_words": "10 points for each 14 days without activity"}


class DecayShape(DecayDraft):
    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE | _KNOWN | _WORDS]})

    id: str = Field(examples=[_KNOWN["id"]])
    in_words: str = Field(examples=[_WORDS["in_words"]])

    @classmethod
    def of(cls, rule: DecayRule) -> Self:
        return cls.model_validate(rule.shown())


class DecayPatch(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"points": -5}]})

    name: Line | None = None
    points: Annotated[StrictInt | None, Field(ge=-100_000, le=-1)] = None
    every_days: Annotated[StrictInt | None, Field(ge=1, le=3650)] = None
    active: StrictBool | None = None

    def applied_to(self, draft: DecayDraft) -> DecayDraft:
        return draft.model_copy(update=self.model_dump(exclude_none=True))


class DecaySetShape(BaseModel):
    """`decays` are the draft's, `published` those of the version in force."""

    decays: list[DecayShape]
    published: list[DecayShape]
    has_changes: bool = Field(description="The draft differs from what is in force.")
    in_force: int | None = Field(description="The number of the version in force.")

    @classmethod
    def of(cls, decays: DecaySet) -> Self:
        return cls(
            decays=_shapes(decays.draft),
            published=_shapes(decays.published),
            has_changes=decays.has_changes,
            in_force=decays.in_force.number if decays.in_force else None,
        )


class DecayPreviewOf(BaseModel):
    """Nothing for the draft as it stands; or the rules to be tried in its place."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"draft": [EXAMPLE]}]})

    draft: Annotated[list[DecayDraft] | None, Field(max_length=MOST_RULES)] = None


class DecayVersionList(BaseModel):
    versions: list[VersionShape]


class DecayVersionRules(BaseModel):
    number: int
    rules: list[DecayShape]

    @classmethod
    def of(cls, number: int, rules: Sequence[DecayRule]) -> Self:
        return cls(number=number, rules=_shapes(rules))


class DecayDifference(BaseModel):
    """`rule` as it is afterwards (of a removed one: as it was), and what it was `before`."""

    change: Literal["new", "changed", "removed"] | None
    rule: DecayShape
    before: DecayShape | None

    @classmethod
    def of(cls, row: Row) -> Self:
        before = DecayShape.of(row.before) if row.before else None
        return cls(change=row.change, rule=DecayShape.of(row.rule), before=before)


class DecayComparison(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    first: int = Field(alias="from")
    second: int = Field(alias="to")
    rules: list[DecayDifference]


def _shapes(rules: Sequence[DecayRule]) -> list[DecayShape]:
    return [DecayShape.of(rule) for rule in rules]
