"""Leads that look like one person, and accounts that look like one company, shown as pairs of roots; and those of which
people have said that they are two."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, TextClause, text

from kenbun.database import Connection
from kenbun.identity.rooted_queries import ACCOUNTS, LEADS, Rooted
from kenbun.kit.paging import Paging

_MOST_ALIKE = 20
# So many of the latest suggestions are looked through: as deep as lists go.
_MOST_LISTED = 10_000

_TO_COMPARE = {
    of: text(f"""
        INSERT INTO {of.rows}_to_compare (workspace_id, {of.key})
        SELECT :workspace_id, unnest(cast(:ids AS uuid[]))
    """)
    for of in (LEADS, ACCOUNTS)
}


def _rooted(of: Rooted, table: str, which: str, columns: str) -> str:
    """Rows about pairs of own ones, with the roots of both: the one with the smaller id first."""
    return f"""
        SELECT least(coalesce(a.root_id, x.one_id), coalesce(b.root_id, x.other_id)) AS one_id,
               greatest(coalesce(a.root_id, x.one_id), coalesce(b.root_id, x.other_id)) AS other_id {columns}
        FROM (SELECT * FROM {table} WHERE workspace_id = :workspace_id AND subject = '{of.noun}' {which}) AS x
        LEFT JOIN {of.parts} a ON a.workspace_id = :workspace_id AND a.{of.key} = x.one_id
        LEFT JOIN {of.parts} b ON b.workspace_id = :workspace_id AND b.{of.key} = x.other_id
    """  # noqa: S608 - our own text


_NAMED = {LEADS: "lead_profiles", ACCOUNTS: "accounts"}
# arrays, which indexes are asked by: a subquery on both sides of OR would look at all pairs there are
_OF_ONE = "AND (one_id = ANY(ARRAY(SELECT id FROM own)) OR other_id = ANY(ARRAY(SELECT id FROM own)))"


@lru_cache
def _alike(of: Rooted) -> TextClause:
    return text(f"""
        WITH own AS (
            SELECT cast(:id AS uuid) AS id
            UNION SELECT {of.key} FROM {of.parts} WHERE workspace_id = :workspace_id AND root_id = :id
        ), pairs AS ({_rooted(of, "suggested_duplicates", _OF_ONE, ", x.reason")}),
             apart AS ({_rooted(of, "not_duplicates", _OF_ONE, "")})
        SELECT p.{of.key} AS id, p.name, array_agg(DISTINCT s.reason ORDER BY s.reason) AS reasons
        FROM pairs s
        JOIN {_NAMED[of]} p ON p.workspace_id = :workspace_id
         AND p.{of.key} = CASE s.one_id WHEN :id THEN s.other_id ELSE s.one_id END
        WHERE s.one_id <> s.other_id
          AND NOT EXISTS (SELECT FROM apart n WHERE n.one_id = s.one_id AND n.other_id = s.other_id)
        GROUP BY p.{of.key}, p.name
        ORDER BY count(*) DESC, p.name, p.{of.key}
        LIMIT {_MOST_ALIKE}
    """)  # noqa: S608


_LATEST = f"ORDER BY suggested_at DESC LIMIT {_MOST_LISTED}"


@lru_cache
def _listed(of: Rooted) -> TextClause:
    return text(f"""
        WITH pairs AS ({_rooted(of, "suggested_duplicates", _LATEST, ", x.reason, x.suggested_at")}),
             apart AS ({_rooted(of, "not_duplicates", "", "")})
        SELECT s.one_id, s.other_id, one.name AS one_name, other.name AS other_name,
               array_agg(DISTINCT s.reason ORDER BY s.reason) AS reasons, max(s.suggested_at) AS suggested_at,
               count(*) OVER () AS total
        FROM pairs s
        JOIN {_NAMED[of]} one ON one.workspace_id = :workspace_id AND one.{of.key} = s.one_id
        JOIN {_NAMED[of]} other ON other.workspace_id = :workspace_id AND other.{of.key} = s.other_id
        WHERE s.one_id <> s.other_id
          AND NOT EXISTS (SELECT FROM apart n WHERE n.one_id = s.one_id AND n.other_id = s.other_id)
        GROUP BY s.one_id, s.other_id, one.name, other.name
        ORDER BY max(s.suggested_at) DESC, s.one_id, s.other_id
        LIMIT :limit OFFSET :offset
    """)  # noqa: S608


_APART = text("""
    INSERT INTO not_duplicates (workspace_id, subject, one_id, other_id, said_at, said_by)
    VALUES (:workspace_id, :subject, :one_id, :other_id, :now, :by)
    ON CONFLICT DO NOTHING
""")


async def to_compare(
    connection: Connection, workspace_id: UUID, ids: Collection[UUID], of: Rooted = LEADS
) -> None:
    """What these roots can be found alike by has changed."""
    if ids:
        await connection.execute(_TO_COMPARE[of], {"workspace_id": workspace_id, "ids": list(ids)})


async def alike(
    connection: Connection, workspace_id: UUID, identifier: UUID, of: Rooted = LEADS
) -> Sequence[Row[Any]]:
    """id, name and reasons of those that look like this root, those with the most reasons first."""
    return (await connection.execute(_alike(of), {"workspace_id": workspace_id, "id": identifier})).all()


async def listed(
    connection: Connection, workspace_id: UUID, paging: Paging, of: Rooted = LEADS
) -> Sequence[Row[Any]]:
    """Pairs with names and reasons, those suggested last first; each row with how many there are."""
    values = {"workspace_id": workspace_id, "limit": paging.limit, "offset": paging.offset}
    return (await connection.execute(_listed(of), values)).all()


async def set_apart(
    connection: Connection,
    workspace_id: UUID,
    one_id: UUID,
    other_id: UUID,
    now: datetime,
    by: str,
    of: Rooted = LEADS,
) -> bool:
    """For good. Whether that had not been said before."""
    pair = {"one_id": min(one_id, other_id), "other_id": max(one_id, other_id)}
    values = {"workspace_id": workspace_id, "subject": of.noun, "now": now, "by": by} | pair
    return (await connection.execute(_APART, values)).rowcount > 0
