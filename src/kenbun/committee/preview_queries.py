from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.committee.choice_queries import PEOPLE
from kenbun.database import Connection

_AFTER = text("""
    SELECT a.account_id FROM accounts a
    WHERE a.workspace_id = :workspace_id AND a.account_id > :after
      AND EXISTS (SELECT FROM leads l WHERE l.workspace_id = :workspace_id AND l.account_id = a.account_id)
    ORDER BY a.account_id LIMIT :limit
""")

_STANDING = text(f"""
    WITH {PEOPLE}
    SELECT l.lead_id, l.account_id, l.engagement_score,
           CASE WHEN s.decided THEN s.role_id ELSE d.role_id END AS role_id, coalesce(s.decided, false) AS by_hand
    FROM leads l
    LEFT JOIN said s ON s.root_id = l.lead_id
    LEFT JOIN committee_detected d ON d.workspace_id = :workspace_id AND d.lead_id = l.lead_id
          AND d.account_id = l.account_id
    WHERE l.workspace_id = :workspace_id AND l.account_id = ANY(cast(:account_ids AS uuid[]))
""")  # noqa: S608 - parts of our own

_NAMES = text("""
    SELECT l.lead_id, coalesce(f.name, '') AS name, a.name AS account
    FROM leads l
    JOIN accounts a ON a.workspace_id = :workspace_id AND a.account_id = l.account_id
    LEFT JOIN lead_profiles f ON f.workspace_id = :workspace_id AND f.lead_id = l.lead_id
    WHERE l.workspace_id = :workspace_id AND l.lead_id = ANY(cast(:lead_ids AS uuid[]))
""")


class Standing(NamedTuple):
    """The role that a lead is shown with; `by_hand` where people have set it, or taken it away."""

    lead_id: UUID
    account_id: UUID
    score: int
    role_id: UUID | None
    by_hand: bool


async def accounts_after(
    connection: Connection, workspace_id: UUID, after: UUID | None, limit: int
) -> list[UUID]:
    """Accounts that have leads, in the order of ids."""
    values = {"workspace_id": workspace_id, "after": after or UUID(int=0), "limit": limit}
    return list((await connection.execute(_AFTER, values)).scalars())


async def standing(
    connection: Connection, workspace_id: UUID, account_ids: Collection[UUID]
) -> list[Standing]:
    """Of all leads of these accounts."""
    values = {"workspace_id": workspace_id, "account_ids": list(account_ids)}
    return [Standing(*row) for row in await connection.execute(_STANDING, values)]


async def names_of(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]
) -> dict[UUID, tuple[str, str]]:
    """Of each lead its name and its account's."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    return {row.lead_id: (row.name, row.account) for row in await connection.execute(_NAMES, values)}
