"""The merges of a lead: whom it absorbed, and into whom it was merged itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from kenbun.database import Connection
from kenbun.identity.rooted_queries import LEADS, Rooted
from kenbun.mapping.named_queries import own_names
from kenbun.merging import history_queries as queries
from kenbun.merging import tree_queries
from kenbun.merging.link_queries import Came

Direction = Literal["absorbed", "merged_out"]


@dataclass(frozen=True, slots=True)
class Involved:
    """A lead, or account, of a merge. `name` is what it would be called on its own; none where it is gone."""

    id: UUID
    name: str | None


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge as the one asked about sees it. `reason` is hand or anonymous; choices are by people."""

    merge_id: UUID
    at: datetime
    direction: Direction
    source: Involved
    target: Involved
    came: Came
    by: str
    reason: str
    account_id: UUID | None
    fields: dict[str, str]
    undone_at: datetime | None
    undone_by: str | None


async def merge_history(
    connection: Connection, workspace_id: UUID, identifier: UUID, of: Rooted = LEADS
) -> list[Merged]:
    """The latest first: of itself, and of all that are merged into it."""
    place = (connection, workspace_id)
    below = await tree_queries.below(*place, identifier, of) or [identifier]
    rows = await queries.merges_of(*place, identifier, below)
    names = await own_names(*place, {one for row in rows for one in (row.source_id, row.target_id)}, of)
    return [
        Merged(
            row.merge_id,
            row.merged_at,
            "merged_out" if row.source_id == identifier else "absorbed",
            Involved(row.source_id, names.get(row.source_id)),
            Involved(row.target_id, names.get(row.target_id)),
            Came(row.events, row.aliases, row.sessions, row.leads),
            row.merged_by,
            row.reason,
            row.account_id,
            {name: choice[of.key] for name, choice in sorted(row.fields.items())},
            row.undone_at,
            row.undone_by,
        )
        for row in rows
    ]
