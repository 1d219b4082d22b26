from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Uuid, bindparam, literal_column, select, text

from kenbun.accounts.tables import accounts
from kenbun.database import Connection
from kenbun.leads.tables import lead_profiles, leads
from kenbun.scoring.fit.score_queries import TABLES
from kenbun.scoring.receipt_queries import Known
from kenbun.subject import Subject

_WORKSPACE = bindparam("workspace", type_=Uuid)
_SUBJECT = bindparam("subject", type_=Uuid)

_ACCOUNT_NOW = text("SELECT account_id FROM leads WHERE workspace_id = :workspace_id AND lead_id = :lead_id")

_ACCOUNT_AT = text("""
    SELECT account_id FROM lead_account_changes
    WHERE workspace_id = :workspace_id AND lead_id = :lead_id AND changed_at <= :at
    ORDER BY changed_at DESC
    LIMIT 1
""")


_OWN_LEAD = text("""
    SELECT coalesce(p.created_at, l.created_at) AS created_at, cast(NULL AS jsonb) AS fields,
           cast(NULL AS text) AS domain
    FROM (SELECT cast(:subject AS uuid) AS lead_id) AS asked
    LEFT JOIN lead_parts p ON p.workspace_id = :workspace AND p.lead_id = asked.lead_id
    LEFT JOIN leads l ON l.workspace_id = :workspace AND l.lead_id = asked.lead_id
    WHERE coalesce(p.created_at, l.created_at) IS NOT NULL
""")


# The first of the domains that were known by then of all that was shown in the account.
_OWN_ACCOUNT = text("""
    SELECT coalesce(p.created_at, x.created_at) AS created_at, cast(NULL AS jsonb) AS fields, (
        SELECT a.value
        FROM (SELECT asked.account_id
              UNION
              SELECT account_id FROM account_roots
              WHERE workspace_id = :workspace AND root_id = asked.account_id
                AND held_from <= :at AND (held_to IS NULL OR held_to > :at)) AS own
        LEFT JOIN account_parts o ON o.workspace_id = :workspace AND o.account_id = own.account_id
        CROSS JOIN LATERAL (
            SELECT value, created_at FROM account_aliases
            WHERE workspace_id = :workspace AND account_id = coalesce(o.root_id, own.account_id)
              AND coalesce(own_account_id, account_id) = own.account_id AND kind = 'domain' AND created_at <= :at
            UNION ALL
            SELECT value, held_from FROM removed_account_aliases
            WHERE workspace_id = :workspace AND account_id = own.account_id AND kind = 'domain'
              AND held_from <= :at AND held_to > :at
        ) AS a
        ORDER BY own.account_id <> asked.account_id, a.created_at, a.value
        LIMIT 1) AS domain
    FROM (SELECT cast(:subject AS uuid) AS account_id) AS asked
    LEFT JOIN account_parts p ON p.workspace_id = :workspace AND p.account_id = asked.account_id
    LEFT JOIN accounts x ON x.workspace_id = :workspace AND x.account_id = asked.account_id
    WHERE coalesce(p.created_at, x.created_at) IS NOT NULL
""")


async def account_of(
    connection: Connection, workspace_id: UUID, lead_id: UUID, at: datetime, known: Known
) -> UUID | None:
    """The lead's account at that time, or by today's knowledge."""
    values: dict[str, Any] = {"workspace_id": workspace_id, "lead_id": lead_id}
    if known == "now":
        found = await connection.execute(_ACCOUNT_NOW, values)
    else:
        found = await connection.execute(_ACCOUNT_AT, values | {"at": at})
    account_id: UUID | None = found.scalar()
    return account_id


async def subject_row(
    connection: Connection, workspace_id: UUID, subject: Subject, subject_id: UUID
) -> Row[Any] | None:
    """Since when there is such a lead or account, its fields now, and the domain that an account was found by."""
    values = {"workspace": workspace_id, "subject": subject_id}
    found: Row[Any] | None = (await connection.execute(_row(subject), values)).one_or_none()
    return found


async def subject_row_at(
    connection: Connection, workspace_id: UUID, subject: Subject, subject_id: UUID, at: datetime
) -> Row[Any] | None:
    """Of one that is, or was, merged with others since when itself is there; and the domain that was shown at `at`."""
    values = {"workspace": workspace_id, "subject": subject_id}
    if subject == "lead":
        return (await connection.execute(_OWN_LEAD, values)).one_or_none()
    return (await connection.execute(_OWN_ACCOUNT, values | {"at": at})).one_or_none()


@lru_cache
def _row(subject: Subject) -> Select[Any]:
    fields = TABLES[subject].fields.label("fields")
    if subject == "account":
        return select(accounts.c.created_at, fields, accounts.c.domain).where(
            accounts.c.workspace_id == _WORKSPACE, accounts.c.account_id == _SUBJECT
        )
    return (
        select(leads.c.created_at, fields, literal_column("NULL::text").label("domain"))
        .join(lead_profiles, lead_profiles.c.lead_id == leads.c.lead_id)
        .where(
            leads.c.workspace_id == _WORKSPACE,
            lead_profiles.c.workspace_id == _WORKSPACE,
            leads.c.lead_id == _SUBJECT,
        )
    )
