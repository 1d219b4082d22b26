"""What follows in scores where fields have changed outside of a batch."""

from datetime import datetime
from uuid import UUID

from kenbun.conversions.detect import convert_leads
from kenbun.database import Connection
from kenbun.mapping.settle import Touched
from kenbun.scoring.fit.rescore import rescore
from kenbun.stirred import stir


async def follow_fields(
    connection: Connection, workspace_id: UUID, touched: Touched, now: datetime, cause: str = "mapping"
) -> None:
    """In the transaction, and under the tick, in which they changed."""
    await rescore(connection, workspace_id, "profile", touched.leads, now, cause)
    await rescore(connection, workspace_id, "account", touched.accounts, now, cause)
    await convert_leads(connection, workspace_id, touched.leads)
    await stir(connection, workspace_id, "lead", touched.leads, cause)
    await stir(connection, workspace_id, "account", touched.accounts, cause)
