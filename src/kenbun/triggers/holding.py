"""Of whom the conditions of triggers hold, in the whole language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from kenbun.access.workspaces import Workspace
from kenbun.conditions import Tree
from kenbun.database import Connection
from kenbun.segments.evaluation import members_of
from kenbun.triggers.drafts import Subject
from kenbun.triggers.happening import Happening

_SUBJECTS: tuple[Subject, ...] = ("lead", "account")


async def those_that_hold(
    connection: Connection, workspace: Workspace, happenings: Sequence[Happening], now: datetime
) -> list[Happening]:
    """Whose trigger has conditions that hold of the subject at `now`, or has none."""
    met: set[tuple[UUID, UUID]] = set()
    for subject in _SUBJECTS:
        asked = [one for one in happenings if one.trigger.tree and one.trigger.subject == subject]
        if asked:
            met |= await _met(connection, workspace, subject, asked, now)
    return [
        one
        for one in happenings
        if one.trigger.tree is None or (one.trigger.trigger_id, one.subject_id) in met
    ]


async def _met(
    connection: Connection,
    workspace: Workspace,
    subject: Subject,
    asked: Iterable[Happening],
    now: datetime,
) -> set[tuple[UUID, UUID]]:
    trees: dict[UUID, Tree] = {}
    guard: dict[UUID, set[UUID]] = defaultdict(set)
    for one in asked:
        if one.trigger.tree:
            trees[one.trigger.trigger_id] = one.trigger.tree
            guard[one.subject_id].add(one.trigger.trigger_id)
    place = (connection, workspace.workspace_id, subject)
    found = await members_of(*place, trees, now, workspace.time_zone, guard=guard)
    return {(trigger_id, subject_id) for trigger_id, subject_id, _ in found}
