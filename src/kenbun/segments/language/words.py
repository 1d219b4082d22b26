"""The conditions of segments as sentences."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from kenbun.conditions import to_sentence
from kenbun.database import Connection
from kenbun.segments.defining.definitions import Segment
from kenbun.segments.defining.drafts import KINDS
from kenbun.segments.language.check import read_stored
from kenbun.segments.language.vocabulary import vocabulary


async def words_of(
    connection: Connection, workspace_id: UUID, segments: Iterable[Segment]
) -> dict[UUID, str]:
    """Of those that have conditions."""
    found: dict[UUID, str] = {}
    asked = [one for one in segments if one.definition.conditions is not None]
    for kind in KINDS:
        of_kind = [one for one in asked if one.kind == kind]
        if of_kind:
            names = (await vocabulary(connection, workspace_id, kind)).names
            for one in of_kind:
                found[one.segment_id] = to_sentence(read_stored(kind, one.definition.conditions), names, kind)
    return found
