"""What a segment was after each save, and what each save changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from kenbun.database import Connection
from kenbun.segments.builder.offers import words_in
from kenbun.segments.defining.definitions import Definition, Segment, list_versions

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Past:
    """`changes` names what became other than it was before; `words` is None without conditions."""

    number: int
    definition: Definition
    changed_at: datetime
    changed_by: str
    changes: Sequence[str]
    words: str | None


async def past_of(connection: Connection, workspace_id: UUID, segment: Segment) -> list[Past]:
    """The latest first."""
    versions, _ = await list_versions(connection, workspace_id, segment.segment_id, _SHOWN + 1)
    said = await words_in(
        connection, workspace_id, segment.kind, [one.definition.conditions for one in versions]
    )
    changes = [changed(later.definition, earlier.definition) for later, earlier in pairwise(versions)]
    changes.append(["created"])
    return [
        Past(one.number, one.definition, one.changed_at, one.changed_by, changed_here, words)
        for one, changed_here, words in zip(versions, changes, said, strict=True)
    ][:_SHOWN]


def changed(after: Definition, before: Definition) -> list[str]:
    """In the words of the page."""
    was, now_is = before.document(), after.document()
    return [name for name in now_is if was[name] != now_is[name]]
