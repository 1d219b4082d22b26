"""What people have said of the members of a committee, and who its members are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection


def people_where(which: str) -> str:
    """Tables for a WITH: of the leads, `l`, that meet this, each with those merged into it, and the account that each
    of these has on its own (`people`); and what people have said of them (`said`)."""
    return f"""
    people AS (
        SELECT l.account_id, l.lead_id AS root_id, coalesce(p.lead_id, l.lead_id) AS own_id,
               CASE WHEN p.lead_id IS NULL THEN coalesce(l.own_account_id, l.account_id)
                    ELSE coalesce(p.hand_account_id, p.account_id, l.own_account_id, l.account_id) END AS own_account_id
        FROM leads l
        LEFT JOIN lead_parts p ON p.workspace_id = :workspace_id AND p.root_id = l.lead_id
        WHERE l.workspace_id = :workspace_id AND {which}
    ),
    said AS (
        SELECT p.root_id,
               (array_agg(c.role_id ORDER BY c.said_at DESC, p.own_id <> p.root_id, p.own_id)
                FILTER (WHERE c.role_id IS NOT NULL OR c.removed))[1] AS role_id,
               bool_or(c.role_id IS NOT NULL OR c.removed) AS decided,
               (array_agg(c.said_by ORDER BY c.said_at DESC, p.own_id <> p.root_id, p.own_id)
                FILTER (WHERE c.role_id IS NOT NULL OR c.removed))[1] AS said_by,
               max(c.said_at) FILTER (WHERE c.role_id IS NOT NULL OR c.removed) AS said_at,
               (array_agg(c.notes ORDER BY c.noted_at DESC, p.own_id <> p.root_id, p.own_id)
                FILTER (WHERE c.noted_at IS NOT NULL))[1] AS notes
        FROM people p
        JOIN committee_choices c ON c.workspace_id = :workspace_id AND c.lead_id = p.own_id
         AND c.account_id = p.own_account_id
        GROUP BY p.root_id
    )
    """  # noqa: S608 - parts of our own


PEOPLE = people_where("l.account_id = ANY(cast(:account_ids AS uuid[]))")


def role_of(which: str) -> str:
    """The role that each of these leads, `l`, is shown with, if it has one."""
    return f"""
    WITH {people_where(which)}
    SELECT l.account_id, l.lead_id, CASE WHEN s.decided THEN s.role_id ELSE d.role_id END AS role_id
    FROM leads l
    LEFT JOIN said s ON s.root_id = l.lead_id
    LEFT JOIN committee_detected d ON d.workspace_id = :workspace_id AND d.lead_id = l.lead_id
          AND d.account_id = l.account_id
    WHERE l.workspace_id = :workspace_id AND {which}
      AND CASE WHEN s.decided THEN s.role_id ELSE d.role_id END IS NOT NULL
    """  # noqa: S608


_ROLES = f"""
    WITH {PEOPLE}
    SELECT l.account_id, l.lead_id,
           CASE WHEN s.decided THEN s.role_id ELSE d.role_id END AS role_id,
           s.decided IS NOT TRUE AS detected, s.said_by, s.said_at, s.notes, d.reason, d.evidence
    FROM leads l
    LEFT JOIN said s ON s.root_id = l.lead_id
    LEFT JOIN committee_detected d ON d.workspace_id = :workspace_id AND d.lead_id = l.lead_id
          AND d.account_id = l.account_id
    WHERE l.workspace_id = :workspace_id AND l.account_id = ANY(cast(:account_ids AS uuid[]))
      AND CASE WHEN s.decided THEN s.role_id ELSE d.role_id END IS NOT NULL
"""  # noqa: S608 - parts of our own

_MEMBERS = text(f"""
    WITH roles AS MATERIALIZED ({_ROLES})
    SELECT r.*, l.engagement_score, l.last_active_at, coalesce(f.name, '') AS name, f.fields ->> 'title' AS title,
           deeds.activities, deeds.first_activity_at, deeds.last_activity_at
    FROM roles r
    JOIN leads l ON l.workspace_id = :workspace_id AND l.lead_id = r.lead_id
    LEFT JOIN lead_profiles f ON f.workspace_id = :workspace_id AND f.lead_id = r.lead_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS activities, min(e.happened_at) AS first_activity_at,
               max(e.happened_at) AS last_activity_at
        FROM events e
        WHERE e.workspace_id = :workspace_id AND e.lead_id = r.lead_id AND e.suppressed IS NULL
          AND e.channel <> 'system'
    ) AS deeds
    ORDER BY l.engagement_score DESC, r.lead_id
    LIMIT :limit
""")  # noqa: S608 - parts of our own

_COUNTED = text(f"""
    WITH roles AS ({_ROLES}) SELECT account_id, role_id, count(*) AS members FROM roles GROUP BY account_id, role_id
""")  # noqa: S608

_HELD = text(f"""
    WITH roles AS ({_ROLES}) SELECT lead_id, role_id, detected FROM roles
