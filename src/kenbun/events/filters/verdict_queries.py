"""Keeping from when to when which filter suppressed which event, and how many each does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_OPEN = text("""
    INSERT INTO event_suppressions (workspace_id, event_id, filter_id, held_from, lead_id, reason)
    SELECT :workspace_id, t.event_id, t.filter_id, :now, t.lead_id, t.reason
    FROM unnest(cast(:event_ids AS uuid[]), cast(:filter_ids AS uuid[]), cast(:lead_ids AS uuid[]),
                cast(:reasons AS text[])) AS t (event_id, filter_id, lead_id, reason)
""")

_CLOSE = text("""
    UPDATE event_suppressions s SET held_to = :now
    FROM unnest(cast(:event_ids AS uuid[]), cast(:filter_ids AS uuid[])) AS t (event_id, filter_id)
    WHERE s.workspace_id = :workspace_id AND s.event_id = t.event_id AND s.filter_id = t.filter_id
      AND s.held_to IS NULL
""")

# Of several reasons the last by name is shown, as Call.suppressed has it.
_SHOW = text("""
    UPDATE events e SET suppressed = s.reason
    FROM (
        SELECT t.event_id,
               (SELECT max(x.reason COLLATE "C") FROM event_suppressions x
                WHERE x.workspace_id = :workspace_id AND x.event_id = t.event_id AND x.held_to IS NULL) AS reason
        FROM unnest(cast(:event_ids AS uuid[])) AS t (event_id)
    ) AS s
    WHERE e.workspace_id = :workspace_id AND e.event_id = s.event_id AND e.suppressed IS DISTINCT FROM s.reason
    RETURNING e.lead_id, old.suppressed AS before, new.suppressed AS after
""")

_COUNT = text("""
    INSERT INTO filter_counts AS c (workspace_id, filter_id, day, suppressed)
    SELECT :workspace_id, t.filter_id, t.day, t.suppressed
    FROM unnest(cast(:filter_ids AS uuid[]), cast(:days AS date[]), cast(:counts AS int[]))
      AS t (filter_id, day, suppressed)
    ON CONFLICT (workspace_id, filter_id, day) DO UPDATE SET suppressed = c.suppressed + excluded.suppressed
""")


class Change(NamedTuple):
    """A filter begins, or ends, to suppress an event."""

    event_id: UUID
    filter_id: UUID
    happened_at: datetime
    lead_id: UUID | None
    # where it begins
    reason: str | None


class Outcome(NamedTuple):
    """How many stored events have been suppressed and freed, and whose."""

    suppressed: int
    freed: int
    lead_ids: frozenset[UUID]


async def hold(
    connection: Connection, workspace_id: UUID, changes: Sequence[Change], now: datetime
) -> Outcome:
    """Keeps the changes, counts them, and brings the stored events among them up to date."""
    opened = [change for change in changes if change.reason]
    closed = [change for change in changes if not change.reason]
    if closed:
        await connection.execute(_CLOSE, {**_columns(workspace_id, closed), "now": now})
    if opened:
        more = {
            "lead_ids": [change.lead_id for change in opened],
            "reasons": [change.reason for change in opened],
        }
        await connection.execute(_OPEN, {**_columns(workspace_id, opened), **more, "now": now})
    await _count(connection, workspace_id, changes)
    return await _show(connection, workspace_id, {change.event_id for change in changes})


def _columns(workspace_id: UUID, changes: Iterable[Change]) -> dict[str, object]:
    some = list(changes)
    return {
        "workspace_id": workspace_id,
        "event_ids": [change.event_id for change in some],
        "filter_ids": [change.filter_id for change in some],
    }


async def _count(connection: Connection, workspace_id: UUID, changes: Iterable[Change]) -> None:
    deltas: Counter[tuple[UUID, date]] = Counter()
    for change in changes:
        day = change.happened_at.astimezone(UTC).date()
        deltas[change.filter_id, day] += 1 if change.reason else -1
    moved = {key: delta for key, delta in deltas.items() if delta}
    if moved:
        await connection.execute(
            _COUNT,
            {
                "workspace_id": workspace_id,
                "filter_ids": [filter_id for filter_id, _ in moved],
                "days": [day for _, day in moved],
                "counts": list(moved.values()),
            },
        )


async def _show(connection: Connection, workspace_id: UUID, event_ids: Collection[UUID]) -> Outcome:
    if not event_ids:
        return Outcome(0, 0, frozenset())
    values = {"workspace_id": workspace_id, "event_ids": list(event_ids)}
    rows = (await connection.execute(_SHOW, values)).all()
    moved = [row for row in rows if (row.before is None) != (row.after is None)]
    suppressed = sum(row.before is None for row in moved)
    leads = frozenset(row.lead_id for row in moved if row.lead_id is not None)
    return Outcome(suppressed, len(moved) - suppressed, leads)
