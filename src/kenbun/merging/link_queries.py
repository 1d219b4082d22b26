"""The links between leads."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select, text

from kenbun.database import Connection
from kenbun.merging.tables import merges


class Came(NamedTuple):
    """How much there is of a lead."""

    events: int = 0
    aliases: int = 0
    sessions: int = 0


class Link(NamedTuple):
    """`root_id` is where the source is shown from now on: where the target is."""

    merge_id: UUID
    source_id: UUID
    target_id: UUID
    root_id: UUID
    by: str
    reason: str
    came: Came
    # what people chose: see `merges`
    account_id: UUID | None = None
    fields: Mapping[str, Any] = {}


class Merge(NamedTuple):
    """A link as it is kept."""

    merge_id: UUID
    source_id: UUID
    target_id: UUID
    merged_at: datetime
    undone_at: datetime | None


_COUNT = text("""
    SELECT t.lead_id,
           (SELECT count(*) FROM events e WHERE e.workspace_id = :workspace_id AND e.lead_id = t.lead_id) AS events,
           (SELECT count(*) FROM lead_aliases a
            WHERE a.workspace_id = :workspace_id AND a.lead_id = t.lead_id) AS aliases,
           (SELECT count(*) FROM sessions s WHERE s.workspace_id = :workspace_id AND s.lead_id = t.lead_id) AS sessions
    FROM unnest(cast(:lead_ids AS uuid[])) AS t (lead_id)
""")

_ADD_LINKS = text("""
    INSERT INTO merges (workspace_id, merge_id, source_id, target_id, merged_at, merged_by, reason, events, aliases,
                        sessions, account_id, fields, kept)
    SELECT :workspace_id, t.merge_id, t.source_id, t.target_id, :now, t.merged_by, t.reason, t.event_count,
           t.alias_count, t.session_count, t.account_id, t.fields, to_jsonb(l)
    FROM unnest(cast(:merge_ids AS uuid[]), cast(:source_ids AS uuid[]), cast(:target_ids AS uuid[]),
                cast(:bys AS text[]), cast(:reasons AS text[]), cast(:events AS int[]), cast(:aliases AS int[]),
                cast(:sessions AS int[]), cast(:account_ids AS uuid[]), cast(:fields AS jsonb[]))
      AS t (merge_id, source_id, target_id, merged_by, reason, event_count, alias_count, session_count, account_id,
            fields)
    LEFT JOIN leads l ON l.workspace_id = :workspace_id AND l.lead_id = t.source_id
""")

_SUBTREE = text("""
    WITH RECURSIVE below AS (
        SELECT lead_id FROM lead_parts WHERE workspace_id = :workspace_id AND lead_id = :source_id
        UNION ALL
        SELECT p.lead_id
        FROM below b
        JOIN merges m ON m.workspace_id = :workspace_id AND m.target_id = b.lead_id AND m.undone_at IS NULL
        JOIN lead_parts p ON p.workspace_id = :workspace_id AND p.merge_id = m.merge_id
    )
    SELECT lead_id FROM below
""")

_UNDO = text("""
    UPDATE merges SET undone_at = :now, undone_by = :by WHERE workspace_id = :workspace_id AND merge_id = :merge_id
""")


async def how_much(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]
) -> dict[UUID, Came]:
    """Of each of these roots."""
    rows = await connection.execute(_COUNT, {"workspace_id": workspace_id, "lead_ids": list(lead_ids)})
    return {row.lead_id: Came(row.events, row.aliases, row.sessions) for row in rows}


async def add_links(connection: Connection, workspace_id: UUID, links: Sequence[Link], now: datetime) -> None:
    await connection.execute(
        _ADD_LINKS,
        {
            "workspace_id": workspace_id,
            "now": now,
            "merge_ids": [link.merge_id for link in links],
            "source_ids": [link.source_id for link in links],
            "target_ids": [link.target_id for link in links],
            "bys": [link.by for link in links],
            "reasons": [link.reason for link in links],
            "events": [link.came.events for link in links],
            "aliases": [link.came.aliases for link in links],
            "sessions": [link.came.sessions for link in links],
            "account_ids": [link.account_id for link in links],
            "fields": [json.dumps(dict(link.fields)) for link in links],
        },
    )


async def undo(connection: Connection, workspace_id: UUID, merge_id: UUID, now: datetime, by: str) -> None:
    """The link stays as history."""
    values = {"workspace_id": workspace_id, "merge_id": merge_id, "now": now, "by": by}
    await connection.execute(_UNDO, values)


async def below(connection: Connection, workspace_id: UUID, source_id: UUID) -> list[UUID]:
    """The lead, and those merged into it or into one of those: what would go with it."""
    rows = await connection.execute(_SUBTREE, {"workspace_id": workspace_id, "source_id": source_id})
    return list(rows.scalars())


async def one(connection: Connection, workspace_id: UUID, merge_id: UUID) -> Merge | None:
    columns = [merges.c[name] for name in Merge._fields]
    found = select(*columns).where(merges.c.workspace_id == workspace_id, merges.c.merge_id == merge_id)
    row = (await connection.execute(found)).one_or_none()
    return Merge(*row) if row else None
