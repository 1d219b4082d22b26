"""Telling members something, in the transaction that caused it: in the app, and by mail to those who want that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.alerts import queries
from kenbun.database import Connection
from kenbun.database.hearing import tell
from kenbun.kit.ids import new_id, public


@dataclass(frozen=True, slots=True)
class Notice:
    """What one member is told: a line, and the page that shows more. `lead_id` or `account_id` where it is about one
    such."""

    user_id: UUID
    text: str
    link: str
    lead_id: UUID | None = None
    account_id: UUID | None = None

    @classmethod
    def of_lead(cls, user_id: UUID, lead_id: UUID, text: str) -> Notice:
        return cls(user_id, text, f"/leads/{public('ld', lead_id)}", lead_id)

    @classmethod
    def of_account(cls, user_id: UUID, account_id: UUID, text: str) -> Notice:
        return cls(user_id, text, f"/accounts/{public('acct', account_id)}", account_id=account_id)

    @property
    def subject(self) -> tuple[str | None, UUID | None]:
        if self.lead_id:
            return "lead", self.lead_id
        return ("account", self.account_id) if self.account_id else (None, None)


async def notify(
    connection: Connection, workspace_id: UUID, kind: str, notices: Sequence[Notice], now: datetime
) -> int:
    """Whoever does not want this kind, or is no member any more, is not told; answers how many were.

    Where a member wants mail too, the row says when: the worker sends it.
    """
    if not notices:
        return 0
    columns: dict[str, list[Any]] = {
        "notification_ids": [new_id() for _ in notices],
        "user_ids": [one.user_id for one in notices],
        "subject_kinds": [one.subject[0] for one in notices],
        "subject_ids": [one.subject[1] for one in notices],
        "texts": [one.text for one in notices],
        "links": [one.link for one in notices],
    }
    await tell(connection, "notifications")
    return await queries.tell(connection, workspace_id, kind, now, columns)
