"""What would leave a lead with those that were merged into it, and what has come to it since and stays."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.merging.link_queries import Came


class Stays(NamedTuple):
    """Events received since, the fields that were set by hand since, and whether somebody decided who owns it."""

    events: int
    fields: list[str]
    owner: bool


# Those who are shown in the root, but for what would come out.
_LEFT = """
    (SELECT cast(:root_id AS uuid)
     UNION SELECT lead_id FROM lead_parts WHERE workspace_id = :workspace_id AND root_id = :root_id)
    EXCEPT SELECT unnest(cast(:leaving AS uuid[]))
"""

_EVENTS = text(f"""
    SELECT count(*) FROM events
    WHERE workspace_id = :workspace_id AND lead_id = :root_id AND received_at > :since
      AND coalesce(own_lead_id, lead_id) IN ({_LEFT})
""")  # noqa: S608 - our own text

_FIELDS = text(f"""
    SELECT DISTINCT field FROM hand_values
    WHERE workspace_id = :workspace_id AND subject = 'lead' AND set_at > :since AND jsonb_typeof(value) <> 'null'
      AND subject_id IN ({_LEFT})
    ORDER BY field
""")  # noqa: S608

_OWNER = text("""
    SELECT EXISTS (SELECT FROM lead_owner_changes
                   WHERE workspace_id = :workspace_id AND lead_id = :root_id AND changed_at > :since)
""")

_LEAVES = text("""
    SELECT (SELECT count(*) FROM events
            WHERE workspace_id = :workspace_id AND lead_id = :root_id
              AND own_lead_id = ANY(cast(:leaving AS uuid[]))) AS events,
           (SELECT count(*) FROM lead_aliases
            WHERE workspace_id = :workspace_id AND lead_id = :root_id
              AND own_lead_id = ANY(cast(:leaving AS uuid[]))) AS aliases
""")


async def what_leaves(connection: Connection, workspace_id: UUID, root_id: UUID, leaving: list[UUID]) -> Came:
    """Events and aliases of these own leads. How many sessions they come to is seen when they are woven."""
    values = {"workspace_id": workspace_id, "root_id": root_id, "leaving": leaving}
    row = (await connection.execute(_LEAVES, values)).one()
    return Came(row.events, row.aliases)


async def what_stays(
    connection: Connection,
    workspace_id: UUID,
    root_id: UUID,
    since: datetime,
    leaving: list[UUID] | None = None,
) -> Stays:
    """`leaving` are own leads that are about to come out of the root."""
    values = {
        "workspace_id": workspace_id,
        "root_id": root_id,
        "since": since,
        "leaving": leaving or [],
    }
    events = (await connection.execute(_EVENTS, values)).scalar_one()
    fields = list((await connection.execute(_FIELDS, values)).scalars())
    return Stays(events, fields, (await connection.execute(_OWNER, values)).scalar_one())
