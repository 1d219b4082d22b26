"""Who came into a segment and who left it, the latest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from kenbun.analysis import change_queries as queries
from kenbun.analysis.looked_at import LookedAt
from kenbun.analysis.reasons import said_of
from kenbun.database import Connection
from kenbun.kit.days import in_order, instants, read_days
from kenbun.kit.errors import Invalid
from kenbun.kit.paging import Paging
from kenbun.mapping.named_queries import names_of

WAYS = {"in": True, "out": False}


@dataclass(frozen=True, slots=True)
class Asked:
    """Entries alone (`in`) or exits (`out`); days of the workspace's zone, both ends included."""

    way: str | None = None
    since: date | None = None
    until: date | None = None

    @classmethod
    def read(cls, way: str, since: str, until: str) -> Self:
        """Of texts, blank ones not given. Raises Invalid naming what is wrong."""
        return cls(way or None, *read_days(since, until))

    def __post_init__(self) -> None:
        if self.way is not None and self.way not in WAYS:
            raise Invalid("Use in or out.", field="way")
        in_order(self.since, self.until)


@dataclass(frozen=True, slots=True)
class Change:
    """`name` is none of who is gone, or merged into another; `leaf` is what let it in, or holds no longer, and `words`
    say so."""

    subject_id: UUID
    name: str | None
    entered: bool
    at: datetime
    cause: str
    leaf: dict[str, Any] | None
    words: str


@dataclass(frozen=True, slots=True)
class ChangePage:
    rows: list[Change]
    total: int


async def changes_of(connection: Connection, segment: LookedAt, asked: Asked, paging: Paging) -> ChangePage:
    since, until = instants(asked.since, asked.until, segment.zone)
    way = WAYS[asked.way] if asked.way else None
    found = queries.Asked(segment.workspace_id, segment.segment_id, way, since, until)
    rows, total = await queries.page(connection, found, paging)
    names = await names_of(
        connection, segment.workspace_id, segment.of.noun, frozenset(row.subject_id for row in rows)
    )
    words = await said_of(
        connection, segment.workspace_id, segment.of.noun, [(row.cause, row.leaf) for row in rows]
    )
    return ChangePage(
        [
            Change(row.subject_id, names.get(row.subject_id), row.entered, row.at, row.cause, row.leaf, said)
            for row, said in zip(rows, words, strict=True)
        ],
        total,
    )
