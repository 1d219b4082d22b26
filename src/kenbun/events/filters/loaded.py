"""The filters in force, kept in memory: read again when the workspace's row says that they have changed."""

from uuid import UUID

from kenbun.access.workspaces import Workspace
from kenbun.database import Connection
from kenbun.events.filters.filter_queries import read_filters
from kenbun.events.filters.in_force import Filters

_MOST = 1_000
_kept: dict[UUID, tuple[tuple[int, str], Filters]] = {}


async def filters_in_force(connection: Connection, workspace: Workspace) -> Filters:
    """For a transaction that holds the tick, with the workspace as it was read under it.

    Whoever changes filters, or judges history by them, holds the tick too, and moves `filters_version` on.
    """
    version = (workspace.filters_version, workspace.time_zone)
    known = _kept.get(workspace.workspace_id)
    if known and known[0] == version:
        return known[1]
    filters = await read_filters(connection, workspace.workspace_id, workspace.time_zone)
    if len(_kept) >= _MOST:
        _kept.clear()
    _kept[workspace.workspace_id] = (version, filters)
    return filters
