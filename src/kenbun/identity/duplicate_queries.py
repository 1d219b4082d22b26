"""Leads that look like one person, shown as pairs of roots; and those about whom people have said that they are two."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection
from kenbun.kit.paging import Paging

_MOST_ALIKE = 20
# So many of the latest suggestions are looked through: as deep as lists go.
_MOST_LISTED = 10_000

_TO_COMPARE = text("""
    INSERT INTO leads_to_compare (workspace_id, lead_id)
    SELECT :workspace_id, unnest(cast(:lead_ids AS uuid[]))
""")


def _rooted(table: str, which: str, columns: str) -> str:
    """Rows about pairs of own leads, with the roots of both: the one with the smaller id first."""
    return f"""
        SELECT least(coalesce(a.root_id, x.one_id), coalesce(b.root_id, x.other_id)) AS one_id,
               greatest(coalesce(a.root_id, x.one_id), coalesce(b.root_id, x.other_id)) AS other_id {columns}
        FROM (SELECT * FROM {table} WHERE workspace_id = :workspace_id AND subject = 'lead' {which}) AS x
        LEFT JOIN lead_parts a ON a.workspace_id = :workspace_id AND a.lead_id = x.one_id
        LEFT JOIN lead_parts b ON b.workspace_id = :workspace_id AND b.lead_id = x.other_id
    """  # noqa: S608 - our own text


_OWN = """
    SELECT cast(:lead_id AS uuid) AS lead_id
    UNION SELECT lead_id FROM lead_parts WHERE workspace_id = :workspace_id AND root_id = :lead_id
"""
_OF_LEAD = "AND (one_id IN (SELECT lead_id FROM own) OR other_id IN (SELECT lead_id FROM own))"

_ALIKE = text(f"""
    WITH own AS ({_OWN}), pairs AS ({_rooted("suggested_duplicates", _OF_LEAD, ", x.reason")}),
         apart AS ({_rooted("not_duplicates", _OF_LEAD, "")})
    SELECT p.lead_id, p.name, array_agg(DISTINCT s.reason ORDER BY s.reason) AS reasons
    FROM pairs s
    JOIN lead_profiles p ON p.workspace_id = :workspace_id
     AND p.lead_id = CASE s.one_id WHEN :lead_id THEN s.other_id ELSE s.one_id END
    WHERE s.one_id <> s.other_id
      AND NOT EXISTS (SELECT FROM apart n WHERE n.one_id = s.one_id AND n.other_id = s.other_id)
    GROUP BY p.lead_id, p.name
    ORDER BY count(*) DESC, p.name, p.lead_id
    LIMIT {_MOST_ALIKE}
""")  # noqa: S608

_LATEST = f"ORDER BY suggested_at DESC LIMIT {_MOST_LISTED}"

_LISTED = text(f"""
    WITH pairs AS ({_rooted("suggested_duplicates", _LATEST, ", x.reason, x.suggested_at")}),
         apart AS ({_rooted("not_duplicates", "", "")})
    SELECT s.one_id, s.other_id, one.name AS one_name, other.name AS other_name,
           array_agg(DISTINCT s.reason ORDER BY s.reason) AS reasons, max(s.suggested_at) AS suggested_at,
           count(*) OVER () AS total
    FROM pairs s
    JOIN lead_profiles one ON one.workspace_id = :workspace_id AND one.lead_id = s.one_id
    JOIN lead_profiles other ON other.workspace_id = :workspace_id AND other.lead_id = s.other_id
    WHERE s.one_id <> s.other_id
      AND NOT EXISTS (SELECT FROM apart n WHERE n.one_id = s.one_id AND n.other_id = s.other_id)
    GROUP BY s.one_id, s.other_id, one.name, other.name
    ORDER BY max(s.suggested_at) DESC, s.one_id, s.other_id
    LIMIT :limit OFFSET :offset
""")  # noqa: S608

_APART = text("""
    INSERT INTO not_duplicates (workspace_id, subject, one_id, other_id, said_at, said_by)
    VALUES (:workspace_id, 'lead', :one_id, :other_id, :now, :by)
    ON CONFLICT DO NOTHING
""")


async def to_compare(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> None:
    """What leads can be found alike by has changed of these roots."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    await connection.execute(_TO_COMPARE, values)


async def alike(connection: Connection, workspace_id: UUID, lead_id: UUID) -> Sequence[Row[Any]]:
    """lead_id, name and reasons of those that look like this root, those with the most reasons first."""
    return (await connection.execute(_ALIKE, {"workspace_id": workspace_id, "lead_id": lead_id})).all()


async def listed(connection: Connection, workspace_id: UUID, paging: Paging) -> Sequence[Row[Any]]:
    """Pairs with names and reasons, those suggested last first; each row with how many there are."""
    values = {"workspace_id": workspace_id, "limit": paging.limit, "offset": paging.offset}
    return (await connection.execute(_LISTED, values)).all()


async def set_apart(
    connection: Connection, workspace_id: UUID, one_id: UUID, other_id: UUID, now: datetime, by: str
) -> bool:
    """For good. Whether that had not been said before."""
    pair = {"one_id": min(one_id, other_id), "other_id": max(one_id, other_id)}
    values = {"workspace_id": workspace_id, "now": now, "by": by} | pair
    return (await connection.execute(_APART, values)).rowcount > 0
