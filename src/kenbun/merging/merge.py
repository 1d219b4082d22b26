"""Merging leads by hand, and taking that back. Under the tick; nothing of it fires a trigger."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.access.workspaces import get_workspace
from kenbun.batch import Stood
from kenbun.batch.standing_queries import load_standings
from kenbun.database import Connection
from kenbun.identity import roots_queries
from kenbun.identity.rooted_queries import LEADS
from kenbun.kit.clock import Clock
from kenbun.merging import link_queries
from kenbun.merging.anew import make_anew
from kenbun.merging.apart import demand_apart, standing_merge
from kenbun.merging.by_hand import links_by_hand, note_merge, note_unmerge
from kenbun.merging.choices import Choices, choose
from kenbun.merging.fold import fold, unfold
from kenbun.merging.link_queries import Came
from kenbun.merging.stays_queries import Stays, what_stays
from kenbun.merging.wish import Wish


async def merge_leads(connection: Connection, caller: Caller, wish: Wish, clock: Clock) -> list[UUID]:
    """Answers the ids of the merges, one for each source in order.

    Raises NotFound, Conflict where a source has been merged meanwhile, and Invalid for a choice that is none.
    """
    now = await tick(connection, caller.workspace_id, clock)
    target_id = await demand_apart(connection, caller.workspace_id, wish.target_id, wish.source_ids)
    choices = await choose(connection, caller.workspace_id, target_id, wish)
    merge_ids = await merge_all(connection, caller, target_id, wish.source_ids, choices, now)
    await note_merge(connection, caller, LEADS, target_id, wish, merge_ids, now)
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
    before = await _stood(*place, [target_id, *source_ids])
    came = await link_queries.how_much(*place, source_ids)
    links = links_by_hand(caller, target_id, source_ids, came, choices)
    await fold(*place, links, now)
    workspace = await get_workspace(*place)
    await make_anew(connection, workspace, [target_id], before, now, "merge")
    return [link.merge_id for link in links]


@dataclass(frozen=True, slots=True)
class Unmerged:
    """`lead_id` came out of `root_id`, with how much of its own; `stays` tells what came to the root since."""

    lead_id: UUID
    root_id: UUID
    came: Came
    stays: Stays


async def unmerge(connection: Connection, caller: Caller, merge_id: UUID, clock: Clock) -> Unmerged:
    """Takes one merge back. Raises NotFound, or Conflict where that has been done."""
    now = await tick(connection, caller.workspace_id, clock)
    place = (connection, caller.workspace_id)
    merge = await standing_merge(*place, merge_id)
    root_id = (await roots_queries.roots_of(*place, [merge.source_id]))[merge.source_id]
    before = await _stood(*place, [root_id])
    _, own_ids = await unfold(*place, merge, now, caller.name)
    workspace = await get_workspace(*place)
    roots = [root_id, merge.source_id]
    await make_anew(connection, workspace, roots, before, now, "unmerge")
    await note_unmerge(connection, caller, LEADS, root_id, merge_id, own_ids, now)
    came = (await link_queries.how_much(*place, [merge.source_id]))[merge.source_id]
    stays = await what_stays(*place, root_id, merge.merged_at)
    return Unmerged(merge.source_id, root_id, came, stays)


async def _stood(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> dict[UUID, Stood]:
    standings = await load_standings(connection, workspace_id, lead_ids)
    return {lead_id: one.stood for lead_id, one in standings.items()}
