"""What people call all that triggers name by ids: segments, members, roles and channels."""

from __future__ import annotations

from uuid import UUID

from kenbun.conditions.to_words.said import Names
from kenbun.database import Connection
from kenbun.segments.defining.drafts import KINDS
from kenbun.segments.language.vocabulary import vocabulary
from kenbun.triggers.naming_queries import channel_names


async def names_of(connection: Connection, workspace_id: UUID) -> Names:
    """By the public id."""
    found = await channel_names(connection, workspace_id)
    for kind in KINDS:
        found |= (await vocabulary(connection, workspace_id, kind)).names
    return found
