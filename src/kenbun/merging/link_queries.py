"""The links between leads, and those between accounts."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import TextClause, select, text

from kenbun.database import Connection
from kenbun.identity.rooted_queries import LEADS, Rooted
from kenbun.merging.tables import merges


class Came(NamedTuple):
    """How much there is of a lead, or of an account."""

    events: int = 0
    aliases: int = 0
    sessions: int = 0
    # of an account
    leads: int = 0


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
    subject: str
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


@lru_cache
def _add_links(of: Rooted) -> TextClause:
    return text(f"""
        INSERT INTO merges (workspace_id, merge_id, subject, source_id, target_id, merged_at, merged_by, reason, events,
                            aliases, sessions, leads, account_id, fields, kept)
        SELECT :workspace_id, t.merge_id, :subject, t.source_id, t.target_id, :now, t.merged_by, t.reason,
               t.event_count, t.alias_count, t.session_count, t.lead_count, t.account_id, t.fields, to_jsonb(x)
        FROM unnest(cast(:merge_ids AS uuid[]), cast(:source_ids AS uuid[]), cast(:target_ids AS uuid[]),
                    cast(:bys AS text[]), cast(:reasons AS text[]), cast(:events AS int[]), cast(:aliases AS int[]),
                    cast(:sessions AS int[]), cast(:leads AS int[]), cast(:account_ids AS uuid[]),
                    cast(:fields AS jsonb[]))
          AS t (merge_id, source_id, target_id, merged_by, reason, event_count, alias_count, session_count,
                lead_count, account_id, fields)
        LEFT JOIN {of.rows} x ON x.workspace_id = :workspace_id AND x.{of.key} = t.source_id
    """)  # noqa: S608 - our own names


_UNDO = text("""
    UPDATE merges SET undone_at = :now, undone_by = :by WHERE workspace_id = :workspace_id AND merge_id = :merge_id
""")


async def how_much(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]
) -> dict[UUID, Came]:
    """Of each of these roots."""
    rows = await connection.execute(_COUNT, {"workspace_id": workspace_id, "lead_ids": list(lead_ids)})
    return {row.lead_id: Came(row.events, row.aliases, row.sessions) for row in rows}


async def add_links(
    connection: Connection, workspace_id: UUID, links: Sequence[Link], now: datetime, of: Rooted = LEADS
) -> None:
    await connection.execute(
        _add_links(of),
        {
            "workspace_id": workspace_id,
            "subject": of.noun,
            "now": now,
            "merge_ids": [link.merge_id for link in links],
            "source_ids": [link.source_id for link in links],
            "target_ids": [link.target_id for link in links],
            "bys": [link.by for link in links],
            "reasons": [link.reason for link in links],
            "events": [link.came.events for link in links],
            "aliases": [link.came.aliases for link in links],
            "sessions": [link.came.sessions for link in links],
            "leads": [link.came.leads for link in links],
            "account_ids": [link.account_id for link in links],
            "fields": [json.dumps(dict(link.fields)) for link in links],
        },
    )


async def undo(connection: Connection, workspace_id: UUID, merge_id: UUID, now: datetime, by: str) -> None:
    """The link stays as history."""
    values = {"workspace_id": workspace_id, "merge_id": merge_id, "now": now, "by": by}
    await connection.execute(_UNDO, values)


async def one(connection: Connection, workspace_id: UUID, merge_id: UUID) -> Merge | None:
    columns = [merges.c[name] for name in Merge._fields]
    found = select(*columns).where(merges.c.workspace_id == workspace_id, merges.c.merge_id == merge_id)
    row = (await connection.execute(found)).one_or_none()
    return Merge(*row) if row else None
