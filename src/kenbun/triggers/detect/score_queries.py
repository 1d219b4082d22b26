from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import TextClause, text

from kenbun.database import Connection
from kenbun.levels.bands import UNCLASSIFIED, Bands
from kenbun.stirred.silent import SILENT
from kenbun.triggers.spans import Page, Span, Stretch, Which

# Of each row alone those elements that cross any of the cuts of their dimension.
_CROSSINGS = """
    SELECT m.at, m.dimension, m.cause, s.subject_id, s.before, s.after, s.event_id, s.held
    FROM score_moves m
    JOIN LATERAL (
        SELECT array_agg(c.cut) AS cuts, min(c.cut) AS lowest, max(c.cut) AS highest
        FROM unnest(cast(:dimensions AS text[]), cast(:cuts AS bigint[])) AS c (dimension, cut)
        WHERE c.dimension = m.dimension
    ) AS asked ON asked.cuts IS NOT NULL
    CROSS JOIN LATERAL unnest(m.subject_ids, m.befores, m.afters, m.event_ids, m.held)
      WITH ORDINALITY AS s (subject_id, before, after, event_id, held, place)
    WHERE m.workspace_id = :workspace_id AND m.at > :since AND m.at <= :until {which}
      AND least(s.before, s.after) < asked.highest AND greatest(s.before, s.after) >= asked.lowest
      AND EXISTS (
          SELECT FROM unnest(asked.cuts) AS c (cut)
          WHERE least(s.before, s.after) < c.cut AND c.cut <= greatest(s.before, s.after))
    ORDER BY {order} m.move_id, s.place
    {limit}
"""
_NEWS = "AND m.cause <> ALL(cast(:silent AS text[])) AND s.held IS NULL"
_NO_NEWS = """
      AND (m.held IS NOT NULL OR m.cause = ANY(cast(:silent AS text[])))
      AND (s.held IS NOT NULL OR m.cause = ANY(cast(:silent AS text[])))
      AND (m.at, s.subject_id) > (:after, :after_subject)"""
_OF: dict[Which, TextClause] = {
    "all": text(_CROSSINGS.format(which="", order="m.at,", limit="")),
    "news": text(_CROSSINGS.format(which=_NEWS, order="m.at,", limit="")),
}
_SILENT = text(_CROSSINGS.format(which=_NO_NEWS, order="m.at, s.subject_id,", limit="LIMIT :most"))

_BANDS = text("""
    SELECT dimension, in_force_from, in_force_to, bands FROM level_sets
    WHERE workspace_id = :workspace_id AND in_force_from <= :until
      AND (in_force_to IS NULL OR in_force_to > :since)
    ORDER BY in_force_from
""")

_EDITED = text("""
    SELECT subject_id, dimension, from_level, to_level, score, changed_at AS at FROM level_changes
    WHERE workspace_id = :workspace_id AND cause = 'levels' AND changed_at > :since AND changed_at <= :until
      AND (changed_at, subject_id) > (:after, :after_subject)
    ORDER BY changed_at, subject_id, change_id
    LIMIT :most
""")


class Move(NamedTuple):
    at: datetime
    dimension: str
    cause: str
    subject_id: UUID
    before: int
    after: int
    event_id: UUID | None
    held: str | None


@dataclass(frozen=True, slots=True)
class BandsOf:
    """The bands in force at any time of a span."""

    rows: Sequence[tuple[str, datetime, datetime | None, Bands]]

    def at(self, dimension: str, at: datetime) -> Bands:
        for name, since, until, bands in self.rows:
            if name == dimension and since <= at and (until is None or at < until):
                return bands
        return Bands(())

    def cuts(self, dimension: str, level: str) -> set[int]:
        """Scores at which that level begins or ends, by any of them; the gaps between levels do so at each."""
        every = [band for name, *_, bands in self.rows if name == dimension for band in bands.bands]
        some = [one for one in every if level in (one.name, UNCLASSIFIED)]
        return {one.min for one in some if one.min is not None} | {
            one.max + 1 for one in some if one.max is not None
        }

    def began_in(self, span: Span) -> bool:
        return any(span.since < since <= span.until for _, since, *_ in self.rows)


Cuts = Mapping[str, Collection[int]]
"""By dimension, scores."""


async def crossings(
    connection: Connection, workspace_id: UUID, span: Span, cuts: Cuts, which: Which
) -> list[Move]:
    values = {**span._asdict(), "silent": list(SILENT)} if which == "news" else span._asdict()
    return await _moves(connection, workspace_id, _OF[which], values, cuts)


async def silent_crossings(
    connection: Connection, workspace_id: UUID, stretch: Stretch, cuts: Cuts, most: int
) -> Page[Move]:
    """Those that are no news, by subjects within each tick."""
    values = {**stretch.values, "silent": list(SILENT), "most": most}
    return Page.of(await _moves(connection, workspace_id, _SILENT, values, cuts), most)


async def _moves(
    connection: Connection, workspace_id: UUID, statement: TextClause, values: dict[str, Any], cuts: Cuts
) -> list[Move]:
    pairs = [(dimension, cut) for dimension, some in cuts.items() for cut in some]
    if not pairs:
        return []
    asked = {"dimensions": [dimension for dimension, _ in pairs], "cuts": [cut for _, cut in pairs]}
    rows = await connection.execute(statement, {"workspace_id": workspace_id, **values, **asked})
    return [Move(*row) for row in rows]


async def bands_of(connection: Connection, workspace_id: UUID, span: Span) -> BandsOf:
    rows = await connection.execute(_BANDS, {"workspace_id": workspace_id, **span._asdict()})
    return BandsOf(
        [(row.dimension, row.in_force_from, row.in_force_to, Bands.read(row.bands)) for row in rows]
    )


async def edited(
    connection: Connection, workspace_id: UUID, stretch: Stretch, most: int | None = None
) -> Sequence[Any]:
    """Who came to another level as bands were edited, by subjects within each tick; all of them, or the first."""
    values = {"workspace_id": workspace_id, **stretch.values, "most": most}
    return (await connection.execute(_EDITED, values)).all()
