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
from kenbun.triggers.happening import Happening
from kenbun.triggers.in_force import Active
from kenbun.triggers.spans import LAST, Page, Place, Span, Stretch, Which

_EDITED = "levels"


async def happened(
    connection: Connection, workspace_id: UUID, triggers: Sequence[Active], span: Span, which: Which
) -> list[Happening]:
    """In the order in which it happened."""
    if not triggers:
        return []
    place = (connection, workspace_id)
    bands = await _bands(*place, triggers, span)
    moves = await queries.crossings(*place, span, _cuts(triggers, bands), which)
    found = await _of_moves(*place, triggers, bands, moves)
    if which == "all" and bands.began_in(span):
        found += _edited(triggers, await queries.edited(*place, Stretch(Place(span.since, LAST), span.until)))
        found.sort(key=lambda one: one.at)
    return found


async def silent(
    connection: Connection, workspace_id: UUID, triggers: Sequence[Active], stretch: Stretch, most: int
) -> list[Page[Happening]]:
    """What is no news, the first of the moves, and of edited bands."""
    if not triggers:
        return []
    place = (connection, workspace_id)
    bands = await _bands(*place, triggers, stretch.ticks)
    moves = await queries.silent_crossings(*place, stretch, _cuts(triggers, bands), most)
    pages = [Page(await _of_moves(*place, triggers, bands, moves.rows), moves.reached)]
    if bands.began_in(stretch.ticks):
        rows = Page.of(await queries.edited(*place, stretch, most), most)
        pages.append(Page(_edited(triggers, rows.rows), rows.reached))
    return pages


async def _bands(
    connection: Connection, workspace_id: UUID, triggers: Iterable[Active], span: Span
) -> BandsOf:
    """For triggers of levels."""
    if any(one.trigger.kind == "level" for one in triggers):
        return await queries.bands_of(connection, workspace_id, span)
    return BandsOf([])


async def _of_moves(
    connection: Connection,
    workspace_id: UUID,
    triggers: Iterable[Active],
    bands: BandsOf,
    moves: Sequence[Move],
) -> list[Happening]:
    deeds = await deeds_of(connection, workspace_id, {one.event_id for one in moves if one.event_id})
    by_dimension: dict[str, list[Active]] = {}
    for one in triggers:
        by_dimension.setdefault(one.trigger.definition.of_kind["dimension"], []).append(one)
    return [one for move in moves for one in _of_move(by_dimension[move.dimension], bands, move, deeds)]


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


def _edited(triggers: Iterable[Active], rows: Sequence[Any]) -> list[Happening]:
    """Who came to another level as the bands were edited: in silence."""
    of_levels = [one for one in triggers if one.trigger.kind == "level"]
    return [
        Happening(
            one,
            row.subject_id,
            row.subject_id,
            row.at,
            held_by(_EDITED),
            _of_levels(row.dimension, row.from_level, row.to_level)
            | {"from": row.score, "to": row.score, "by": _EDITED},
        )
        for row in rows
        for one in of_levels
        if one.trigger.definition.of_kind["dimension"] == row.dimension
        and one.waits_at(row.at)
        and _passes(one, row.from_level, row.to_level)
    ]


def event_of(deed: Deed | None) -> dict[str, Any]:
    """How a cause names the event that it came of."""
    if deed is None:
        return {}
    return {"event_id": public("evt", deed.event_id), "event_type": deed.name}


def when(at: datetime) -> str:
    return at.isoformat()
