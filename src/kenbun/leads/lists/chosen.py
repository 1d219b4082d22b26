"""Filters as statements take them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.conditions import Leaf
from kenbun.lists.ranges import ScoreRange
from kenbun.lists.segments import InSegment

ELSEWHERE = ("search", "conditions", "done", "segments", "account_ranges")
"""What is asked of more than the leads' own rows."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Of the ranges of a score any will do, and of the owners and the accounts; None is all of them.

    `active_since` is the edge of the window `last_active`; among the owners None is nobody.
    """

    workspace_id: UUID
    search: str | None = None
    score_ranges: tuple[ScoreRange, ...] | None = None
    profile_ranges: tuple[ScoreRange, ...] | None = None
    account_ranges: tuple[ScoreRange, ...] | None = None
    last_active: str | None = None
    active_since: datetime | None = None
    watched_by: UUID | None = None
    owners: tuple[UUID | None, ...] | None = None
    accounts: tuple[UUID, ...] | None = None
    # see filters.UNRESOLVED
    unresolved: tuple[str, ...] = ()
    # of fields: all must hold
    conditions: tuple[Leaf, ...] = ()
    # of those on a part of a key, the keys that meet them (see known_queries)
    keys: tuple[tuple[Leaf, tuple[str, ...]], ...] = ()
    # for conditions on dates
    zone: str = "UTC"
    now: datetime | None = None
    # types of events, each of which the lead must have done; 0 is one that there is not
    done: tuple[int, ...] = ()
    # whether those of archived accounts are all that is asked for (True), are left out (False), or are no matter
    archived: bool | None = None
    segments: tuple[InSegment, ...] = ()

    @property
    def of_leads(self) -> list[Leaf]:
        """The conditions on fields of leads."""
        return [leaf for leaf in self.conditions if leaf.field.source == "lead"]

    @property
    def of_accounts(self) -> list[Leaf]:
        """The conditions on fields of their accounts."""
        return [leaf for leaf in self.conditions if leaf.field.source == "account"]

    def keys_of(self, leaf: Leaf) -> tuple[str, ...] | None:
        """None where they are not known."""
        return next((keys for known, keys in self.keys if known == leaf), None)

    def asks_only(self, *names: str) -> bool:
        """Whether nothing is asked for but by these."""
        kept = {name: getattr(self, name) for name in (*names, "keys", "zone", "now")}
        return self == Chosen(self.workspace_id, **kept)

    def without(self, *names: str) -> Chosen:
        """The same without asking for these."""
        unasked: dict[str, Any] = {name: self.__dataclass_fields__[name].default for name in names}
        return replace(self, **unasked)

    @property
    def is_narrow(self) -> bool:
        """Whether more is asked for than scores and times, by which those who meet it may come last in any order."""
        return bool(self.accounts) or self != self.without(*ELSEWHERE)

    @property
    def meaning(self) -> tuple[object, ...]:
        """The same for filters that find the same within the same seconds: windows move on, and are not in it."""
        moving = ("active_since", "now")
        return tuple(getattr(self, name) for name in self.__dataclass_fields__ if name not in moving)
