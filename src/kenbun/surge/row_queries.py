"""The rows of surge history: read, and brought to what has been worked out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.surge.rule_queries import Surge

MOST_SHOWN = 500

_DROP = text("""
    DELETE FROM surges g
    USING unnest(cast(:account_ids AS uuid[]), cast(:resumes AS timestamptz[])) AS t (account_id, resume)
    WHERE g.workspace_id = :workspace_id AND g.account_id = t.account_id
      AND (t.resume IS NULL OR g.started_at >= t.resume)
      AND NOT EXISTS (
          SELECT FROM unnest(cast(:kept_ids AS uuid[]), cast(:kept_starts AS timestamptz[]))
            AS k (account_id, started_at)
          WHERE k.account_id = g.account_id AND k.started_at = g.started_at)
""")

_KEEP = text("""
    INSERT INTO surges AS g (workspace_id, account_id, started_at, ended_at, events, leads, primary_channel, multiplier,
                             peak_events)
    SELECT :workspace_id, t.*
    FROM unnest(cast(:kept_ids AS uuid[]), cast(:kept_starts AS timestamptz[]), cast(:ends AS timestamptz[]),
                cast(:events AS int[]), cast(:leads AS int[]), cast(:channels AS text[]),
                cast(:multipliers AS numeric[]), cast(:peaks AS int[])) AS t
    ON CONFLICT (workspace_id, account_id, started_at) DO UPDATE SET
        ended_at = excluded.ended_at, events = excluded.events, leads = excluded.leads,
        primary_channel = excluded.primary_channel, multiplier = excluded.multiplier,
        peak_events = excluded.peak_events
    WHERE (g.ended_at, g.events, g.leads, g.primary_channel, g.multiplier, g.peak_events)
          IS DISTINCT FROM (excluded.ended_at, excluded.events, excluded.leads, excluded.primary_channel,
                            excluded.multiplier, excluded.peak_events)
""")

# A surge whose row was rewritten, so that it goes on after all, was noticed before.
_BEGAN = text("""
    WITH noticed AS (
        SELECT account_id, max(at) AS at FROM surge_beginnings
        WHERE workspace_id = :workspace_id AND at >= :earliest AND account_id = ANY(cast(:account_ids AS uuid[]))
        GROUP BY account_id
    )
    INSERT INTO surge_beginnings (workspace_id, at, account_id, held, events, leads, multiplier)
    SELECT :workspace_id, :at, t.account_id, t.held, t.events, t.leads, t.multiplier
    FROM unnest(cast(:account_ids AS uuid[]), cast(:starts AS timestamptz[]), cast(:held AS text[]),
                cast(:events AS int[]), cast(:leads AS int[]), cast(:multipliers AS numeric[]))
      AS t (account_id, started_at, held, events, leads, multiplier)
    LEFT JOIN noticed n ON n.account_id = t.account_id
    WHERE n.at IS NULL OR n.at < t.started_at
""")

_OF = text(f"""
    SELECT account_id, started_at, ended_at, events, leads, primary_channel, multiplier, peak_events
    FROM surges WHERE workspace_id = :workspace_id AND account_id = :account_id
    ORDER BY started_at DESC LIMIT {MOST_SHOWN}
""")  # noqa: S608 - a number of ours

_SURGING = text("""
    SELECT account_id FROM surges
    WHERE workspace_id = :workspace_id AND account_id = ANY(cast(:account_ids AS uuid[])) AND ended_at IS NULL
""")

_AFTER = text("""
    SELECT a.account_id FROM accounts a
    WHERE a.workspace_id = :workspace_id AND a.account_id > :after
      AND EXISTS (SELECT FROM leads l WHERE l.workspace_id = :workspace_id AND l.account_id = a.account_id)
    ORDER BY a.account_id LIMIT :limit
""")

_NAMES = text("""
    SELECT account_id, name FROM accounts
    WHERE workspace_id = :workspace_id AND account_id = ANY(cast(:account_ids AS uuid[]))
""")


async def save(
    connection: Connection,
    workspace_id: UUID,
    resumes: Mapping[UUID, datetime | None],
    found: Sequence[Surge],
) -> None:
    """`found` is all that there is of these accounts from the given times on."""
    values = {
        "workspace_id": workspace_id,
        "account_ids": list(resumes),
        "resumes": list(resumes.values()),
        "kept_ids": [one.account_id for one in found],
        "kept_starts": [one.started_at for one in found],
    }
    await connection.execute(_DROP, values)
    if found:
        rest = {
            "ends": [one.ended_at for one in found],
            "events": [one.events for one in found],
            "leads": [one.leads for one in found],
            "channels": [one.primary_channel for one in found],
            "multipliers": [one.multiplier for one in found],
            "peaks": [one.peak_events for one in found],
        }
        kept = {name: values[name] for name in ("workspace_id", "kept_ids", "kept_starts")}
        await connection.execute(_KEEP, kept | rest)


async def note_beginnings(
    connection: Connection, workspace_id: UUID, rows: Sequence[tuple[Surge, str | None]], at: datetime
) -> None:
    """Each with why it is no news, if it is none; those that have been noticed before are left out."""
    if rows:
        values = {
            "workspace_id": workspace_id,
            "at": at,
            "earliest": min(one.started_at for one, _ in rows),
            "account_ids": [one.account_id for one, _ in rows],
            "starts": [one.started_at for one, _ in rows],
            "held": [held for _, held in rows],
            "events": [one.events for one, _ in rows],
            "leads": [one.leads for one, _ in rows],
            "multipliers": [one.multiplier for one, _ in rows],
        }
        await connection.execute(_BEGAN, values)


async def stored(connection: Connection, workspace_id: UUID, account_id: UUID) -> list[Surge]:
    """The latest first, at most `MOST_SHOWN`."""
    rows = await connection.execute(_OF, {"workspace_id": workspace_id, "account_id": account_id})
    return [Surge(*row) for row in rows]


async def surging(connection: Connection, workspace_id: UUID, account_ids: Collection[UUID]) -> set[UUID]:
    """Those of these accounts that surge, as lists show it."""
    values = {"workspace_id": workspace_id, "account_ids": list(account_ids)}
    return set((await connection.execute(_SURGING, values)).scalars())


async def accounts_after(
    connection: Connection, workspace_id: UUID, after: UUID | None, limit: int
) -> list[UUID]:
    """Accounts that have leads, in the order of ids."""
    values = {"workspace_id": workspace_id, "after": after or UUID(int=0), "limit": limit}
    return list((await connection.execute(_AFTER, values)).scalars())


async def names_of(
    connection: Connection, workspace_id: UUID, account_ids: Collection[UUID]
) -> dict[UUID, str]:
    values = {"workspace_id": workspace_id, "account_ids": list(account_ids)}
    return {row.account_id: row.name for row in await connection.execute(_NAMES, values)}
