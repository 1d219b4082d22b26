"""The trees of links, the same for leads and accounts: who is part of which group, and whose root was whose when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import TextClause, text

from kenbun.database import Connection
from kenbun.identity.rooted_queries import LEADS, Rooted
from kenbun.merging.link_queries import Link

_Statements = tuple[TextClause, ...]


async def below(
    connection: Connection, workspace_id: UUID, source_id: UUID, of: Rooted = LEADS
) -> list[UUID]:
    """It, and what is merged into it or into one of those: what would go with it."""
    values = {"workspace_id": workspace_id, "source_id": source_id}
    return list((await connection.execute(_subtree(of), values)).scalars())


async def link_parts(
    connection: Connection,
    workspace_id: UUID,
    links: Sequence[Link],
    moved: Collection[UUID],
    now: datetime,
    of: Rooted = LEADS,
) -> None:
    """All that is shown in the sources (`moved` are the own ids of all that) is shown in their roots from now on."""
    values = {
        "workspace_id": workspace_id,
        "source_ids": [link.source_id for link in links],
        "root_ids": [link.root_id for link in links],
        "merge_ids": [link.merge_id for link in links],
    }
    await connection.execute(_link_parts(of), values)
    await _note_roots(connection, workspace_id, moved, now, of)


async def unlink_parts(
    connection: Connection,
    workspace_id: UUID,
    source_id: UUID,
    own_ids: Collection[UUID],
    now: datetime,
    of: Rooted = LEADS,
) -> None:
    """The source is a root again, of all these."""
    values = {"workspace_id": workspace_id, "source_id": source_id, "own_ids": list(own_ids)}
    await connection.execute(_unlink_parts(of), values)
    await _note_roots(connection, workspace_id, own_ids, now, of)


async def _note_roots(
    connection: Connection, workspace_id: UUID, own_ids: Collection[UUID], now: datetime, of: Rooted
) -> None:
    values = {"workspace_id": workspace_id, "own_ids": list(own_ids), "now": now}
    for statement in _note(of):
        await connection.execute(statement, values)


async def rows_to_roots(
    connection: Connection, workspace_id: UUID, links: Sequence[Link], of: Rooted = LEADS
) -> None:
    """What stands under the sources stands under their roots, and keeps whose it is."""
    values = {
        "workspace_id": workspace_id,
        "source_ids": [link.source_id for link in links],
        "root_ids": [link.root_id for link in links],
    }
    for statement in _to_roots(of):
        await connection.execute(statement, values)


async def rows_to_source(
    connection: Connection,
    workspace_id: UUID,
    source_id: UUID,
    root_id: UUID,
    own_ids: Collection[UUID],
    of: Rooted = LEADS,
) -> None:
    """What is the own of one of these comes out of the root, and stands under the source."""
    values = {
        "workspace_id": workspace_id,
        "source_id": source_id,
        "root_id": root_id,
        "own_ids": list(own_ids),
    }
    for statement in _to_source(of):
        await connection.execute(statement, values)


async def show_created(
    connection: Connection, workspace_id: UUID, root_ids: Collection[UUID], of: Rooted = LEADS
) -> None:
    """A root has been there since the first of all that are shown in it."""
    values = {"workspace_id": workspace_id, "root_ids": list(root_ids)}
    await connection.execute(_created(of), values)


@lru_cache
def _subtree(of: Rooted) -> TextClause:
    return text(f"""
        WITH RECURSIVE below AS (
            SELECT {of.key} AS id FROM {of.parts} WHERE workspace_id = :workspace_id AND {of.key} = :source_id
            UNION ALL
            SELECT p.{of.key}
            FROM below b
            JOIN merges m ON m.workspace_id = :workspace_id AND m.target_id = b.id AND m.undone_at IS NULL
            JOIN {of.parts} p ON p.workspace_id = :workspace_id AND p.merge_id = m.merge_id
        )
        SELECT id FROM below
    """)  # noqa: S608 - our own names


@lru_cache
def _link_parts(of: Rooted) -> TextClause:
    return text(f"""
        UPDATE {of.parts} p
        SET root_id = t.root_id, merge_id = CASE p.{of.key} WHEN t.source_id THEN t.merge_id ELSE p.merge_id END
        FROM unnest(cast(:source_ids AS uuid[]), cast(:root_ids AS uuid[]), cast(:merge_ids AS uuid[]))
          AS t (source_id, root_id, merge_id)
        WHERE p.workspace_id = :workspace_id AND p.root_id = t.source_id
    """)  # noqa: S608


@lru_cache
def _unlink_parts(of: Rooted) -> TextClause:
    return text(f"""
        UPDATE {of.parts}
        SET root_id = :source_id, merge_id = CASE {of.key} WHEN :source_id THEN NULL ELSE merge_id END
        WHERE workspace_id = :workspace_id AND {of.key} = ANY(cast(:own_ids AS uuid[]))
    """)  # noqa: S608


@lru_cache
def _note(of: Rooted) -> _Statements:
    close = text(f"""
        UPDATE {of.roots} SET held_to = :now
        WHERE workspace_id = :workspace_id AND {of.key} = ANY(cast(:own_ids AS uuid[])) AND held_to IS NULL
    """)  # noqa: S608
    begin = text(f"""
        INSERT INTO {of.roots} (workspace_id, {of.key}, held_from, root_id)
        SELECT workspace_id, {of.key}, :now, root_id FROM {of.parts}
        WHERE workspace_id = :workspace_id AND {of.key} = ANY(cast(:own_ids AS uuid[])) AND {of.key} <> root_id
    """)  # noqa: S608
    return close, begin


@lru_cache
def _to_roots(of: Rooted) -> _Statements:
    return tuple(
        text(f"""
            UPDATE {table} x SET {of.key} = t.root_id, {of.own} = coalesce(x.{of.own}, x.{of.key})
            FROM unnest(cast(:source_ids AS uuid[]), cast(:root_ids AS uuid[])) AS t (source_id, root_id)
            WHERE x.workspace_id = :workspace_id AND x.{of.key} = t.source_id
        """)  # noqa: S608
        for table in of.moved
    )


@lru_cache
def _to_source(of: Rooted) -> _Statements:
    return tuple(
        text(f"""
            UPDATE {table} x SET {of.key} = :source_id, {of.own} = nullif(x.{of.own}, :source_id)
            WHERE x.workspace_id = :workspace_id AND x.{of.key} = :root_id
              AND x.{of.own} = ANY(cast(:own_ids AS uuid[]))
        """)  # noqa: S608
        for table in of.moved
    )


@lru_cache
def _created(of: Rooted) -> TextClause:
    return text(f"""
        UPDATE {of.rows} x SET created_at = p.created_at
        FROM (SELECT root_id, min(created_at) AS created_at FROM {of.parts}
              WHERE workspace_id = :workspace_id AND root_id = ANY(cast(:root_ids AS uuid[])) GROUP BY root_id) AS p
        WHERE x.workspace_id = :workspace_id AND x.{of.key} = p.root_id AND x.created_at <> p.created_at
    """)  # noqa: S608
