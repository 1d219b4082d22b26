"""The filters of a workspace as events are judged by them: what each said, and from when to when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from uuid import UUID

from kenbun.conditions import Tree

NEVER = datetime.min.replace(tzinfo=UTC)
FOR_EVER = datetime.max.replace(tzinfo=UTC)
_EVERY_LEAD = UUID(int=(1 << 128) - 1)


@dataclass(frozen=True, eq=False)
class Revision:
    """A filter as it was in force in [since, until); `type_key` None: any event."""

    filter_id: UUID
    type_key: str | None
    tree: Tree | None = None
    # of a velocity filter
    count: int = 0
    window: timedelta = timedelta(0)
    keep_first: bool = False
    since: datetime = NEVER
    until: datetime = FOR_EVER

    def holds_at(self, at: datetime) -> bool:
        return self.since <= at < self.until


@dataclass(frozen=True, eq=False)
class Applied:
    """History was judged by the filters of `at`: of the leads up to `up_to`, None for none yet."""

    at: datetime
    up_to: UUID | None

    @classmethod
    def to_all(cls, at: datetime) -> Applied:
        return cls(at, _EVERY_LEAD)


@dataclass(frozen=True, eq=False)
class Filters:
    """All that can still matter of a workspace."""

    zone: str
    # in force now, in order
    attribute: tuple[Revision, ...]
    # those in force now, and those that were when some stored event was judged
    velocity: tuple[Revision, ...]
    # the latest last
    applied: tuple[Applied, ...] = ()

    @cached_property
    def of_type(self) -> dict[str, tuple[Revision, ...]]:
        """The velocity filters, by the event type that each is about."""
        found: dict[str, list[Revision]] = defaultdict(list)
        for revision in self.velocity:
            found[revision.type_key or ""].append(revision)
        return {key: tuple(some) for key, some in found.items()}

    @cached_property
    def are_none(self) -> bool:
        return not self.attribute and not self.velocity

    def judged_as_of(self, lead_id: UUID, received_at: datetime) -> datetime:
        """An event is judged by the filters in force when it came, or when history was judged after that."""
        past = (one.at for one in self.applied if one.up_to is not None and lead_id <= one.up_to)
        return max(received_at, max(past, default=NEVER))


def widest(revisions: Iterable[Revision]) -> tuple[timedelta, int]:
    """The longest window and the largest count."""
    some = list(revisions)
    return max(one.window for one in some), max(one.count for one in some)