""")  # noqa: S608

_OWN_ACCOUNT = text("""
    SELECT coalesce(p.hand_account_id, p.account_id, l.own_account_id, l.account_id)
    FROM leads l
    LEFT JOIN lead_parts p ON p.workspace_id = :workspace_id AND p.lead_id = l.lead_id
    WHERE l.workspace_id = :workspace_id AND l.lead_id = :lead_id AND l.account_id = :account_id
""")

_SAY = text("""
    INSERT INTO committee_choices (workspace_id, lead_id, account_id, role_id, removed, said_at, said_by)
    VALUES (:workspace_id, :lead_id, :account_id, :role_id, :removed, :now, :by)
    ON CONFLICT (workspace_id, lead_id, account_id) DO UPDATE SET
        role_id = excluded.role_id, removed = excluded.removed, said_at = excluded.said_at, said_by = excluded.said_by
""")

_NOTE = text("""
    INSERT INTO committee_choices (workspace_id, lead_id, account_id, said_at, said_by, notes, noted_at)
    VALUES (:workspace_id, :lead_id, :account_id, :now, :by, :notes, :now)
    ON CONFLICT (workspace_id, lead_id, account_id) DO UPDATE SET notes = excluded.notes, noted_at = excluded.noted_at
""")

_OTHERS = text(f"""
    WITH roles AS ({_ROLES})
    SELECT l.lead_id, coalesce(f.name, '') AS name, f.fields ->> 'title' AS title, l.engagement_score
    FROM leads l
    LEFT JOIN lead_profiles f ON f.workspace_id = :workspace_id AND f.lead_id = l.lead_id
    WHERE l.workspace_id = :workspace_id AND l.account_id = ANY(cast(:account_ids AS uuid[]))
      AND l.lead_id NOT IN (SELECT lead_id FROM roles)
      AND (:search = '' OR strpos(coalesce(f.search, ''), casefold(:search COLLATE pg_unicode_fast)) > 0)
    ORDER BY l.engagement_score DESC, l.lead_id
    LIMIT :limit
""")  # noqa: S608

# More than anybody reads on one panel.
MOST_MEMBERS = 200


class Held(NamedTuple):
    lead_id: UUID
    role_id: UUID
    detected: bool


async def members(connection: Connection, workspace_id: UUID, account_id: UUID) -> list[Row[Any]]:
    """Those with the highest scores first, at most `MOST_MEMBERS`."""
    values = {"workspace_id": workspace_id, "account_ids": [account_id], "limit": MOST_MEMBERS}
    return list((await connection.execute(_MEMBERS, values)).all())


async def held(connection: Connection, workspace_id: UUID, account_ids: Collection[UUID]) -> list[Held]:
    """Every role that is held in these accounts."""
    values = {"workspace_id": workspace_id, "account_ids": list(account_ids)}
    return [Held(*row) for row in await connection.execute(_HELD, values)]


async def counted(
    connection: Connection, workspace_id: UUID, account_ids: Collection[UUID]
) -> dict[UUID, dict[UUID, int]]:
    """By account and role, how many members there are."""
    values = {"workspace_id": workspace_id, "account_ids": list(account_ids)}
    found: dict[UUID, dict[UUID, int]] = {}
    for row in await connection.execute(_COUNTED, values):
        found.setdefault(row.account_id, {})[row.role_id] = row.members
    return found


async def own_account(
    connection: Connection, workspace_id: UUID, account_id: UUID, lead_id: UUID
) -> UUID | None:
    """The account that a lead, shown in this one, has on its own; none where it is shown elsewhere."""
    values = {"workspace_id": workspace_id, "account_id": account_id, "lead_id": lead_id}
    found: UUID | None = (await connection.execute(_OWN_ACCOUNT, values)).scalar_one_or_none()
    return found


async def say(
    connection: Connection,
    workspace_id: UUID,
    key: tuple[UUID, UUID],
    role_id: UUID | None,
    by: str,
    now: datetime,
) -> None:
    """Of a lead and its own account: the role, or none: taken out."""
    values = {"workspace_id": workspace_id, "lead_id": key[0], "account_id": key[1], "by": by, "now": now}
    await connection.execute(_SAY, values | {"role_id": role_id, "removed": role_id is None})


async def note(
    connection: Connection,
    workspace_id: UUID,
    key: tuple[UUID, UUID],
    notes: str | None,
    by: str,
    now: datetime,
) -> None:
    values = {"workspace_id": workspace_id, "lead_id": key[0], "account_id": key[1], "by": by, "now": now}
    await connection.execute(_NOTE, values | {"notes": notes})


async def others(
    connection: Connection, workspace_id: UUID, account_id: UUID, search: str, limit: int
) -> list[Row[Any]]:
    """Leads of the account that are no members, as typing finds them."""
    values = {"workspace_id": workspace_id, "account_ids": [account_id], "search": search, "limit": limit}
    return list((await connection.execute(_OTHERS, values)).all())
