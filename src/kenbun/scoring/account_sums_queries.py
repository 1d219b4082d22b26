from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import CursorResult, text

from kenbun.database import Connection
from kenbun.identity.duplicate_queries import to_compare

if TYPE_CHECKING:
    from kenbun.scoring.account_sums import Delta


class Told(NamedTuple):
    """An account that was written: its sum, whether it is not archived any more, and the owner that it shows."""

    account_id: UUID
    before: int
    after: int
    is_back: bool
    owner_id: UUID | None


_TELL = """
    RETURNING accounts.account_id, old.engagement_score AS before, new.engagement_score AS after,
              old.archived_at IS NOT NULL AND new.archived_at IS NULL AS is_back, new.owner_id
"""

_ADD = text(f"""
    UPDATE accounts
    SET engagement_score = accounts.engagement_score + t.score,
        lead_count = accounts.lead_count + t.more_leads,
        session_count = accounts.session_count + t.more_sessions,
        last_active_at = greatest(accounts.last_active_at, t.active_at),
        archived_at = CASE WHEN t.active_at > accounts.archived_at THEN NULL ELSE accounts.archived_at END
    FROM unnest(cast(:account_ids AS uuid[]), cast(:scores AS bigint[]), cast(:leads AS int[]),
                cast(:sessions AS int[]), cast(:active AS timestamptz[]))
      AS t (account_id, score, more_leads, more_sessions, active_at)
    WHERE accounts.workspace_id = :workspace_id AND accounts.account_id = t.account_id
    {_TELL}
""")  # noqa: S608 - our own text

_ADD_OF_LEADS = text(f"""
    UPDATE accounts SET engagement_score = accounts.engagement_score + moved.delta
    FROM (
        SELECT l.account_id, sum(t.delta) AS delta
        FROM unnest(cast(:lead_ids AS uuid[]), cast(:deltas AS bigint[])) AS t (lead_id, delta)
        JOIN leads l ON l.workspace_id = :workspace_id AND l.lead_id = t.lead_id
        WHERE l.account_id IS NOT NULL
        GROUP BY l.account_id
    ) AS moved
    WHERE accounts.workspace_id = :workspace_id AND accounts.account_id = moved.account_id
    {_TELL}
""")  # noqa: S608

_LOOK_FOR_ACTIVITY = text("""
    UPDATE accounts SET last_active_at = latest.at
    FROM (
        SELECT t.account_id, max(l.last_active_at) AS at
        FROM unnest(cast(:account_ids AS uuid[])) AS t (account_id)
        LEFT JOIN leads l ON l.workspace_id = :workspace_id AND l.account_id = t.account_id
        GROUP BY t.account_id
    ) AS latest
    WHERE accounts.workspace_id = :workspace_id AND accounts.account_id = latest.account_id
      AND accounts.last_active_at IS DISTINCT FROM latest.at
""")

_ANYBODY_OWNS = text("""
    SELECT EXISTS (SELECT FROM leads WHERE workspace_id = :workspace_id AND owner_id IS NOT NULL)
        OR EXISTS (SELECT FROM accounts WHERE workspace_id = :workspace_id AND owner_id IS NOT NULL)
""")

# The index leads from an account to its lead with the highest score.
_SHOW_OWNERS = text("""
    UPDATE accounts SET owner_id = top.owner_id
    FROM unnest(cast(:account_ids AS uuid[])) AS t (account_id)
    LEFT JOIN LATERAL (
        SELECT l.owner_id FROM leads l
        WHERE l.workspace_id = :workspace_id AND l.account_id = t.account_id
        ORDER BY l.engagement_score DESC, l.lead_id LIMIT 1
    ) AS top ON true
    WHERE accounts.workspace_id = :workspace_id AND accounts.account_id = t.account_id
      AND accounts.owner_id IS DISTINCT FROM top.owner_id
""")

