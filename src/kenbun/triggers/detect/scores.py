"""Milestones and levels: moves of scores across a threshold, or into another band; and bands that were moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.database import Connection
from kenbun.events.types import fold
from kenbun.kit.ids import public
from kenbun.levels.bands import UNCLASSIFIED
from kenbun.stirred.silent import held_by
from kenbun.triggers.detect import score_queries as queries
from kenbun.triggers.detect.event_queries import Deed, deeds_of
from kenbun.triggers.detect.score_queries import BandsOf, Move
from kenbun.triggers.happening import Happening, Span
from kenbun.triggers.in_force import Active

_EDITED = "levels"


async def happened(
    connection: Connection, workspace_id: UUID, triggers: Sequence[Active], span: Span
) -> list[Happening]:
    """In the order in which it happened."""
    if not triggers:
        return []
    of_levels = [one for one in triggers if one.trigger.kind == "level"]
    bands = await queries.bands_of(connection, workspace_id, span) if of_levels else BandsOf([])
    cuts = _cuts(triggers, bands)
    moves = await queries.crossings(connection, workspace_id, span, cuts)
    deeds = await deeds_of(connection, workspace_id, {one.event_id for one in moves if one.event_id})
    by_dimension: dict[str, list[Active]] = {}
    for one in triggers:
        by_dimension.setdefault(one.trigger.definition.of_kind["dimension"], []).append(one)
    found = [one for move in moves for one in _of_move(by_dimension[move.dimension], bands, move, deeds)]
    if of_levels and bands.began_in(span):
        found += await _edited(connection, workspace_id, of_levels, span)
        found.sort(key=lambda one: one.at)
    return found


def _cuts(triggers: Iterable[Active], bands: BandsOf) -> Mapping[str, set[int]]:
    """By dimension, the scores at which something changes for any of them."""
    cuts: dict[str, set[int]] = {}
    for one in triggers:
        of_kind = one.trigger.definition.of_kind
        known = cuts.setdefault(of_kind["dimension"], set())
        if one.trigger.kind == "milestone":
            known.add(of_kind["threshold"])
        else:
            known |= bands.cuts(of_kind["dimension"], of_kind["level"])
    return cuts


def _of_move(
    triggers: Iterable[Active], bands: BandsOf, move: Move, deeds: Mapping[UUID, Deed]
) -> Iterator[Happening]:
    deed = deeds.get(move.event_id) if move.event_id else None
    in_force = bands.at(move.dimension, move.at)
    levels = (in_force.level_of(move.before), in_force.level_of(move.after))
    for one in triggers:
        said = _milestone(one, move, deed) if one.trigger.kind == "milestone" else _level(one, move, *levels)
        if said is not None and one.waits_at(move.at):
            # an account's part in it is its own
            part = deed.own_lead_id if deed and one.subject == "lead" else None
            held = move.held or held_by(move.cause)
            cause = said | {"by": move.cause} | event_of(deed)
            yield Happening(one, move.subject_id, part or move.subject_id, move.at, held, cause)


def _milestone(one: Active, move: Move, deed: Deed | None) -> dict[str, Any] | None:
    of_kind = one.trigger.definition.of_kind
    threshold, wanted = of_kind["threshold"], of_kind["event_type"]
    low, high = (move.before, move.after) if of_kind["direction"] == "up" else (move.after, move.before)
    if not low < threshold <= high or (wanted and (deed is None or fold(wanted) != deed.key)):
        return None
    return {"dimension": move.dimension, "from": move.before, "to": move.after}


def _level(one: Active, move: Move, before: str, after: str) -> dict[str, Any] | None:
    if not _passes(one, before, after):
        return None
    return _of_levels(move.dimension, before, after) | {"from": move.before, "to": move.after}


def _passes(one: Active, before: str, after: str) -> bool:
    of_kind = one.trigger.definition.of_kind
    name = of_kind["level"]
    return before != after and name == (after if of_kind["on"] == "enter" else before)


def _of_levels(dimension: str, before: str, after: str) -> dict[str, Any]:
    return {
        "dimension": dimension,
        "from_level": None if before == UNCLASSIFIED else before,
        "to_level": None if after == UNCLASSIFIED else after,
    }


async def _edited(
    connection: Connection, workspace_id: UUID, triggers: Iterable[Active], span: Span
) -> list[Happening]:
    """Who came to another level as the bands were edited: in silence."""
    rows = await queries.edited(connection, workspace_id, span)
    return [
        Happening(
            one,
            row.subject_id,
            row.subject_id,
            row.changed_at,
            held_by(_EDITED),
            _of_levels(row.dimension, row.from_level, row.to_level)
            | {"from": row.score, "to": row.score, "by": _EDITED},
        )
        for row in rows
        for one in triggers
        if one.trigger.definition.of_kind["dimension"] == row.dimension
        and one.waits_at(row.changed_at)
        and _passes(one, row.from_level, row.to_level)
    ]


def event_of(deed: Deed | None) -> dict[str, Any]:
    """How a cause names the event that it came of."""
    if deed is None:
        return {}
    return {"event_id": public("evt", deed.event_id), "event_type": deed.name}


def when(at: datetime) -> str:
    return at.isoformat()
