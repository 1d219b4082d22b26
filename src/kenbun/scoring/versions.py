"""A published version of a ruleset: what turns events into points until the next one is in force."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from kenbun.kit.ids import parse, public
from kenbun.scoring.inactivity.rules import DecayRule
from kenbun.scoring.rules import Rule

HalfLife = float | None
AnyRule = TypeVar("AnyRule")


@dataclass(frozen=True, eq=False)
class Version:
    """Immutable, and one object per process (see version_queries), so that its statements are built once.
    Rules are known to SQL by their place in `active`, half-lives by their place in `slots`."""

    version_id: UUID
    ruleset_id: UUID
    number: int
    is_primary: bool
    zone: str
    rules: tuple[Rule, ...]
    # folded names of event types to their ids
    type_ids: dict[str, int]
    # whether the workspace allows scores below 0
    negative: bool = False
    # the active rules of inactivity that it was made with, in their order
    decays: tuple[DecayRule, ...] = ()

    @cached_property
    def active(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.draft.active)

    @cached_property
    def slots(self) -> tuple[HalfLife, ...]:
        """The distinct half-lives in days; None, for points that never fade, is always the first."""
        return (None, *sorted({rule.draft.half_life_days for rule in self.active} - {None}, key=float))  # type: ignore[arg-type]

    @cached_property
    def capped(self) -> tuple[int, ...]:
        """The numbers of the rules with a cap; their place here is their place in a state's arrays."""
        return tuple(number for number, rule in enumerate(self.active) if rule.draft.cap)

    def slot_of(self, rule: Rule) -> int:
        return self.slots.index(rule.draft.half_life_days)


def rules_document(rules: list[tuple[UUID, dict[str, Any]]]) -> list[dict[str, Any]]:
    """A draft as a version keeps it."""
    return [{"rule_id": public("rule", rule_id), **document} for rule_id, document in rules]


def read_rules(
    document: list[dict[str, Any]], read: Callable[[UUID, dict[str, Any]], AnyRule]
) -> tuple[AnyRule, ...]:
    """A version's rules, each read by the means of its kind."""
    rules = []
    for entry in document:
        rule_id = parse("rule", entry["rule_id"])
        assert rule_id is not None
        rules.append(read(rule_id, {key: entry[key] for key in entry if key != "rule_id"}))
    return tuple(rules)