_SHOWN = ("engagement_score", "lead_count", "session_count", "last_active_at", "owner_id")
_SUMMED = ", ".join(f"summed.{name}" for name in _SHOWN)
_SUM_UP = text(f"""
    UPDATE accounts
    SET ({", ".join(_SHOWN)}) = ROW({_SUMMED}),
        archived_at = CASE WHEN summed.last_active_at > accounts.archived_at THEN NULL ELSE accounts.archived_at END
    FROM (
        SELECT a.account_id, coalesce(sum(l.engagement_score), 0) AS engagement_score, count(l.lead_id) AS lead_count,
               coalesce(sum(l.session_count), 0) AS session_count, max(l.last_active_at) AS last_active_at,
               (array_agg(l.owner_id ORDER BY l.engagement_score DESC, l.lead_id))[1] AS owner_id
        FROM accounts a
        LEFT JOIN leads l ON l.workspace_id = :workspace_id AND l.account_id = a.account_id
        WHERE a.workspace_id = :workspace_id
          AND (cast(:account_ids AS uuid[]) IS NULL OR a.account_id = ANY(cast(:account_ids AS uuid[])))
        GROUP BY a.account_id
    ) AS summed
    WHERE accounts.workspace_id = :workspace_id AND accounts.account_id = summed.account_id
      AND ROW({", ".join(f"accounts.{name}" for name in _SHOWN)}) IS DISTINCT FROM ROW({_SUMMED})
    {_TELL}
""")  # noqa: S608

_ACCOUNTS_OF = text("""
    SELECT DISTINCT account_id FROM leads
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[])) AND account_id IS NOT NULL
""")

_ACCOUNTS_OF_EACH = text("""
    SELECT account_id, lead_id FROM leads
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[])) AND account_id IS NOT NULL
""")

_REMEMBER = text("""
    INSERT INTO lead_account_changes (workspace_id, lead_id, changed_at, account_id)
    SELECT :workspace_id, t.lead_id, :now, t.account_id
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:account_ids AS uuid[])) AS t (lead_id, account_id)
""")


async def add(connection: Connection, workspace_id: UUID, deltas: Mapping[UUID, Delta]) -> list[Told]:
    if not deltas:
        return []
    values = {
        "workspace_id": workspace_id,
        "account_ids": list(deltas),
        "scores": [one.score for one in deltas.values()],
        "leads": [one.leads for one in deltas.values()],
        "sessions": [one.sessions for one in deltas.values()],
        "active": [one.active_at for one in deltas.values()],
    }
    return _told(await connection.execute(_ADD, values))


async def add_of_leads(connection: Connection, workspace_id: UUID, deltas: Mapping[UUID, int]) -> list[Told]:
    """By how much the scores of these leads moved."""
    if not deltas:
        return []
    values = {"lead_ids": list(deltas), "deltas": list(deltas.values())}
    return _told(await connection.execute(_ADD_OF_LEADS, {"workspace_id": workspace_id} | values))


def _told(rows: CursorResult[Any]) -> list[Told]:
    return [Told(row.account_id, row.before, row.after, row.is_back, row.owner_id) for row in rows.all()]


async def look_for_activity(
    connection: Connection, workspace_id: UUID, account_ids: Collection[UUID]
) -> None:
    """When anybody of these accounts was last active, by the rows of their leads."""
    if account_ids:
        values = {"workspace_id": workspace_id, "account_ids": list(account_ids)}
        await connection.execute(_LOOK_FOR_ACTIVITY, values)


async def sum_up(
    connection: Connection, workspace_id: UUID, account_ids: Collection[UUID] | None
) -> list[Told]:
    """These accounts, or all. Only what shows something else is written, and told."""
    if account_ids is not None and not account_ids:
        return []
    ids = None if account_ids is None else list(account_ids)
    return _told(await connection.execute(_SUM_UP, {"workspace_id": workspace_id, "account_ids": ids}))


async def anybody_owns(connection: Connection, workspace_id: UUID) -> bool:
    """Whether there is, or was shown, an owner of any lead: where nobody owns any, no account shows one."""
    return bool((await connection.execute(_ANYBODY_OWNS, {"workspace_id": workspace_id})).scalar())


async def show_owners(connection: Connection, workspace_id: UUID, account_ids: Collection[UUID]) -> None:
    if account_ids:
        values = {"workspace_id": workspace_id, "account_ids": list(account_ids)}
        await connection.execute(_SHOW_OWNERS, values)


async def accounts_of(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> list[UUID]:
    """The accounts that these leads are in."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    return list((await connection.execute(_ACCOUNTS_OF, values)).scalars())


async def accounts_of_each(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]
) -> list[tuple[UUID, UUID]]:
    """The account of each of these leads that has one, and the lead."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    rows = await connection.execute(_ACCOUNTS_OF_EACH, values)
    return [(account_id, lead_id) for account_id, lead_id in rows]


async def remember_accounts(
    connection: Connection, workspace_id: UUID, moved: Mapping[UUID, UUID | None], now: datetime
) -> None:
    if moved:
        values = {"lead_ids": list(moved), "account_ids": list(moved.values()), "now": now}
        await connection.execute(_REMEMBER, {"workspace_id": workspace_id} | values)
        await to_compare(connection, workspace_id, moved)
