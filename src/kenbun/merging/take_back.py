"""What taking a merge back would do, in numbers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from kenbun.database import Connection
from kenbun.identity.rooted_queries import ACCOUNTS, LEADS, Rooted
from kenbun.mapping.named_queries import names_of, own_names
from kenbun.merging import stays_queries, tree_queries
from kenbun.merging.accounts import queries as account_queries
from kenbun.merging.accounts.queries import Stays as AccountStays
from kenbun.merging.apart import standing_merge
from kenbun.merging.link_queries import Came
from kenbun.merging.stays_queries import Stays

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Return(Generic[S]):
    """`name` is the lead, or account, that comes back, out of the one called `root`; `others` come out with it."""

    name: str | None
    root: str | None
    merged_at: datetime
    others: list[str]
    leaves: Came
    stays: S


async def would_return(connection: Connection, workspace_id: UUID, merge_id: UUID) -> Return[Stays]:
    """Raises NotFound, or Conflict where the merge has been undone."""
    return await _would_return(
        connection, workspace_id, merge_id, LEADS, stays_queries.what_leaves, stays_queries.what_stays
    )


async def account_would_return(
    connection: Connection, workspace_id: UUID, merge_id: UUID
) -> Return[AccountStays]:
    """Likewise."""
    return await _would_return(
        connection, workspace_id, merge_id, ACCOUNTS, account_queries.what_leaves, account_queries.what_stays
    )


async def _would_return(
    connection: Connection,
    workspace_id: UUID,
    merge_id: UUID,
    of: Rooted,
    what_leaves: Callable[[Connection, UUID, UUID, list[UUID]], Awaitable[Came]],
    what_stays: Callable[[Connection, UUID, UUID, datetime, list[UUID]], Awaitable[S]],
) -> Return[S]:
    place = (connection, workspace_id)
    merge = await standing_merge(*place, merge_id, of)
    root_id = (await of.roots_of(*place, [merge.source_id]))[merge.source_id]
    own_ids = await tree_queries.below(*place, merge.source_id, of)
    names = await own_names(*place, own_ids, of)
    roots = await names_of(*place, of.noun, [root_id])
    others = [names[one] for one in own_ids if one != merge.source_id and one in names]
    return Return(
        names.get(merge.source_id),
        roots.get(root_id),
        merge.merged_at,
        sorted(others),
        await what_leaves(*place, root_id, own_ids),
        await what_stays(*place, root_id, merge.merged_at, own_ids),
    )
