"""What states hold where inactivity rules are in force: their part of `lead_states`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection
from kenbun.scoring.versions import Version

_OF_LEADS = (
    "workspace_id = :workspace_id AND version_id = :version_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))"
)

_STANDINGS = text(f"""
    SELECT lead_id, as_of, last_active_at, decayed_until FROM lead_states WHERE {_OF_LEADS}
""")  # noqa: S608 - our own words

_STATES = text(f"""
    SELECT lead_id, as_of, sums, positive, fading_lines, last_active_at, decayed_until
    FROM lead_states WHERE {_OF_LEADS}
""")  # noqa: S608 - our own words

# Interval by interval: whether one has ended since the state was last brought forward.
_DUE = text("""
    SELECT lead_id FROM lead_states
    WHERE workspace_id = :workspace_id AND version_id = :version_id AND EXISTS (
        SELECT FROM unnest(cast(:intervals AS float8[])) AS every
        WHERE floor(greatest(0, date_part('epoch', cast(:at AS timestamptz) - last_active_at)) / every)
            > floor(greatest(0, date_part('epoch', as_of - last_active_at)) / every))
    LIMIT :limit
""")

_REMEMBER = text("""
    INSERT INTO lead_states AS s (workspace_id, version_id, lead_id, as_of, sums, fading_lines, cap_periods, cap_used,
                                  positive, last_active_at)
    SELECT :workspace_id, :version_id, t.lead_id, :now, array_fill(0::float8, ARRAY[:slots]), 0,
           array_fill(0, ARRAY[:capped]), array_fill(0::bigint, ARRAY[:capped]),
           array_fill(0::float8, ARRAY[:slots]), t.at
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:times AS timestamptz[])) AS t (lead_id, at)
    ON CONFLICT (workspace_id, version_id, lead_id) DO UPDATE
    SET last_active_at = greatest(s.last_active_at, excluded.last_active_at)
""")

_SAVE = text("""
    INSERT INTO lead_states AS s (workspace_id, version_id, lead_id, as_of, sums, fading_lines, cap_periods, cap_used,
                                  positive, last_active_at, decayed_until)
    SELECT :workspace_id, :version_id, t.lead_id, t.as_of, cast(t.sums AS float8[]), t.lines,
           array_fill(0, ARRAY[:capped]), array_fill(0::bigint, ARRAY[:capped]),
           cast(t.positive AS float8[]), t.last_active_at, t.decayed_until
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:as_of AS timestamptz[]), cast(:sums AS text[]),
                cast(:positive AS text[]), cast(:lines AS int[]), cast(:last_active_at AS timestamptz[]),
                cast(:decayed_until AS timestamptz[]))
      AS t (lead_id, as_of, sums, positive, lines, last_active_at, decayed_until)
    ON CONFLICT (workspace_id, version_id, lead_id) DO UPDATE
    SET as_of = excluded.as_of, sums = excluded.sums, fading_lines = excluded.fading_lines,
        positive = excluded.positive, last_active_at = excluded.last_active_at,
        decayed_until = excluded.decayed_until
""")


class Standing(NamedTuple):
    """Up to when a state has seen everything, the last activity, and the last due moment behind it."""

    as_of: datetime
    last_active_at: datetime | None
    decayed_until: datetime | None


class Saved(NamedTuple):
    """A row of `lead_states`, but for what caps remember: the arrays as PostgreSQL writes them."""

    lead_id: UUID
    as_of: datetime
    sums: str
    positive: str
    lines: int
    last_active_at: datetime | None
    decayed_until: datetime | None


async def standings(
    connection: Connection, workspace_id: UUID, version: Version, lead_ids: Collection[UUID]
) -> dict[UUID, Standing]:
    rows = await connection.execute(_STANDINGS, _values(workspace_id, version, lead_ids))
    return {row.lead_id: Standing(*row[1:]) for row in rows}


async def due(
    connection: Connection, workspace_id: UUID, version: Version, at: datetime, limit: int
) -> list[UUID]:
    """Leads of whose states something is due by `at`."""
    every = [rule.draft.every_days * 86_400.0 for rule in version.decays]
    values = {"intervals": every, "at": at, "limit": limit}
    rows = await connection.execute(_DUE, _values(workspace_id, version, ()) | values)
    return list(rows.scalars())


async def read(
    connection: Connection, workspace_id: UUID, version: Version, lead_ids: Collection[UUID]
) -> Sequence[Row[Any]]:
    return (await connection.execute(_STATES, _values(workspace_id, version, lead_ids))).all()


async def remember_activity(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    last: Mapping[UUID, datetime],
    now: datetime,
) -> None:
    if last:
        values = _values(workspace_id, version, last) | _sizes(version)
        await connection.execute(_REMEMBER, values | {"times": list(last.values()), "now": now})


async def save(connection: Connection, workspace_id: UUID, version: Version, states: Sequence[Saved]) -> None:
    """What caps remember stays as it is."""
    if states:
        names = ("as_of", "sums", "positive", "lines", "last_active_at", "decayed_until")
        columns = {name: [getattr(state, name) for state in states] for name in names}
        values = _values(workspace_id, version, [state.lead_id for state in states])
        await connection.execute(_SAVE, values | columns | {"capped": len(version.capped)})


def _values(workspace_id: UUID, version: Version, lead_ids: Collection[UUID]) -> dict[str, Any]:
    return {"workspace_id": workspace_id, "version_id": version.version_id, "lead_ids": list(lead_ids)}


def _sizes(version: Version) -> dict[str, int]:
    return {"slots": len(version.slots), "capped": len(version.capped)}
