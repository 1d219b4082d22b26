"""Giving the past its times: a batch has one tick, and what a batch of the demo brings was received in turn."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kenbun.batch import Alias
from kenbun.database import Connection
from kenbun.database.tables import metadata

_EVENTS = text("""
    UPDATE events SET received_at = t.at
    FROM unnest(cast(:event_ids AS uuid[]), cast(:times AS timestamptz[])) AS t (event_id, at)
    WHERE events.workspace_id = :workspace_id AND events.event_id = t.event_id
""")

_LEADS = text("""
    UPDATE leads SET created_at = t.at
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:times AS timestamptz[])) AS t (lead_id, at)
    WHERE leads.workspace_id = :workspace_id AND leads.lead_id = t.lead_id
""")

# Those merged with others: each at its own time, and what is shown since the first of them.
_PARTS = text("""
    UPDATE lead_parts SET created_at = t.at
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:times AS timestamptz[])) AS t (lead_id, at)
    WHERE lead_parts.workspace_id = :workspace_id AND lead_parts.lead_id = t.lead_id
""")
_ROOTS = text("""
    UPDATE leads SET created_at = p.at
    FROM (SELECT root_id, min(created_at) AS at FROM lead_parts
          WHERE workspace_id = :workspace_id GROUP BY root_id) AS p
    WHERE leads.workspace_id = :workspace_id AND leads.lead_id = p.root_id
""")

_ALIASES = text("""
    UPDATE lead_aliases SET created_at = t.at
    FROM unnest(cast(:kinds AS text[]), cast(:values AS text[]), cast(:times AS timestamptz[])) AS t (kind, value, at)
    WHERE lead_aliases.workspace_id = :workspace_id AND lead_aliases.kind = t.kind AND lead_aliases.value = t.value
""")


async def received(connection: Connection, workspace_id: UUID, times: Mapping[UUID, datetime]) -> None:
    values = {"workspace_id": workspace_id, "event_ids": list(times), "times": list(times.values())}
    await connection.execute(_EVENTS, values)


async def leads_created(connection: Connection, workspace_id: UUID, times: Mapping[UUID, datetime]) -> None:
    values = {"workspace_id": workspace_id, "lead_ids": list(times), "times": list(times.values())}
    for statement in (_LEADS, _PARTS):
        await connection.execute(statement, values)
    await connection.execute(_ROOTS, {"workspace_id": workspace_id})


async def aliases_learned(
    connection: Connection, workspace_id: UUID, times: Mapping[Alias, datetime]
) -> None:
    values = {
        "workspace_id": workspace_id,
        "kinds": [kind for kind, _ in times],
        "values": [value for _, value in times],
        "times": list(times.values()),
    }
    await connection.execute(_ALIASES, values)


async def look_at_tables(connection: Connection) -> None:
    """Tells the planner how much this transaction has written by now. Nobody else can see it: to autovacuum the tables
    are empty, and once it has said so, statements are planned for tables without rows, which take hundreds of times as
    long as they grow. From the first time on it is kept away from them, until the end of the transaction."""
    names = ", ".join(sorted(metadata.tables))
    await connection.execute(text(f"ANALYZE {names} /* all workspaces */"))
