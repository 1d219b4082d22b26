from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, text

from kenbun.database import Connection
from kenbun.identity.duplicate_queries import to_compare

_ADD = text("""
    UPDATE accounts SET engagement_score = accounts.engagement_score + t.delta
    FROM unnest(cast(:account_ids AS uuid[]), cast(:deltas AS bigint[])) AS t (account_id, delta)
    WHERE accounts.workspace_id = :workspace_id AND accounts.account_id = t.account_id
    RETURNING accounts.account_id, old.engagement_score AS before, new.engagement_score AS after
""")

_ADD_OF_LEADS = text("""
    UPDATE accounts SET engagement_score = accounts.engagement_score + moved.delta
    FROM (
        SELECT l.account_id, sum(t.delta) AS delta
        FROM unnest(cast(:lead_ids AS uuid[]), cast(:deltas AS bigint[])) AS t (lead_id, delta)
        JOIN leads l ON l.workspace_id = :workspace_id AND l.lead_id = t.lead_id
        WHERE l.account_id IS NOT NULL
        GROUP BY l.account_id
    ) AS moved
    WHERE accounts.workspace_id = :workspace_id AND accounts.account_id = moved.account_id
    RETURNING accounts.account_id, old.engagement_score AS before, new.engagement_score AS after
""")

_SUM_UP = text("""
    UPDATE accounts SET engagement_score = summed.score
    FROM (
        SELECT a.account_id, coalesce(of_leads.score, 0) AS score
        FROM accounts a
        LEFT JOIN (
            SELECT account_id, sum(engagement_score) AS score FROM leads
            WHERE workspace_id = :workspace_id AND account_id IS NOT NULL
              AND (cast(:account_ids AS uuid[]) IS NULL OR account_id = ANY(cast(:account_ids AS uuid[])))
            GROUP BY account_id
        ) AS of_leads ON of_leads.account_id = a.account_id
        WHERE a.workspace_id = :workspace_id
          AND (cast(:account_ids AS uuid[]) IS NULL OR a.account_id = ANY(cast(:account_ids AS uuid[])))
          AND a.engagement_score <> coalesce(of_leads.score, 0)
    ) AS summed
    WHERE accounts.workspace_id = :workspace_id AND accounts.account_id = summed.account_id
    RETURNING accounts.account_id, old.engagement_score AS before, new.engagement_score AS after
""")

_REMEMBER = text("""
    INSERT INTO lead_account_changes (workspace_id, lead_id, changed_at, account_id)
    SELECT :workspace_id, t.lead_id, :now, t.account_id
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:account_ids AS uuid[])) AS t (lead_id, account_id)
""")


async def add(
    connection: Connection, workspace_id: UUID, deltas: Mapping[UUID, int]
) -> list[tuple[UUID, int, int]]:
    """Answers (account, before, after)."""
    if not deltas:
        return []
    values = {"account_ids": list(deltas), "deltas": list(deltas.values())}
    return _moves(await connection.execute(_ADD, {"workspace_id": workspace_id} | values))


async def add_of_leads(
    connection: Connection, workspace_id: UUID, deltas: Mapping[UUID, int]
) -> list[tuple[UUID, int, int]]:
    """Answers (account, before, after)."""
    if not deltas:
        return []
    values = {"lead_ids": list(deltas), "deltas": list(deltas.values())}
    return _moves(await connection.execute(_ADD_OF_LEADS, {"workspace_id": workspace_id} | values))


def _moves(rows: CursorResult[Any]) -> list[tuple[UUID, int, int]]:
    return [(row.account_id, row.before, row.after) for row in rows.all()]


async def sum_up(
    connection: Connection, workspace_id: UUID, account_ids: Collection[UUID] | None
) -> list[tuple[UUID, int, int]]:
    """Of these accounts, or of all. Answers (account, before, after)."""
    some = None if account_ids is None else list(account_ids)
    return _moves(await connection.execute(_SUM_UP, {"workspace_id": workspace_id, "account_ids": some}))


async def remember_accounts(
    connection: Connection, workspace_id: UUID, moved: Mapping[UUID, UUID | None], now: datetime
) -> None:
    if moved:
        values = {"lead_ids": list(moved), "account_ids": list(moved.values()), "now": now}
        await connection.execute(_REMEMBER, {"workspace_id": workspace_id} | values)
        await to_compare(connection, workspace_id, moved)
