"""Entries into segments and exits: what a transaction came to, those that cancel each other left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.database import Connection
from kenbun.kit.ids import parse
from kenbun.stirred.silent import held_by
from kenbun.triggers.detect import segment_queries as queries
from kenbun.triggers.happening import Happening
from kenbun.triggers.in_force import Active
from kenbun.triggers.spans import Page, Span, Stretch, Which


async def happened(
    connection: Connection, workspace_id: UUID, triggers: Sequence[Active], span: Span, which: Which
) -> list[Happening]:
    watched = _watched(triggers)
    if not watched:
        return []
    return _those(watched, await queries.changes(connection, workspace_id, list(watched), span, which))


async def silent(
    connection: Connection, workspace_id: UUID, triggers: Sequence[Active], stretch: Stretch, most: int
) -> Page[Happening]:
    """What is no news, the first."""
    watched = _watched(triggers)
    if not watched:
        return Page([], None)
    rows = await queries.silent(connection, workspace_id, list(watched), stretch, most)
    page = Page.of(rows, most)
    return Page(_those(watched, page.rows), page.reached)


def _watched(triggers: Iterable[Active]) -> Mapping[UUID, list[Active]]:
    watched: dict[UUID, list[Active]] = {}
    for one in triggers:
        segment_id = parse("seg", one.trigger.definition.of_kind["segment_id"])
        if segment_id:
            watched.setdefault(segment_id, []).append(one)
    return watched


def _those(watched: Mapping[UUID, list[Active]], rows: Sequence[Any]) -> list[Happening]:
    found = []
    for row in _net(rows):
        for one in watched[row.segment_id]:
            wants = one.trigger.definition.of_kind["on"] == "enter"
            if wants == row.entered and one.waits_at(row.at):
                cause = {
                    "segment_id": one.trigger.definition.of_kind["segment_id"],
                    "segment": row.name,
                    "on": "enter" if row.entered else "leave",
                    "by": row.cause,
                }
                # by what is no news of a batch, where the cause itself would not be silent
                held = None if row.fires else held_by(row.cause) or "late"
                found.append(Happening(one, row.subject_id, row.subject_id, row.at, held, cause))
    return found


def _net(rows: Sequence[Any]) -> list[Any]:
    """Of each transaction the last change of each, unless it is where it was before; what is news and what is none each
    by themselves, as they are judged apart."""
    first: dict[tuple[UUID, UUID, datetime, bool], bool] = {}
    last: dict[tuple[UUID, UUID, datetime, bool], Any] = {}
    for row in rows:
        key = (row.segment_id, row.subject_id, row.at, row.fires)
        first.setdefault(key, row.entered)
        last[key] = row
    return [row for key, row in last.items() if row.entered == first[key]]
