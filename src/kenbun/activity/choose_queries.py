from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from kenbun.database import Connection
from kenbun.leads.lists.chip_queries import accounts_like as named_like
from kenbun.leads.lists.matching_queries import in_segment, matching_search
from kenbun.leads.tables import lead_profiles, leads
from kenbun.lists.segments import InSegment


async def leads_like(connection: Connection, workspace_id: UUID, typed: str, limit: int) -> list[UUID]:
    """Those in whose name, e-mail, company or aliases the text occurs."""
    found = select(lead_profiles.c.lead_id).where(matching_search(workspace_id, typed)).limit(limit)
    return list((await connection.execute(found)).scalars())


async def accounts_like(connection: Connection, workspace_id: UUID, typed: str, limit: int) -> list[UUID]:
    """Those in whose name or domain the text occurs."""
    return list(await named_like(connection, workspace_id, typed, limit))


async def are_few(connection: Connection, workspace_id: UUID, segment: InSegment, most: int) -> bool:
    """Whether no more leads than that are in the segment, or of accounts in it."""
    found = select(leads.c.lead_id).where(
        leads.c.workspace_id == workspace_id, in_segment(workspace_id, segment)
    )
    return len((await connection.execute(found.limit(most + 1))).all()) <= most
