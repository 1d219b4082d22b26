from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection

_FIRINGS = text("""
    SELECT f.firing_id, f.trigger_id, f.subject_id, f.at, f.cause, t.name, t.kind, t.subject
    FROM trigger_firings f JOIN triggers t ON t.workspace_id = :workspace_id AND t.trigger_id = f.trigger_id
    WHERE f.workspace_id = :workspace_id AND f.firing_id = ANY(cast(:firing_ids AS uuid[]))
""")

_LEADS = text("""
    SELECT lead_id AS id, name FROM lead_profiles
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:ids AS uuid[]))
""")

_ACCOUNTS = text("""
    SELECT account_id AS id, name FROM accounts
    WHERE workspace_id = :workspace_id AND account_id = ANY(cast(:ids AS uuid[]))
""")

NamesOf = Callable[[Connection, UUID, Collection[UUID]], Awaitable[dict[UUID, str]]]


async def firings(connection: Connection, workspace_id: UUID, firing_ids: Collection[UUID]) -> list[Row[Any]]:
    values = {"workspace_id": workspace_id, "firing_ids": list(firing_ids)}
    return list(await connection.execute(_FIRINGS, values))


async def lead_names(connection: Connection, workspace_id: UUID, ids: Collection[UUID]) -> dict[UUID, str]:
    """Of roots."""
    rows = await connection.execute(_LEADS, {"workspace_id": workspace_id, "ids": list(ids)})
    return {row.id: row.name for row in rows}


async def account_names(connection: Connection, workspace_id: UUID, ids: Collection[UUID]) -> dict[UUID, str]:
    rows = await connection.execute(_ACCOUNTS, {"workspace_id": workspace_id, "ids": list(ids)})
    return {row.id: row.name for row in rows}


NAMES: dict[str, NamesOf] = {"lead": lead_names, "account": account_names}
