"""Segments as filters name them: `seg_…`, of leads or of accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from kenbun.database import Connection
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import parse, public
from kenbun.lists import segment_queries as queries
from kenbun.lists.chips import Chip
from kenbun.subject import Subject

Kind = Subject

MOST = 20
"""Of each filter."""

_OTHER: Mapping[Kind, Kind] = {"lead": "account", "account": "lead"}
_WORDS = {"lead": "Lead segments", "account": "Account segments"}
_BY_OTHER = {"lead": "Account segments: by the lead's account", "account": "Lead segments: by any lead"}


class InSegment(NamedTuple):
    """To be in the segment, or not to be. Its kind is what its members are."""

    segment_id: UUID
    kind: Kind
    inside: bool


async def segments_of(
    connection: Connection, workspace_id: UUID, within: Sequence[str], without: Sequence[str], own: Kind
) -> tuple[InSegment, ...]:
    """In each of `within`, and in none of `without`. Nobody is in a segment that there is not.

    Raises Invalid naming the filter."""
    asked = [(_id(text, "segment"), True) for text in within]
    asked += [(_id(text, "not_segment"), False) for text in without]
    if not asked:
        return ()
    known = await queries.named(connection, workspace_id, [one for one, _ in asked])
    return tuple(InSegment(one, known[one].kind if one in known else own, inside) for one, inside in asked)


async def of_segments(
    connection: Connection, workspace_id: UUID, within: Sequence[str], without: Sequence[str]
) -> list[Chip]:
    ids = [one for text in (*within, *without) if (one := parse("seg", text))]
    known = await queries.named(connection, workspace_id, ids) if ids else {}
    return [
        Chip(f"{words}: {known[one].name if one in known else 'gone'}", (name,), public("seg", one))
        for name, words, texts in (
            ("segment", "In segment", within),
            ("not_segment", "Not in segment", without),
        )
        for text in texts
        if (one := parse("seg", text))
    ]


class Choices(NamedTuple):
    """What the menu of filters offers: active segments by their kinds, the list's own first; and the names of those
    that are chosen."""

    every: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    names: Mapping[str, str]


async def choices(connection: Connection, workspace_id: UUID, chosen: Sequence[str], own: Kind) -> Choices:
    ids = [one for text in chosen if (one := parse("seg", text))]
    known = await queries.named(connection, workspace_id, ids) if ids else {}
    by_kind: dict[Kind, list[tuple[str, str]]] = {own: [], _OTHER[own]: []}
    for row in await queries.active(connection, workspace_id):
        by_kind[row.kind].append((public("seg", row.segment_id), row.name))
    every = [(_WORDS[own], by_kind[own]), (_BY_OTHER[own], by_kind[_OTHER[own]])]
    return Choices(every, {public("seg", one): row.name for one, row in known.items()})


def _id(text: str, place: str) -> UUID:
    found = parse("seg", text)
    if found is None:
        raise Invalid("Give the id of a segment (seg_…).", field=place)
    return found
