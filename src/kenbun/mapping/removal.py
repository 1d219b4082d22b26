"""The values of a custom field that has been removed: they go in the background, some at a time."""

from typing import Any
from uuid import UUID

from kenbun.access.ticks import tick
from kenbun.database import Connection, Database
from kenbun.identity.rooted_queries import ROOTED
from kenbun.kit.clock import Clock
from kenbun.mapping import mapping_queries, queries, removal_queries
from kenbun.mapping.backwards import Follow
from kenbun.mapping.settle import Touched

_AT_ONCE = 2_000


async def remove_values(database: Database, workspace_id: UUID, clock: Clock, follow: Follow) -> None:
    """Of all fields that are being removed in the workspace. The row of a field goes when its values have gone."""
    while True:
        async with database.snapshot() as connection:
            rows = await mapping_queries.custom_field_rows(connection, workspace_id)
        going = [row for row in rows if row.removing_since is not None]
        if not going:
            return
        async with database.transaction() as connection:
            await _remove_some(connection, workspace_id, going[0], clock, follow)


async def _remove_some(
    connection: Connection, workspace_id: UUID, field: Any, clock: Clock, follow: Follow
) -> None:
    now = await tick(connection, workspace_id, clock)
    kind, name = field.target_kind, field.name
    ids = await removal_queries.remove_some(connection, workspace_id, kind, name, now, _AT_ONCE)
    if not ids:
        await mapping_queries.remove_field(connection, workspace_id, field.field_id)
        return
    roots = await ROOTED[kind].roots_of(connection, workspace_id, ids)
    shown = {roots.get(one, one) for one in ids}
    touched = Touched(shown, set()) if kind == "lead" else Touched(set(), shown)
    await queries.refresh_profiles(connection, workspace_id, touched.leads, now)
    await queries.refresh_accounts(connection, workspace_id, touched.accounts, now)
    await follow(connection, workspace_id, touched, now)
