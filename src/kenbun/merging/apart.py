"""What is asked for must be possible: sources that are shown on their own, a merge that stands."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from kenbun.database import Connection
from kenbun.identity.rooted_queries import LEADS, Rooted
from kenbun.kit.errors import Conflict, Invalid, NotFound
from kenbun.merging import link_queries
from kenbun.merging.link_queries import Merge


async def demand_apart(
    connection: Connection,
    workspace_id: UUID,
    target_id: UUID,
    source_ids: Collection[UUID],
    of: Rooted = LEADS,
) -> UUID:
    """The root of the target; sources are to be roots themselves. Raises NotFound, Conflict or Invalid."""
    roots = await of.known(connection, workspace_id, [target_id, *source_ids])
    if target_id not in roots:
        raise NotFound(f"There is no such {of.noun}.", field=f"target_{of.key}")
    root_id = roots[target_id]
    for place, source_id in enumerate(source_ids):
        named = f"source_{of.key}s[{place}]"
        if source_id not in roots:
            raise NotFound(f"There is no such {of.noun}.", field=named)
        if source_id in (target_id, root_id):
            article = "An" if of.noun[0] in "aeiou" else "A"
            raise Invalid(f"{article} {of.noun} cannot be merged into itself.", field=named)
        if roots[source_id] != source_id:
            into = of.public(roots[source_id])
            raise Conflict(
                f"{of.public(source_id)} has been merged into {into} already: merge that one, or unmerge"
                " it first.",
                field=named,
            )
    return root_id


async def standing_merge(
    connection: Connection, workspace_id: UUID, merge_id: UUID, of: Rooted = LEADS
) -> Merge:
    """Raises NotFound, or Conflict where the merge has been undone."""
    merge = await link_queries.one(connection, workspace_id, merge_id)
    if merge is None or merge.subject != of.noun:
        raise NotFound("There is no such merge.", field="merge_id")
    if merge.undone_at is not None:
        raise Conflict("This merge has been undone already.", field="merge_id")
    return merge
