"""What is known of each account's surges: marks by those who change something, looks by those who work rows out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.surge.looks import SLACK, Look

# Before any event.
BEGINNING = datetime(1900, 1, 1, tzinfo=UTC)

_HELD = """
        held = coalesce(s.held, excluded.held),
        held_from = least(s.held_from, excluded.held_from),
        held_until = greatest(s.held_until, excluded.held_until)"""

# Rows are taken in the order of ids, so that two who write some never wait for each other crosswise.
_COUNT = text(f"""
    INSERT INTO surge_states AS s (workspace_id, account_id, room, since, due_at, marks, held, held_from, held_until)
    SELECT :workspace_id, t.account_id, -t.number, t.since, :now, 1, t.held,
           CASE WHEN t.held IS NOT NULL THEN cast(:now AS timestamptz) END,
           CASE WHEN t.held IS NOT NULL THEN cast(:now AS timestamptz) END
    FROM unnest(cast(:account_ids AS uuid[]), cast(:numbers AS int[]), cast(:sinces AS timestamptz[]),
                cast(:held AS text[]))
      AS t (account_id, number, since, held)
    ORDER BY t.account_id
    ON CONFLICT (workspace_id, account_id) DO UPDATE SET
        room = s.room + excluded.room,
        since = least(s.since, excluded.since),
        marks = s.marks + 1,
        {_HELD},
        due_at = CASE
            WHEN s.room + excluded.room <= 0 OR excluded.since < s.looked_at - cast(:slack AS interval)
            THEN least(s.due_at, excluded.due_at)
            ELSE s.due_at END
""")  # noqa: S608 - a part of our own

_MARK = text(f"""
    INSERT INTO surge_states AS s (workspace_id, account_id, room, since, due_at, marks, held, held_from, held_until)
    SELECT :workspace_id, t.account_id, 0, :beginning, :now, 1, t.held,
           CASE WHEN t.held IS NOT NULL THEN cast(:beginning AS timestamptz) END,
           CASE WHEN t.held IS NOT NULL THEN cast(:now AS timestamptz) END
    FROM unnest(cast(:account_ids AS uuid[]), cast(:held AS text[])) AS t (account_id, held)
    ORDER BY t.account_id
    ON CONFLICT (workspace_id, account_id) DO UPDATE SET
        since = excluded.since, due_at = least(s.due_at, excluded.due_at), marks = s.marks + 1,
        {_HELD}
""")  # noqa: S608 - a part of our own

_MARK_ALL = text(f"""
    INSERT INTO surge_states AS s (workspace_id, account_id, room, since, due_at, marks, held, held_from, held_until)
    SELECT workspace_id, account_id, 0, :beginning, :now, 1, :held, :beginning, :now
    FROM accounts WHERE workspace_id = :workspace_id
    ORDER BY account_id
    ON CONFLICT (workspace_id, account_id) DO UPDATE SET
        since = excluded.since, due_at = least(s.due_at, excluded.due_at), marks = s.marks + 1,
        {_HELD}
""")  # noqa: S608 - a part of our own

# A surge that stood as the earliest change happened is worked out anew from its start.
_RESUME = """
    SELECT s.account_id, s.marks, s.surging, s.looked_at, s.held, s.held_from, s.held_until,
           s.since <= :beginning AS anew,
           coalesce(
               (SELECT g.started_at FROM surges g
                WHERE g.workspace_id = :workspace_id AND g.account_id = s.account_id AND g.started_at <= f.start_at
                  AND (g.ended_at IS NULL OR g.ended_at >= f.start_at)
                ORDER BY g.started_at LIMIT 1),
               f.start_at) AS resume
    FROM surge_states s
    CROSS JOIN LATERAL (
        SELECT CASE WHEN s.looked_at IS NOT NULL THEN least(s.since, s.looked_at) END AS start_at
    ) AS f
    WHERE s.workspace_id = :workspace_id
"""

# What surges goes on surging with what comes: where a surge may begin is looked at first.
_DUE = text(f"{_RESUME} AND s.due_at <= :now ORDER BY s.surging, s.due_at LIMIT :limit")

_PENDING = text(f"""
    {_RESUME} AND s.account_id = ANY(cast(:account_ids AS uuid[])) AND (s.since IS NOT NULL OR s.due_at <= :now)
