"""The fit stage: leads and accounts whose fields the batch changed are scored anew. Nothing changed, nothing done."""

from kenbun.batch import Batch
from kenbun.database import Connection
from kenbun.scoring.fit.rescore import rescore


async def score_fit(connection: Connection, batch: Batch) -> None:
    """After the leads' rows are written: new ones are there by then."""
    place = (connection, batch.workspace_id)
    await rescore(*place, "profile", batch.touched_profiles, batch.now, batch.cause)
    await rescore(*place, "account", batch.touched_accounts, batch.now, batch.cause)
