"""The mapping stage: what the calls of a batch say about their leads and accounts becomes field values."""

from kenbun.batch import Batch
from kenbun.database import Connection
from kenbun.mapping import misfit_queries, queries
from kenbun.mapping.assertions import Misfits, assertions_of
from kenbun.mapping.loaded import mappings_in_force
from kenbun.mapping.settle import settle


async def map_fields(connection: Connection, batch: Batch) -> None:
    """Applies the workspace's mappings, and brings names and search text of what changed up to date."""
    mappings = await mappings_in_force(connection, batch.workspace)
    metadata = await queries.metadata_values(connection, batch, mappings.metadata_keys)
    misfits = Misfits()
    asserted = assertions_of(batch, mappings, metadata, misfits)
    touched = await settle(connection, batch.workspace_id, asserted, batch.now, batch.new_leads)
    if misfits.counts:
        await misfit_queries.count_misfits(connection, batch.workspace_id, misfits, batch.now)
    batch.touched_profiles |= touched.leads
    batch.touched_accounts |= touched.accounts
    batch.values_before = touched.before
    await queries.refresh_profiles(connection, batch.workspace_id, batch.touched_profiles, batch.now)
    await queries.refresh_accounts(connection, batch.workspace_id, batch.touched_accounts, batch.now)
