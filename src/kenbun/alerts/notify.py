"""Telling members something in the app, in the transaction that caused it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.alerts import queries
from kenbun.database import Connection
from kenbun.kit.ids import new_id, public


@dataclass(frozen=True, slots=True)
class Notice:
    """What one member is told: a line, and the page that shows more. `lead_id` where it is about one lead."""

    user_id: UUID
    text: str
    link: str
    lead_id: UUID | None = None

    @classmethod
    def of_lead(cls, user_id: UUID, lead_id: UUID, text: str) -> Notice:
        return cls(user_id, text, f"/leads/{public('ld', lead_id)}", lead_id)


async def notify(
    connection: Connection, workspace_id: UUID, kind: str, notices: Sequence[Notice], now: datetime
) -> int:
    """Whoever does not want this kind is not told; answers how many were."""
    if not notices:
        return 0
    columns: dict[str, list[Any]] = {
        "notification_ids": [new_id() for _ in notices],
        "user_ids": [one.user_id for one in notices],
        "subject_kinds": ["lead" if one.lead_id else None for one in notices],
        "subject_ids": [one.lead_id for one in notices],
        "texts": [one.text for one in notices],
        "links": [one.link for one in notices],
    }
    return await queries.tell(connection, workspace_id, kind, now, columns)
