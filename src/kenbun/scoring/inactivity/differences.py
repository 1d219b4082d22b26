"""What differs between two sets of inactivity rules: a draft and what is in force, or two versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kenbun.kit.ids import public
from kenbun.scoring.inactivity.rules import DecayRule

Change = Literal["new", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Row:
    """A rule as it is afterwards, or one that is there no longer; and what it was before."""

    rule: DecayRule
    change: Change | None
    before: DecayRule | None

    @property
    def id(self) -> str:
        return public("rule", self.rule.rule_id)


def differences(before: Sequence[DecayRule], after: Sequence[DecayRule]) -> list[Row]:
    """The rules of the later set in their order, then those of the other that it leaves out."""
    known = {rule.rule_id: rule for rule in before}
    kept = {rule.rule_id for rule in after}
    rows = [_row(rule, known.get(rule.rule_id)) for rule in after]
    return rows + [Row(rule, "removed", rule) for rule in before if rule.rule_id not in kept]


def _row(rule: DecayRule, before: DecayRule | None) -> Row:
    if before is None:
        return Row(rule, "new", None)
    return Row(rule, "changed" if before != rule else None, before)
