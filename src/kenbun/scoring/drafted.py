"""What differs between two sets of rules, rule by rule: a draft and what is in force, or two versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kenbun.kit.ids import public
from kenbun.scoring.fit.rules import FitDraft
from kenbun.scoring.kinds import AnyRule
from kenbun.scoring.rules import RuleDraft
from kenbun.scoring.rulesets import Ruleset

Change = Literal["new", "changed", "removed"]

_WORDS = {
    "half_life_days": "half-life",
    "event_type": "event type",
    "valid_from": "first day",
    "valid_to": "last day",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A rule as it is afterwards, or one that is there no longer; `fields` names what changed."""

    rule: AnyRule
    change: Change | None
    fields: tuple[str, ...] = ()

    @property
    def rule_id(self) -> str:
        return public("rule", self.rule.rule_id)

    @property
    def draft(self) -> RuleDraft | FitDraft:
        return self.rule.draft

    @property
    def words(self) -> str | None:
        return self.rule.words


def compare(ruleset: Ruleset) -> list[Row]:
    """The draft's rules in their order, then the published ones that it leaves out."""
    return differences(ruleset.published, ruleset.draft)


def differences(before: Sequence[AnyRule], after: Sequence[AnyRule]) -> list[Row]:
    """The rules of the one set in their order, then those of the other that it leaves out."""
    known = {rule.rule_id: rule for rule in before}
    rows = [_row(rule, known.get(rule.rule_id)) for rule in after]
    kept = {rule.rule_id for rule in after}
    return rows + [Row(rule, "removed") for rule in before if rule.rule_id not in kept]


def told(rows: list[Row]) -> str:
    """`1 new, 2 changed rules.`"""
    counts = [(sum(row.change == change for row in rows), change) for change in ("new", "changed", "removed")]
    parts = [f"{count} {change}" for count, change in counts if count]
    total = sum(count for count, _ in counts)
    return f"{', '.join(parts)} {'rule' if total == 1 else 'rules'}."


def _row(rule: AnyRule, before: AnyRule | None) -> Row:
    if before is None:
        return Row(rule, "new")
    fields = tuple(
        _WORDS.get(name, name)
        for name in type(rule.draft).model_fields
        if getattr(rule.draft, name) != getattr(before.draft, name)
    )
    return Row(rule, "changed" if fields else None, fields)
