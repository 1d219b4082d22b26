"""Since when, and why, those whom a list of one segment shows are in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.analysis import membership_queries as queries
from kenbun.analysis.kinds import KINDS
from kenbun.analysis.reasons import in_words
from kenbun.database import Connection
from kenbun.kit.ids import parse, public
from kenbun.lists import segment_queries
from kenbun.lists.columns import Column
from kenbun.lists.segments import Kind

_COLUMNS = (
    Column("segment_since", "In Segment Since", "segment_since"),
    Column("segment_why", "Why In Segment", None),
)


@dataclass(frozen=True, slots=True)
class Membership:
    """`why` are the conditions that hold, a phrase each."""

    since: datetime
    why: list[str]


def with_membership(columns: Sequence[Column], members: Mapping[str, Membership] | None) -> list[Column]:
    """Right after the names, where the list is of one segment."""
    return [*columns[:1], *(_COLUMNS if members is not None else ()), *columns[1:]]


async def members_among(
    connection: Connection, workspace_id: UUID, own: Kind, segments: Sequence[str], ids: Sequence[UUID]
) -> dict[str, Membership] | None:
    """By public ids; None where the list is not that of one segment of its own kind."""
    found = parse("seg", segments[0]) if len(segments) == 1 else None
    if found is None:
        return None
    named = await segment_queries.named(connection, workspace_id, [found])
    if found not in named or named[found].kind != own:
        return None
    rows = await queries.memberships(connection, workspace_id, found, ids)
    told = await in_words(connection, workspace_id, own, [row.why for row in rows])
    return {
        public(KINDS[own].prefix, row.subject_id): Membership(row.since, why)
        for row, why in zip(rows, told, strict=True)
    }
