from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_NAME = text("SELECT name FROM lead_profiles WHERE workspace_id = :workspace_id AND lead_id = :lead_id")

_BASIS = text("SELECT account_basis FROM leads WHERE workspace_id = :workspace_id AND lead_id = :lead_id")


async def account_basis(connection: Connection, workspace_id: UUID, lead_id: UUID) -> str | None:
    basis: str | None = (
        await connection.execute(_BASIS, {"workspace_id": workspace_id, "lead_id": lead_id})
    ).scalar()
    return basis


async def name(connection: Connection, workspace_id: UUID, lead_id: UUID) -> str | None:
    found: str | None = (
        await connection.execute(_NAME, {"workspace_id": workspace_id, "lead_id": lead_id})
    ).scalar()
    return found
