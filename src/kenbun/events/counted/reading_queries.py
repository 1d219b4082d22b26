"""Where and when it is counted, and which types of events the names in counts stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, select, text

from kenbun.conditions import Count
from kenbun.database import Connection
from kenbun.events.activity_queries import UNSUPPRESSED
from kenbun.events.tables import event_types, events
from kenbun.events.types import fold

Types = Mapping[str | None, tuple[int, ...]]
"""The ids of types by their folded names; under None those that say that somebody was invited."""

# Of the types whose names speak of inviting, those that say that somebody did.
_INVITES = text("""
    SELECT type_id FROM event_types
    WHERE workspace_id = :workspace_id AND key ~ '\\minvit' AND key !~ 'accept|declin|receiv|reject|expir|cancel'
""")


@dataclass(frozen=True)
class Reading:
    """Where and when it is counted. `workspace` and `now` may be parameters of a statement. `known`: what had come in
    by then alone."""

    workspace: Any
    zone: str
    now: datetime | ColumnElement[datetime]
    types: Types
    known: bool = False

    def types_of(self, count: Count) -> tuple[int, ...] | None:
        """None: of any type."""
        if count.what == "invited_colleagues":
            return self.types[None]
        return None if count.event_type is None else self.types.get(fold(count.event_type), ())

    @property
    def counted(self) -> list[ColumnElement[bool]]:
        """The events that count at all."""
        known = [events.c.received_at <= self.now] if self.known else []
        return [
            events.c.workspace_id == self.workspace,
            UNSUPPRESSED,
            events.c.happened_at <= self.now,
            *known,
        ]


class Numbers(NamedTuple):
    """Rows of numbers to be joined, and the column of each count; none where there is nothing to count is 0."""

    rows: FromClause
    columns: dict[Count, ColumnElement[int]]


async def types_for(
    connection: Connection, workspace_id: UUID, counts: Sequence[Count], names: Sequence[str] = ()
) -> dict[str | None, tuple[int, ...]]:
    """The types that these counts, and these names beside, are about; one never seen is left out."""
    keys = {fold(name) for name in [*names, *(one.event_type for one in counts if one.event_type)]}
    found: dict[str | None, tuple[int, ...]] = {}
    if keys:
        statement = select(event_types.c.key, event_types.c.type_id)
        statement = statement.where(event_types.c.workspace_id == workspace_id, event_types.c.key.in_(keys))
        for row in await connection.execute(statement):
            found[row.key] = (row.type_id,)
    if any(one.what == "invited_colleagues" for one in counts):
        rows = await connection.execute(_INVITES, {"workspace_id": workspace_id})
        found[None] = tuple(rows.scalars())
    return found
