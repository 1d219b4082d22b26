"""The mappings in force, kept in memory: read again when the workspace's row says that they have changed."""

from uuid import UUID

from kenbun.access.workspaces import Workspace
from kenbun.database import Connection
from kenbun.mapping import mapping_queries
from kenbun.mapping.fields import Fields
from kenbun.mapping.mappings import WorkspaceMappings

_MOST = 1_000
_kept: dict[UUID, tuple[int, WorkspaceMappings]] = {}


async def mappings_in_force(connection: Connection, workspace: Workspace) -> WorkspaceMappings:
    """For a transaction that holds the tick, with the workspace as it was read under it.

    Whoever changes mappings or fields holds the tick too, and moves `mapping_version` on: so one version is always
    the same mappings, in whichever process.
    """
    known = _kept.get(workspace.workspace_id)
    if known and known[0] == workspace.mapping_version:
        return known[1]
    mappings = await read_mappings(connection, workspace.workspace_id)
    if len(_kept) >= _MOST:
        _kept.clear()
    _kept[workspace.workspace_id] = (workspace.mapping_version, mappings)
    return mappings


async def read_mappings(connection: Connection, workspace_id: UUID) -> WorkspaceMappings:
    """As this transaction sees them."""
    fields = Fields.with_custom(await mapping_queries.custom_fields(connection, workspace_id))
    return WorkspaceMappings.build(await mapping_queries.drafts(connection, workspace_id), fields)