""")

_LOOKED = text("""
    UPDATE surge_states s
    SET looked_at = :now, room = t.room, since = NULL, due_at = t.due_at, surging = t.surging,
        held = NULL, held_from = NULL, held_until = NULL
    FROM unnest(cast(:account_ids AS uuid[]), cast(:marks AS bigint[]), cast(:rooms AS int[]),
                cast(:due AS timestamptz[]), cast(:surging AS boolean[]))
      AS t (account_id, marks, room, due_at, surging)
    WHERE s.workspace_id = :workspace_id AND s.account_id = t.account_id AND s.marks = t.marks
    RETURNING s.account_id
""")

_HOW_MANY_WAIT = text("""
    SELECT count(*) FROM surge_states
    WHERE workspace_id = :workspace_id AND since = :beginning AND due_at <= :now
""")


class Held(NamedTuple):
    """What of all that came to an account is no news, and why: the first and the last of it. What moved events or
    leads, not only added some, is from `BEGINNING` on, as nobody knows what the account was before it."""

    why: str
    since: datetime
    until: datetime


class Due(NamedTuple):
    """An account to look at, from when on; none: from its first event. `marks` tells whether more has come since.

    `surging`: whether it did as it was last looked at. `anew`: what had been worked out holds no more.
    """

    account_id: UUID
    marks: int
    surging: bool
    looked_at: datetime | None
    held: Held | None
    anew: bool
    resume: datetime | None


async def count_events(
    connection: Connection,
    workspace_id: UUID,
    events: Mapping[UUID, tuple[int, datetime]],
    now: datetime,
    held: Mapping[UUID, str],
) -> None:
    """So many new events of each of these accounts, and the time of the earliest; `held` says of whom they are no
    news."""
    if events:
        values = {
            "workspace_id": workspace_id,
            "now": now,
            "account_ids": list(events),
            "numbers": [number for number, _ in events.values()],
            "sinces": [since for _, since in events.values()],
            "held": [held.get(account_id) for account_id in events],
            "slack": SLACK,
        }
        await connection.execute(_COUNT, values)


async def mark(
    connection: Connection,
    workspace_id: UUID,
    account_ids: Collection[UUID],
    now: datetime,
    held: Mapping[UUID, str],
) -> None:
    """Rows of these accounts are to be worked out from the first event on; `held` says of whom that is no news."""
    if account_ids:
        values = {"workspace_id": workspace_id, "beginning": BEGINNING, "now": now}
        values |= {"account_ids": list(account_ids), "held": [held.get(one) for one in account_ids]}
        await connection.execute(_MARK, values)


async def mark_all(connection: Connection, workspace_id: UUID, now: datetime, held: str) -> None:
    values = {"workspace_id": workspace_id, "beginning": BEGINNING, "now": now, "held": held}
    await connection.execute(_MARK_ALL, values)


async def due(connection: Connection, workspace_id: UUID, now: datetime, limit: int) -> list[Due]:
    """Those that do not surge first, and of these those that have waited longest."""
    values = {"workspace_id": workspace_id, "beginning": BEGINNING, "now": now, "limit": limit}
    return [_due(row) for row in await connection.execute(_DUE, values)]


async def pending(
    connection: Connection, workspace_id: UUID, account_ids: Collection[UUID], now: datetime
) -> list[Due]:
    """Those of these accounts whose stored rows are behind."""
    values = {"workspace_id": workspace_id, "beginning": BEGINNING, "now": now}
    values |= {"account_ids": list(account_ids)}
    return [_due(row) for row in await connection.execute(_PENDING, values)]


async def looked(
    connection: Connection,
    workspace_id: UUID,
    looks: Sequence[tuple[Due, Look, bool]],
    now: datetime,
) -> set[UUID]:
    """Each account with its next look, and whether it surges. Answers those to which nothing has come meanwhile."""
    ordered = sorted(looks, key=lambda one: one[0].account_id)
    values = {
        "workspace_id": workspace_id,
        "now": now,
        "account_ids": [one.account_id for one, _, _ in ordered],
        "marks": [one.marks for one, _, _ in ordered],
        "rooms": [look.room for _, look, _ in ordered],
        "due": [look.due_at for _, look, _ in ordered],
        "surging": [surging for _, _, surging in ordered],
    }
    return {row.account_id for row in await connection.execute(_LOOKED, values)}


async def how_many_wait(connection: Connection, workspace_id: UUID, now: datetime) -> int:
    """Accounts whose rows are to be worked out from the first event on."""
    values = {"workspace_id": workspace_id, "beginning": BEGINNING, "now": now}
    found: int = (await connection.execute(_HOW_MANY_WAIT, values)).scalar_one()
    return found


def _due(row: Any) -> Due:
    held = Held(row.held, row.held_from, row.held_until) if row.held else None
    return Due(row.account_id, row.marks, row.surging, row.looked_at, held, bool(row.anew), row.resume)
