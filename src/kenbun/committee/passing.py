"""What time alone changes: conditions of roles look back, and scores fade. Once in a while the accounts of all leads
that this can have moved are due."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from kenbun.access.queries import ticks
from kenbun.access.workspaces import Workspace, get_workspace
from kenbun.committee import due_queries
from kenbun.committee.role_queries import roles_of
from kenbun.committee.roles import Role
from kenbun.conditions import Field, Leaf, Window, leaves_of, turning
from kenbun.database import Connection, Database
from kenbun.edges.passed import passed
from kenbun.edges.queries import Span
from kenbun.kit.clock import Clock
from kenbun.scoring.account_sums_queries import accounts_of

_ENGAGEMENT = Field("score", "engagement")


async def pass_time(database: Database, workspace_id: UUID, clock: Clock) -> int:
    """Answers how many leads were passed. Whoever looked less than a moment ago is not asked again."""
    async with database.snapshot() as connection:
        roles = await roles_of(connection, workspace_id)
        before = await due_queries.followed(connection, workspace_id)
    if before is None or not (_windows(roles) or _ask_for_scores(roles)):
        return 0
    async with database.transaction() as connection:
        now = max(clock(), await ticks.visible(connection, workspace_id))
        if not await due_queries.pass_to(connection, workspace_id, before.passed_at, now):
            return 0  # another process has
        if before.passed_at is None:
            await due_queries.mark_all(connection, workspace_id)
            return 0
        workspace = await get_workspace(connection, workspace_id)
        leads = await _passed(connection, workspace, roles, Span(before.passed_at, now))
        await due_queries.mark(connection, workspace_id, await accounts_of(connection, workspace_id, leads))
    return len(leads)


async def _passed(
    connection: Connection, workspace: Workspace, roles: Iterable[Role], span: Span
) -> list[UUID]:
    found: set[UUID] = set()
    for window in _windows(roles):
        found.update(await passed(connection, workspace, "lead", window, span))
    if _ask_for_scores(roles):
        found.update(await due_queries.faded_in(connection, workspace.workspace_id, span.since, span.until))
    return list(found)


def _windows(roles: Iterable[Role]) -> set[Window]:
    return {window for role in roles for one in role.conditions for window in turning(one.tree)}


def _ask_for_scores(roles: Iterable[Role]) -> bool:
    """Of engagement, which alone fades."""
    return any(
        isinstance(leaf, Leaf) and leaf.field == _ENGAGEMENT
        for role in roles
        for one in role.conditions
        for leaf in leaves_of(one.tree)
    )
