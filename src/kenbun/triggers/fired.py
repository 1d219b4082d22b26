"""A firing for those who act on it: where its subject is shown now, and what it is called."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.database import Connection
from kenbun.identity.rooted_queries import ROOTED
from kenbun.triggers import listing_queries as queries
from kenbun.triggers.drafts import Kind, Subject
from kenbun.triggers.message import PAGES, shown_as


@dataclass(frozen=True, slots=True)
class Fired:
    """`subject_id` is the root that it is shown in by now; `cause` is of the moment at which it fired."""

    firing_id: UUID
    trigger_id: UUID
    trigger_name: str
    kind: Kind
    subject: Subject
    subject_id: UUID
    name: str
    at: datetime
    cause: dict[str, Any]

    @property
    def path(self) -> str:
        """Of the page that shows more."""
        return f"/{PAGES[self.subject]}/{ROOTED[self.subject].public(self.subject_id)}"


async def find_fired(connection: Connection, workspace_id: UUID, firing_ids: Collection[UUID]) -> list[Fired]:
    """Those that are there."""
    if not firing_ids:
        return []
    rows = await queries.these(connection, workspace_id, list(firing_ids))
    shown = await shown_as(connection, workspace_id, rows)
    return [
        Fired(
            row.firing_id,
            row.trigger_id,
            row.trigger,
            row.kind,
            row.subject,
            *shown[row.firing_id],
            row.at,
            row.cause,
        )
        for row in rows
    ]
