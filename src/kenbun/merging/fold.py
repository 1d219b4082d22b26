"""Showing leads in one another, and taking one out again: what both need, before results are made anew."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from kenbun.batch import Part
from kenbun.database import Connection
from kenbun.identity import roots_queries
from kenbun.merging import link_queries, member_queries, part_queries, row_queries, tree_queries
from kenbun.merging.link_queries import Link
from kenbun.scoring.build_queries import touch


async def fold(
    connection: Connection,
    workspace_id: UUID,
    links: Sequence[Link],
    now: datetime,
    new_ids: Collection[UUID] = (),
) -> dict[UUID, Part]:
    """Shows the sources of these links in their roots; `new_ids` are leads that the batch at hand makes.

    Sources are gone then, and what their roots show is to be made anew. Answers the parts of all, with the roots that
    they had before.
    """
    sources = {link.source_id for link in links}
    involved = sources | {link.target_id for link in links} | {link.root_id for link in links}
    await part_queries.add_parts(connection, workspace_id, involved - set(new_ids), new_ids, now)
    before = await roots_queries.parts_of(connection, workspace_id, involved)
    await link_queries.add_links(connection, workspace_id, links, now)
    moved = {own_id for own_id, part in before.items() if part.root_id in sources}
    await row_queries.keep_sessions(connection, workspace_id, sources | {link.root_id for link in links})
    await tree_queries.link_parts(connection, workspace_id, links, moved, now)
    await row_queries.to_roots(connection, workspace_id, links)
    for link in links:
        await member_queries.watch_in_root(connection, workspace_id, link.source_id, link.root_id)
    await _touch(connection, workspace_id, involved)
    return before


async def unfold(
    connection: Connection, workspace_id: UUID, merge: link_queries.Merge, now: datetime, by: str
) -> tuple[UUID, list[UUID]]:
    """Takes away the link: answers the root that its source was shown in, and the leads that came out with it."""
    root_id = (await roots_queries.roots_of(connection, workspace_id, [merge.source_id]))[merge.source_id]
    own_ids = await tree_queries.below(connection, workspace_id, merge.source_id)
    await row_queries.keep_sessions(connection, workspace_id, [root_id])
    await link_queries.undo(connection, workspace_id, merge.merge_id, now, by)
    await tree_queries.unlink_parts(connection, workspace_id, merge.source_id, own_ids, now)
    await row_queries.to_source(connection, workspace_id, merge, root_id, own_ids)
    left_ids = (await roots_queries.own_ids_of(connection, workspace_id, [root_id]))[root_id]
    await member_queries.watch_apart(connection, workspace_id, merge.source_id, root_id, own_ids, left_ids)
    await _touch(connection, workspace_id, [root_id, merge.source_id])
    return root_id, own_ids


async def _touch(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> None:
    """Versions that are being built look at these again."""
    for dimension in ("engagement", "profile"):
        await touch(connection, workspace_id, dimension, lead_ids)
