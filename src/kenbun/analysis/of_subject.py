"""The segments that one lead, or one account, is in, and those it is kept out of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.analysis import membership_queries as queries
from kenbun.analysis.reasons import in_words
from kenbun.database import Connection
from kenbun.identity.rooted_queries import ROOTED
from kenbun.kit.ids import public
from kenbun.lists.segments import Kind


@dataclass(frozen=True, slots=True)
class InSegment:
    """`why` are the conditions that hold, a phrase each; `by_hand`: somebody has put it in."""

    segment_id: str
    name: str
    since: datetime
    why: list[str]
    by_hand: bool


@dataclass(frozen=True, slots=True)
class KeptOut:
    """By whom, and when, whatever the conditions say."""

    segment_id: str
    name: str
    set_by: str
    set_at: datetime


@dataclass(frozen=True, slots=True)
class Segments:
    inside: Sequence[InSegment]
    kept_out: Sequence[KeptOut]


async def segments_of(connection: Connection, workspace_id: UUID, kind: Kind, subject_id: UUID) -> Segments:
    """Of a root, with what was said of those that are shown in it."""
    rows = await queries.segments_of(connection, workspace_id, subject_id)
    told = await in_words(connection, workspace_id, kind, [row.why for row in rows])
    inside = [
        InSegment(
            public("seg", row.segment_id),
            row.name,
            row.since,
            why,
            by_hand=any(reason.get("by_hand") for reason in row.why),
        )
        for row, why in zip(rows, told, strict=True)
    ]
    shown = await ROOTED[kind].together(connection, workspace_id, [subject_id])
    out = {row.segment_id: row for row in await queries.kept_out_of(connection, workspace_id, shown)}
    within = {row.segment_id for row in rows}
    kept = [
        KeptOut(public("seg", one), row.name, row.set_by, row.set_at)
        for one, row in out.items()
        if one not in within
    ]
    return Segments(inside, kept)
