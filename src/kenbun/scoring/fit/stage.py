"""The fit stage: leads and accounts whose fields the batch changed are scored anew. Nothing changed, nothing done."""

from kenbun.batch import Batch
from kenbun.database import Connection
from kenbun.scoring.fit.rescore import rescore


async def score_fit(connection: Connection, batch: Batch) -> None:
    """After the leads' rows are written: new ones are there by then."""
    place = (connection, batch.workspace_id)
    of_leads, of_accounts = batch.touched_profiles, batch.touched_accounts
    if of_leads:
        await rescore(*place, "profile", of_leads, batch.now, batch.cause, batch.held_leads())
    if of_accounts:
        await rescore(*place, "account", of_accounts, batch.now, batch.cause, batch.held_accounts())
