"""Rulesets and rules as the API answers them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from kenbun.kit.ids import public
from kenbun.scoring.drafted import Row
from kenbun.scoring.fit.rules import EXAMPLE as FIT_EXAMPLE
from kenbun.scoring.fit.rules import FitDraft, FitRule
from kenbun.scoring.kinds import AnyRule, Dimension
from kenbun.scoring.publish_queries import Built
from kenbun.scoring.rules import EXAMPLE, Line, Rule, RuleDraft
from kenbun.scoring.rulesets import Ruleset, VersionSummary

_KNOWN = {
    "rule_id": "rule_0192f0c1a5b77e3c8d2e4f6071829304",
    "conditions_in_words": "path contains “/pricing”",
}


class RuleShape(RuleDraft):
    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE | _KNOWN]})

    rule_id: str = Field(examples=["rule_0192f0c1a5b77e3c8d2e4f6071829304"])
    conditions_in_words: str | None = Field(examples=["path contains “/pricing”"])

    @classmethod
    def of(cls, rule: Rule) -> Self:
        return cls.model_validate(rule.shown())


class FitRuleShape(FitDraft):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                FIT_EXAMPLE | {"rule_id": _KNOWN["rule_id"], "condition_in_words": "title contains “head of”"}
            ]
        }
    )

    rule_id: str = Field(examples=["rule_0192f0c1a5b77e3c8d2e4f6071829304"])
    condition_in_words: str = Field(examples=["title contains “head of”"])

    @classmethod
    def of(cls, rule: FitRule) -> Self:
        return cls.model_validate(rule.shown())


AnyRuleShape = RuleShape | FitRuleShape


def rule_shape(rule: AnyRule) -> AnyRuleShape:
    return RuleShape.of(rule) if isinstance(rule, Rule) else FitRuleShape.of(rule)


class VersionShape(BaseModel):
    """`leads_done` of `leads_total` (accounts, of an account ruleset) shows how far one that is `building` is."""

    version_id: str
    number: int
    state: Literal["building", "in_force", "past", "failed"]
    leads_done: int
    leads_total: int | None
    changed: int | None = Field(description="How many of the scores that lists show it changed.")
    error: str | None
    created_at: datetime
    created_by: str
    in_force_from: datetime | None
    in_force_to: datetime | None
    # the settings that its scores are made under
    time_zone: str
    negative_scores: bool
    setting_version: int | None = Field(
        description="Of a version that came to be by a change of settings, with the rules as they were."
    )
    decay_version: int | None = Field(
        description="Of a version that came to be by publishing rules of inactivity: the number of these."
    )

    @classmethod
    def of(cls, version: VersionSummary) -> Self:
        values: dict[str, Any] = {
            name: getattr(version, name) for name in VersionSummary.__dataclass_fields__
        }
        return cls(**values | {"version_id": public("ver", version.version_id)})


class RulesetShape(BaseModel):
    """`rules` are the draft's, `published` those of the version in force, `versions` the latest first."""

    id: str = Field(examples=["rs_0192f0c1a5b77e3c8d2e4f6071829304"])
    name: str
    dimension: str
    primary: bool
    has_changes: bool = Field(description="The draft differs from what is in force.")
    rules: list[RuleShape] | list[FitRuleShape]
    published: list[RuleShape] | list[FitRuleShape]
    versions: list[VersionShape]

    @classmethod
    def of(cls, ruleset: Ruleset) -> Self:
        return cls(
            id=public("rs", ruleset.ruleset_id),
            name=ruleset.name,
            dimension=ruleset.dimension,
            primary=ruleset.primary,
            has_changes=ruleset.has_changes,
            rules=_shapes(ruleset.draft),
            published=_shapes(ruleset.published),
            versions=[VersionShape.of(version) for version in ruleset.versions],
        )


def _shapes(rules: Iterable[AnyRule]) -> Any:
    return [rule_shape(rule) for rule in rules]


class RulesetList(BaseModel):
    rulesets: list[RulesetShape]


class NewRuleset(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "Partners"}]})

    name: Line
    dimension: Dimension = "engagement"


class RescoredShape(BaseModel):
    scored: int = Field(examples=[500], description="Leads, or accounts.")
    changed: int = Field(examples=[0], description="Scores that were others before: 0, if all is well.")


class Job(BaseModel):
    """Follow it among the versions, or ask here with `wait=true`."""

    job_id: str = Field(description="The version's id.")
    version: int = Field(description="The version's number.")
    state: Literal["building", "in_force", "past", "failed"]
    changed: int | None = Field(
        description="How many of the scores that lists show became others; null while it is being built."
    )

    @classmethod
    def of(cls, version_id: UUID, built: Built) -> Self:
        return cls.model_validate(
            {
                "job_id": public("ver", version_id),
                "version": built.number,
                "state": built.state,
                "changed": built.changed,
            }
        )


class VersionList(BaseModel):
    versions: list[VersionShape]


class VersionRules(BaseModel):
    number: int
    rules: list[RuleShape] | list[FitRuleShape]

    @classmethod
    def of(cls, number: int, rules: Iterable[AnyRule]) -> Self:
        return cls(number=number, rules=_shapes(rules))


class Difference(BaseModel):
    """`fields` names what changed; a new rule has no `before`, a removed one no `after`."""

    change: Literal["new", "changed", "removed"]
    fields: list[str]
    before: AnyRuleShape | None
    after: AnyRuleShape | None


class Comparison(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    first: int = Field(alias="from")
    second: int = Field(alias="to")
    differences: list[Difference]

    @classmethod
    def of(cls, first: int, second: int, before: Iterable[AnyRule], rows: Iterable[Row]) -> Self:
        known = {rule.rule_id: rule for rule in before}
        found = []
        for row in rows:
            if row.change is not None:
                was = known.get(row.rule.rule_id)
                found.append(
                    Difference(
                        change=row.change,
                        fields=list(row.fields),
                        before=rule_shape(was) if was else None,
                        after=None if row.change == "removed" else rule_shape(row.rule),
                    )
                )
        return cls(first=first, second=second, differences=found)
