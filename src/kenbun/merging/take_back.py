"""What taking a merge back would do, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.database import Connection
from kenbun.identity import roots_queries
from kenbun.mapping.named_queries import names_of, own_names
from kenbun.merging import tree_queries
from kenbun.merging.apart import standing_merge
from kenbun.merging.link_queries import Came
from kenbun.merging.stays_queries import Stays, what_leaves, what_stays


@dataclass(frozen=True, slots=True)
class Return:
    """`name` is the lead that comes back, out of the one called `root`; `others` come out with it."""

    name: str | None
    root: str | None
    merged_at: datetime
    others: list[str]
    leaves: Came
    stays: Stays


async def would_return(connection: Connection, workspace_id: UUID, merge_id: UUID) -> Return:
    """Raises NotFound, or Conflict where the merge has been undone."""
    place = (connection, workspace_id)
    merge = await standing_merge(*place, merge_id)
    root_id = (await roots_queries.roots_of(*place, [merge.source_id]))[merge.source_id]
    own_ids = await tree_queries.below(*place, merge.source_id)
    names = await own_names(*place, own_ids)
    roots = await names_of(*place, "lead", [root_id])
    others = [names[one] for one in own_ids if one != merge.source_id and one in names]
    return Return(
        names.get(merge.source_id),
        roots.get(root_id),
        merge.merged_at,
        sorted(others),
        await what_leaves(*place, root_id, own_ids),
        await what_stays(*place, root_id, merge.merged_at, own_ids),
    )
