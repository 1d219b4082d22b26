from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, TextClause, Uuid, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from kenbun.database import Connection
from kenbun.events.activity_queries import ACTIVITY
from kenbun.events.tables import events
from kenbun.sessions.weave import Session

Placed = tuple[UUID, Session]
"""A session with its lead."""

# A lead's sessions do not overlap, so the last one started before the first event is the only earlier candidate.
_NEIGHBOURS = text("""
    SELECT t.lead_id, s.started_at, s.ended_at, s.event_count, s.channels, s.session_id
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:firsts AS timestamptz[]), cast(:lasts AS timestamptz[]))
           AS t (lead_id, first_at, last_at)
    JOIN LATERAL (
        SELECT * FROM sessions n
        WHERE n.workspace_id = :workspace_id AND n.lead_id = t.lead_id AND n.started_at <= t.last_at + :idle
          AND n.started_at >= coalesce(
              (SELECT max(p.started_at) FROM sessions p
               WHERE p.workspace_id = :workspace_id AND p.lead_id = t.lead_id AND p.started_at <= t.first_at),
              '-infinity')
    ) AS s ON true
""")

_STORED = text("""
    SELECT lead_id, started_at, ended_at, event_count, channels, session_id FROM sessions
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
    ORDER BY lead_id, started_at
""")

_KEPT = text("""
    SELECT lead_id, started_at, session_id FROM kept_sessions
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
""")

_REMOVE = text("""
    DELETE FROM sessions s
    USING unnest(cast(:lead_ids AS uuid[]), cast(:stored AS timestamptz[])) AS t (lead_id, started_at)
    WHERE s.workspace_id = :workspace_id AND s.lead_id = t.lead_id AND s.started_at = t.started_at
""")

_ROWS = """
    unnest(cast(:lead_ids AS uuid[]), cast(:stored AS timestamptz[]), cast(:session_ids AS uuid[]),
           cast(:starts AS timestamptz[]), cast(:ends AS timestamptz[]), cast(:counts AS int[]),
           cast(:channels AS text[]))
      AS t (lead_id, stored, session_id, started_at, ended_at, event_count, channels)
"""

_CHANGE = text(f"""
    UPDATE sessions s SET started_at = t.started_at, ended_at = t.ended_at, event_count = t.event_count,
                          channels = string_to_array(t.channels, ',')
    FROM {_ROWS}
    WHERE s.workspace_id = :workspace_id AND s.lead_id = t.lead_id AND s.started_at = t.stored
""")  # noqa: S608 - our own text

_ADD = text(f"""
    INSERT INTO sessions (workspace_id, lead_id, session_id, started_at, ended_at, event_count, channels)
    SELECT :workspace_id, t.lead_id, t.session_id, t.started_at, t.ended_at, t.event_count,
           string_to_array(t.channels, ',')
    FROM {_ROWS}
""")  # noqa: S608


_SAVE_COUNTS = text("""
    UPDATE leads SET session_count = t.counted
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:counts AS int[])) AS t (lead_id, counted)
    WHERE leads.workspace_id = :workspace_id AND leads.lead_id = t.lead_id AND leads.session_count <> t.counted
""")


async def neighbours(
    connection: Connection, workspace_id: UUID, fresh: dict[UUID, list[Session]], idle: timedelta
) -> dict[UUID, list[Session]]:
    """The stored sessions that these leads' fresh ones may touch."""
    rows = await connection.execute(
        _NEIGHBOURS,
        {
            "workspace_id": workspace_id,
            "idle": idle,
            "lead_ids": list(fresh),
            "firsts": [min(one.started_at for one in moments) for moments in fresh.values()],
            "lasts": [max(one.started_at for one in moments) for moments in fresh.values()],
        },
    )
    return _by_lead(rows.all())


async def stored_sessions(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]
) -> dict[UUID, list[Session]]:
    """All sessions of these leads, the earliest first."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    return _by_lead((await connection.execute(_STORED, values)).all())


async def kept_ids(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]
) -> dict[UUID, dict[datetime, UUID]]:
    """Of each lead by their start the ids of the sessions that it had before it was merged."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    found: dict[UUID, dict[datetime, UUID]] = defaultdict(dict)
    for row in await connection.execute(_KEPT, values):
        found[row.lead_id][row.started_at] = row.session_id
    return found


async def activity_of(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]
) -> dict[UUID, list[tuple[datetime, str]]]:
    """When, and on which channel, these leads did something; in no order."""
    asked = select(events.c.lead_id, events.c.happened_at, events.c.channel).where(
        events.c.workspace_id == workspace_id,
        events.c.lead_id == func.any(bindparam("lead_ids", type_=ARRAY(Uuid))),
        ACTIVITY,
    )
    found: dict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
    for row in (await connection.execute(asked, {"lead_ids": list(lead_ids)})).all():
        found[row.lead_id].append((row.happened_at, row.channel))
    return found


def _by_lead(rows: Sequence[Row[Any]]) -> dict[UUID, list[Session]]:
    found: dict[UUID, list[Session]] = defaultdict(list)
    for row in rows:
        found[row.lead_id].append(
            Session(
                row.started_at,
                row.ended_at,
                row.event_count,
                frozenset(row.channels),
                row.session_id,
                row.started_at,
            )
        )
    return found


async def remove(connection: Connection, workspace_id: UUID, sessions: list[Placed]) -> None:
    await _write(connection, _REMOVE, workspace_id, sessions)


async def change(connection: Connection, workspace_id: UUID, sessions: list[Placed]) -> None:
    await _write(connection, _CHANGE, workspace_id, sessions)


async def add(connection: Connection, workspace_id: UUID, sessions: list[Placed]) -> None:
    await _write(connection, _ADD, workspace_id, sessions)


async def save_counts(connection: Connection, workspace_id: UUID, counts: dict[UUID, int]) -> None:
    """How many sessions these leads have."""
    values = {"workspace_id": workspace_id, "lead_ids": list(counts), "counts": list(counts.values())}
    await connection.execute(_SAVE_COUNTS, values)


async def _write(
    connection: Connection, statement: TextClause, workspace_id: UUID, sessions: list[Placed]
) -> None:
    if not sessions:
        return
    columns: dict[str, Any] = {
        "workspace_id": workspace_id,
        "lead_ids": [lead_id for lead_id, _ in sessions],
        "stored": [one.stored_start for _, one in sessions],
        "session_ids": [one.session_id for _, one in sessions],
        "starts": [one.started_at for _, one in sessions],
        "ends": [one.ended_at for _, one in sessions],
        "counts": [one.event_count for _, one in sessions],
        "channels": [",".join(sorted(one.channels)) for _, one in sessions],
    }
    wanted = {name: columns[name] for name in columns if name in _parameters(statement)}
    await connection.execute(statement, wanted)


@cache
def _parameters(statement: TextClause) -> frozenset[str]:
    return frozenset(statement.compile().params)
