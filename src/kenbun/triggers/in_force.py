"""The active triggers of a workspace, read once and kept in memory until one changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from kenbun.conditions import Tree
from kenbun.database import Connection
from kenbun.segments.language.check import read_stored
from kenbun.triggers import round_queries
from kenbun.triggers.definitions import Trigger, list_triggers
from kenbun.triggers.drafts import Kind, Subject

_MOST = 500
_kept: dict[UUID, tuple[tuple[int, datetime | None], InForce]] = {}


@dataclass(frozen=True, eq=False)
class Active:
    trigger: Trigger

    @property
    def trigger_id(self) -> UUID:
        return self.trigger.trigger_id

    @property
    def subject(self) -> Subject:
        return self.trigger.subject

    @cached_property
    def tree(self) -> Tree | None:
        conditions = self.trigger.definition.conditions
        return None if conditions is None else read_stored(self.subject, conditions)

    def waits_at(self, at: datetime) -> bool:
        """Whether what happened then is for it; one that is not saved yet waits for everything."""
        since = self.trigger.active_since
        return since is None or at > since


@dataclass(frozen=True, eq=False)
class InForce:
    triggers: tuple[Active, ...]

    def of(self, *kinds: Kind) -> list[Active]:
        return [one for one in self.triggers if one.trigger.kind in kinds]


async def in_force(connection: Connection, workspace_id: UUID, round_of: round_queries.Round) -> InForce:
    """For a transaction that holds the tick: whoever changes a trigger holds it too."""
    known = _kept.get(workspace_id)
    if known and known[0] == round_of.stamp:
        return known[1]
    triggers = await list_triggers(connection, workspace_id)
    found = InForce(tuple(Active(one) for one in triggers if one.definition.active))
    if len(_kept) >= _MOST:
        _kept.clear()
    _kept[workspace_id] = (round_of.stamp, found)
    return found
