"""Values set by hand, and the fields of one lead or account as they are shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text

from kenbun.accounts.tables import accounts
from kenbun.database import Connection
from kenbun.leads.tables import lead_profiles, leads
from kenbun.mapping.tables import hand_values

_SET = text("""
    INSERT INTO hand_values (workspace_id, subject, subject_id, field, value, set_at, set_by)
    SELECT :workspace_id, :subject, :subject_id, t.field, t.value, :now, :by
    FROM unnest(cast(:fields AS text[]), cast(:values AS jsonb[])) AS t (field, value)
    ON CONFLICT (workspace_id, subject, subject_id, field) DO UPDATE
    SET value = excluded.value, set_at = excluded.set_at, set_by = excluded.set_by
""")

_RELEASE = text("""
    DELETE FROM hand_values
    WHERE workspace_id = :workspace_id AND subject = :subject AND subject_id = :subject_id
      AND field = ANY(cast(:fields AS text[]))
""")


async def values_of(
    connection: Connection, workspace_id: UUID, subject: str, subject_id: UUID
) -> dict[str, Any]:
    """What stands of what was set, by field."""
    found = select(hand_values.c.field, hand_values.c.value).where(
        hand_values.c.workspace_id == workspace_id,
        hand_values.c.subject == subject,
        hand_values.c.subject_id == subject_id,
        func.jsonb_typeof(hand_values.c.value) != "null",
    )
    return {row.field: row.value for row in await connection.execute(found)}


async def hand_value(
    connection: Connection, workspace_id: UUID, subject: str, subject_id: UUID, field: str
) -> Row[Any] | None:
    """The value that was set by hand, when and by whom; None where it was not, or was released."""
    found = select(hand_values).where(
        hand_values.c.workspace_id == workspace_id,
        hand_values.c.subject == subject,
        hand_values.c.subject_id == subject_id,
        hand_values.c.field == field,
    )
    row = (await connection.execute(found)).one_or_none()
    return row if row and row.value is not None else None


async def set_values(
    connection: Connection,
    workspace_id: UUID,
    subject: str,
    subject_id: UUID,
    values: Mapping[str, Any],
    now: datetime,
    by: str,
    *,
    remember_releases: bool,
) -> None:
    """None releases."""
    place = {"workspace_id": workspace_id, "subject": subject, "subject_id": subject_id}
    kept = {
        field: json.dumps(value) for field, value in values.items() if value is not None or remember_releases
    }
    if kept:
        pairs = {"fields": list(kept), "values": list(kept.values())}
        await connection.execute(_SET, place | pairs | {"now": now, "by": by})
    if released := values.keys() - kept.keys():
        await connection.execute(_RELEASE, place | {"fields": list(released)})


async def account_of(
    connection: Connection, workspace_id: UUID, subject: str, subject_id: UUID
) -> UUID | None:
    """Of a lead the own account that it is at."""
    if subject != "lead":
        return None
    own = func.coalesce(leads.c.own_account_id, leads.c.account_id)
    found = select(own).where(leads.c.workspace_id == workspace_id, leads.c.lead_id == subject_id)
    account_id: UUID | None = (await connection.execute(found)).scalar()
    return account_id


async def shown_fields(
    connection: Connection, workspace_id: UUID, subject: str, subject_id: UUID
) -> dict[str, Any] | None:
    """None where there is no such lead or account."""
    if subject == "lead":
        found = (
            select(leads.c.lead_id, lead_profiles.c.fields)
            .outerjoin(
                lead_profiles,
                (lead_profiles.c.workspace_id == leads.c.workspace_id)
                & (lead_profiles.c.lead_id == leads.c.lead_id),
            )
            .where(leads.c.workspace_id == workspace_id, leads.c.lead_id == subject_id)
        )
    else:
        found = select(accounts.c.account_id, accounts.c.fields).where(
            accounts.c.workspace_id == workspace_id, accounts.c.account_id == subject_id
        )
    row = (await connection.execute(found)).one_or_none()
    return None if row is None else dict(row.fields or {})
