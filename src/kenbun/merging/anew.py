"""What follows where leads have been merged by hand, or taken apart: both sides anew from all events. Nothing fires."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

from kenbun.access.workspaces import Workspace
from kenbun.accounts.moved import accounts_moved, leads_moved
from kenbun.batch import Stood
from kenbun.batch.part import Part, shown_account
from kenbun.batch.standing_queries import load_standings, save_counts
from kenbun.conversions.detect import convert_merged
from kenbun.database import Connection
from kenbun.events.activity_queries import count_events
from kenbun.events.done_queries import note_done_again
from kenbun.events.filters.merged import judge_merged
from kenbun.identity import roots_queries
from kenbun.mapping.queries import refresh_profiles
from kenbun.merging import member_queries, part_queries, row_queries
from kenbun.merging.alike import compare
from kenbun.scoring import account_sums, fading, from_scratch_queries, states_queries, version_queries
from kenbun.scoring.fit.rescore import rescore
from kenbun.scoring.history.previous_queries import add_due
from kenbun.sessions.again import weave_again


async def make_anew(
    connection: Connection,
    workspace: Workspace,
    roots: list[UUID],
    before: Mapping[UUID, Stood],
    now: datetime,
    cause: Literal["merge", "unmerge"],
) -> None:
    """`before` tells how those stood who were there before, also those that are gone now.

    `cause` stands with the level changes: merge or unmerge.
    """
    place = (connection, workspace.workspace_id)
    await attribute_anew(*place, roots)
    for root_id in roots:
        await member_queries.show_owner(*place, root_id)
    alone = await part_queries.drop_alone(*place, roots)
    await refresh_profiles(*place, roots, now)
    await judge_merged(connection, workspace, roots, now)
    await save_counts(*place, await count_events(*place, roots))
    await note_done_again(*place, roots)
    await weave_again(*place, roots, workspace.session_timeout_of)
    await row_queries.forget_sessions(*place, alone)
    for version in await version_queries.versions_in_force(*place):
        await states_queries.rebuild(*place, version, roots, now)
    await _show(*place, roots, before, now, cause)
    await add_due(*place, roots)
    await rescore(*place, "profile", roots, now, cause)
    await convert_merged(*place, roots)
    accounts = {one.account_id for one in before.values() if one.account_id}
    await accounts_moved(*place, accounts, now, cause)
    await leads_moved(*place, before.keys() | set(roots), now, cause)
    await compare(*place, roots, now)


async def attribute_anew(connection: Connection, workspace_id: UUID, roots: Collection[UUID]) -> None:
    """The account, and since when the lead is known, by all its parts; of those that have any."""
    groups: dict[UUID, list[Part]] = defaultdict(list)
    for part in (await roots_queries.parts_of(connection, workspace_id, roots)).values():
        groups[part.root_id].append(part)
    shown = {
        root_id: (min(part.created_at for part in own), shown_account(root_id, own))
        for root_id, own in groups.items()
    }
    await part_queries.show_parts(connection, workspace_id, shown)


async def _show(
    connection: Connection,
    workspace_id: UUID,
    roots: list[UUID],
    before: Mapping[UUID, Stood],
    now: datetime,
    cause: str,
) -> None:
    """Scores, levels, history, and what they add up to in accounts."""
    shown = await from_scratch_queries.shown(connection, workspace_id, roots)
    scores = shown | await fading.show_now(connection, workspace_id, roots, now)
    standings = await load_standings(connection, workspace_id, roots)
    after = {lead_id: one.stood._replace(score=scores[lead_id]) for lead_id, one in standings.items()}
    stood = {one: (before.get(one, Stood()), after.get(one, Stood())) for one in before.keys() | after.keys()}
    sums = await account_sums.follow_moves(connection, workspace_id, stood, now, cause)
    moves = [(lead_id, shown[lead_id], scores[lead_id]) for lead_id in roots]
    await fading.tell(connection, workspace_id, moves, sums, now, cause)
