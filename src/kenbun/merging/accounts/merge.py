"""Merging accounts by hand, and taking that back. Under the tick; nothing of it fires a trigger."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.accounts.moved import accounts_moved
from kenbun.database import Connection
from kenbun.identity.rooted_queries import ACCOUNTS
from kenbun.kit.clock import Clock
from kenbun.merging import link_queries, tree_queries
from kenbun.merging.accounts import queries
from kenbun.merging.accounts.anew import make_anew
from kenbun.merging.accounts.queries import Stays
from kenbun.merging.apart import demand_apart, standing_merge
from kenbun.merging.by_hand import links_by_hand, note_merge, note_unmerge
from kenbun.merging.choices import Choices, choose
from kenbun.merging.link_queries import Came, Merge
from kenbun.merging.wish import Wish
from kenbun.scoring.build_queries import touch


async def merge_accounts(connection: Connection, caller: Caller, wish: Wish, clock: Clock) -> list[UUID]:
    """Answers the ids of the merges, one for each source in order.

    Raises NotFound, Conflict where a source has been merged meanwhile, and Invalid for a choice that is none.
    """
    now = await tick(connection, caller.workspace_id, clock)
    place = (connection, caller.workspace_id)
    target_id = await demand_apart(*place, wish.target_id, wish.source_ids, ACCOUNTS)
    choices = await choose(*place, target_id, wish, ACCOUNTS)
    merge_ids = await merge_all(connection, caller, target_id, wish.source_ids, choices, now)
    await note_merge(connection, caller, ACCOUNTS, target_id, wish, merge_ids, now)
    return merge_ids


async def merge_all(
    connection: Connection,
    caller: Caller,
    target_id: UUID,
    source_ids: Collection[UUID],
    choices: Choices,
    now: datetime,
) -> list[UUID]:
    """All roots, and no two the same."""
    place = (connection, caller.workspace_id)
    came = await queries.how_much(*place, source_ids)
    links = links_by_hand(caller, target_id, source_ids, came, choices)
    moved = {lead_id: target_id for one in source_ids for lead_id in await queries.leads_at(*place, one)}
    await queries.add_parts(*place, [target_id, *source_ids])
    own_ids = await queries.own_ids_of(*place, source_ids)
    await link_queries.add_links(*place, links, now, ACCOUNTS)
    await tree_queries.link_parts(*place, links, own_ids, now, ACCOUNTS)
    await tree_queries.rows_to_roots(*place, links, ACCOUNTS)
    await tree_queries.show_created(*place, [target_id], ACCOUNTS)
    await queries.drop_rows(*place, source_ids)
    await touch(*place, "account", source_ids)
    await make_anew(*place, [target_id], moved, now, "merge")
    await accounts_moved(*place, source_ids, now, "merge")
    return [link.merge_id for link in links]


@dataclass(frozen=True, slots=True)
class Unmerged:
    """`account_id` came out of `root_id`, with how much of its own; `stays` tells what came to the root since."""

    account_id: UUID
    root_id: UUID
    came: Came
    stays: Stays


async def unmerge(connection: Connection, caller: Caller, merge_id: UUID, clock: Clock) -> Unmerged:
    """Takes one merge back. Raises NotFound, or Conflict where that has been done."""
    now = await tick(connection, caller.workspace_id, clock)
    place = (connection, caller.workspace_id)
    merge = await standing_merge(*place, merge_id, ACCOUNTS)
    root_id = (await ACCOUNTS.roots_of(*place, [merge.source_id]))[merge.source_id]
    own_ids = await tree_queries.below(*place, merge.source_id, ACCOUNTS)
    stays = await queries.what_stays(*place, root_id, merge.merged_at, own_ids)
    await _take_out(connection, caller, merge, root_id, own_ids, now)
    await note_unmerge(connection, caller, ACCOUNTS, root_id, merge_id, own_ids, now)
    came = (await queries.how_much(*place, [merge.source_id]))[merge.source_id]
    return Unmerged(merge.source_id, root_id, came, stays)


async def _take_out(
    connection: Connection,
    caller: Caller,
    merge: Merge,
    root_id: UUID,
    own_ids: Collection[UUID],
    now: datetime,
) -> None:
    place = (connection, caller.workspace_id)
    source_id = merge.source_id
    moved = dict.fromkeys(await queries.leads_at(*place, root_id, own_ids), source_id)
    await link_queries.undo(*place, merge.merge_id, now, caller.name)
    await tree_queries.unlink_parts(*place, source_id, own_ids, now, ACCOUNTS)
    await queries.restore(*place, merge.merge_id)
    await tree_queries.rows_to_source(*place, source_id, root_id, own_ids, ACCOUNTS)
    roots = [root_id, source_id]
    await tree_queries.show_created(*place, roots, ACCOUNTS)
    await make_anew(*place, roots, moved, now, "unmerge")
