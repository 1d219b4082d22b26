"""A published version of a profile or account ruleset."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from kenbun.scoring.fit.rules import SUBJECTS, FitDimension, FitRule
from kenbun.subject import Subject


@dataclass(frozen=True, eq=False)
class FitVersion:
    """Immutable, and one object per process (see version_queries), so that its statements are built once."""

    version_id: UUID
    ruleset_id: UUID
    dimension: FitDimension
    is_primary: bool
    zone: str
    rules: tuple[FitRule, ...]
    # whether the workspace allows scores below 0
    negative: bool = False

    @cached_property
    def active(self) -> tuple[FitRule, ...]:
        return tuple(rule for rule in self.rules if rule.draft.active)

    @property
    def subject(self) -> Subject:
        return SUBJECTS[self.dimension]
