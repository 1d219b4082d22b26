"""Leads of archived accounts."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select

from kenbun.accounts.tables import accounts
from kenbun.database import Connection
from kenbun.leads.tables import leads


async def any_archived(connection: Connection, workspace_id: UUID) -> bool:
    archived = select(accounts.c.account_id).where(
        accounts.c.workspace_id == workspace_id, accounts.c.archived_at.is_not(None)
    )
    return bool((await connection.execute(select(exists(archived)))).scalar())


def of_archived(workspace_id: UUID, *, archived: bool) -> ColumnElement[bool]:
    """The leads of archived accounts, or all others: there are few archived ones, gathered once."""
    those = select(accounts.c.account_id).where(
        accounts.c.workspace_id == workspace_id, accounts.c.archived_at.is_not(None)
    )
    if archived:
        return leads.c.account_id.in_(those)
    return or_(leads.c.account_id.is_(None), leads.c.account_id.not_in(those))
