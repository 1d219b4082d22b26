"""Statements on what goes, or is passed over, when a member leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection

_HELD = text("""
    SELECT (SELECT count(*) FROM sign_in_sessions
            WHERE workspace_id = :workspace_id AND user_id = :user_id AND expires_at > :now) AS sessions,
           (SELECT count(*) FROM personal_tokens
            WHERE workspace_id = :workspace_id AND user_id = :user_id AND revoked_at IS NULL
              AND (expires_at IS NULL OR expires_at > :now)) AS tokens,
           (SELECT count(*) FROM watches WHERE workspace_id = :workspace_id AND user_id = :user_id) AS watched,
           (SELECT array_agg(name ORDER BY name) FROM triggers
            WHERE workspace_id = :workspace_id AND strpos(cast(outputs AS text), :public_id) > 0) AS triggers
""")


async def held_by(
    connection: Connection, workspace_id: UUID, user_id: UUID, public_id: str, now: datetime
) -> Row[Any]:
    """How many sessions, tokens and watched leads are the member's here; which triggers name the member."""
    values = {"workspace_id": workspace_id, "user_id": user_id, "public_id": public_id, "now": now}
    return (await connection.execute(_HELD, values)).one()
