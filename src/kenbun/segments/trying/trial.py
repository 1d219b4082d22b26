"""Conditions tried before they are saved. Changes nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kenbun.access.queries import ticks
from kenbun.access.workspaces import get_workspace
from kenbun.conditions import to_sentence
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Invalid
from kenbun.kit.paths import inside
from kenbun.segments.defining.definitions import Segment
from kenbun.segments.evaluation import Kind
from kenbun.segments.language.check import checked
from kenbun.segments.language.vocabulary import vocabulary
from kenbun.segments.trying.preview import Preview, preview


async def try_out(
    connection: Connection,
    workspace_id: UUID,
    kind: Kind,
    conditions: dict[str, Any],
    replacing: Segment | None,
    clock: Clock,
) -> tuple[Preview, str]:
    """Who would be in, against the members of the segment that they are to replace; and the conditions in words.

    Raises Invalid, naming the faulty node by its path from `conditions` on.
    """
    if replacing and replacing.kind != kind:
        raise Invalid("This segment is of another kind.", field="replacing")
    known = await vocabulary(connection, workspace_id, kind)
    with inside("conditions"):
        tree = checked(conditions, known, replacing.segment_id if replacing else None)
    workspace = await get_workspace(connection, workspace_id)
    # events can be of the last tick, which may be a little ahead of the clock
    now = max(clock(), await ticks.visible(connection, workspace_id))
    seen = await preview(
        connection,
        workspace_id,
        kind,
        tree,
        now,
        workspace.time_zone,
        replacing=replacing.segment_id if replacing else None,
    )
    return seen, to_sentence(tree, known.names, kind)
