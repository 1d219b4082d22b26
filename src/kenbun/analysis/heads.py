"""What stands above the pages of one segment: its tabs, of which the members are a list of leads or of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from kenbun.analysis.looked_at import LookedAt, look_at
from kenbun.database import Connection
from kenbun.kit.errors import NotFound
from kenbun.lists.segments import Kind


class Tab(NamedTuple):
    key: str
    title: str
    icon: str


TABS = (
    Tab("members", "Members", "users"),
    Tab("engagement", "Engagement", "chart-bar"),
    Tab("changes", "Entries and exits", "arrows-exchange"),
)


async def head_of(
    connection: Connection, workspace_id: UUID, own: Kind, segments: Sequence[str]
) -> LookedAt | None:
    """The segment that a list is of, where it is filtered by one of its own kind alone."""
    if len(segments) != 1:
        return None
    try:
        found = await look_at(connection, workspace_id, segments[0])
    except NotFound:
        return None
    return found if found.of.noun == own else None


def framed(segment: LookedAt | None, tab: str) -> dict[str, Any]:
    """What the head is drawn from; the list of leads, or of accounts, need not be that of a segment."""
    return {"segment": segment, "segment_tabs": TABS, "segment_tab": tab}
