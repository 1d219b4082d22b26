"""The merge stage: visitors whom the batch has shown to be somebody are shown in that lead from now on.

This is the live path: nothing of it is held back from triggers, which see the known lead's score before and after.
"""

from uuid import UUID

from kenbun.batch import Batch
from kenbun.batch.standing_queries import load_standings
from kenbun.database import Connection
from kenbun.events.filters.merged import judge_merged
from kenbun.kit.ids import new_id
from kenbun.merging import link_queries, member_queries
from kenbun.merging.fold import fold
from kenbun.merging.link_queries import Came, Link

BY = "kenbun"
"""Who merged, where it was nobody."""


async def join(connection: Connection, batch: Batch) -> None:
    """Once who did what is known, and before anything is made of it."""
    if not batch.joined:
        return
    place = (connection, batch.workspace_id)
    involved = {lead_id for one in batch.joined for lead_id in (one.source_id, one.target_id)}
    new_ids = involved & batch.new_leads.keys()
    sources = {one.source_id for one in batch.joined}
    batch.gone = await load_standings(*place, sources - new_ids)
    came = await link_queries.how_much(*place, involved)
    batch.parts |= await fold(*place, _links(batch, came), batch.now, new_ids)
    targets = involved - sources
    batch.changed_leads |= targets
    batch.touched_profiles |= targets
    await judge_merged(connection, batch.workspace, targets, batch.now)


async def show_owners(connection: Connection, batch: Batch) -> None:
    """Once the rows of leads are written: who owned a visitor owns whom it turned out to be, if nobody does."""
    for root_id in {one.target_id for one in batch.joined} - {one.source_id for one in batch.joined}:
        await member_queries.show_owner(connection, batch.workspace_id, root_id)


def _links(batch: Batch, came: dict[UUID, Came]) -> list[Link]:
    """One for each merge in order; what came with a lead before goes on with it."""
    next_of = {one.source_id: one.target_id for one in batch.joined}
    links = []
    for one in batch.joined:
        root_id = one.target_id
        while root_id in next_of:
            root_id = next_of[root_id]
        links.append(
            Link(new_id(), one.source_id, one.target_id, root_id, BY, "anonymous", came[one.source_id])
        )
        came[one.target_id] = Came(
            *(a + b for a, b in zip(came[one.target_id], came[one.source_id], strict=True))
        )
    return links
