"""What a change that is only tried would have triggers fire, or rather hold back, as it is no news."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from kenbun.access.workspaces import Workspace
from kenbun.database import Connection
from kenbun.triggers.definitions import Trigger
from kenbun.triggers.detect import of_rows, of_surges
from kenbun.triggers.in_force import InForce, in_force
from kenbun.triggers.judge import meant
from kenbun.triggers.memory import remembered
from kenbun.triggers.round_queries import read_round
from kenbun.triggers.spans import Span

_MOMENT = timedelta(microseconds=1)


async def look_at(
    connection: Connection, workspace_id: UUID, dimensions: Collection[str], *, surges: bool
) -> bool:
    """Whether any active trigger waits for one of these scores, or their levels, or for surges of accounts."""
    triggers = await _active(connection, workspace_id)
    if triggers is None:
        return False
    if surges and any(map(of_surges, triggers.of("surge"))):
        return True
    waiting = triggers.of("milestone", "level")
    return any(one.trigger.definition.of_kind["dimension"] in dimensions for one in waiting)


async def held_back_at(
    connection: Connection, workspace: Workspace, now: datetime
) -> list[tuple[Trigger, int]]:
    """Which, and how often each, by what is on record at this tick alone. Nothing is written."""
    triggers = await _active(connection, workspace.workspace_id)
    if triggers is None:
        return []
    workspace_id, span = workspace.workspace_id, Span(now - _MOMENT, now)
    found = await of_rows(connection, workspace_id, triggers, span)
    found = await meant(connection, workspace, found, now)
    memory = await remembered(connection, workspace_id, found, span.since)
    counts = Counter(one.trigger.trigger_id for one in memory.passing(found))
    return [(one.trigger, counts[one.trigger_id]) for one in triggers.triggers if one.trigger_id in counts]


async def _active(connection: Connection, workspace_id: UUID) -> InForce | None:
    round_of = await read_round(connection, workspace_id)
    return await in_force(connection, workspace_id, round_of) if round_of.since else None
