"""Following what has happened outside of batches, behind it: see `kenbun.stirred`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from kenbun.access.ticks import tick
from kenbun.access.workspaces import get_workspace
from kenbun.database import Connection, Database
from kenbun.edges.queries import leads_of
from kenbun.kit.clock import Clock
from kenbun.scoring.account_sums_queries import accounts_of
from kenbun.segments.defining import definition_queries
from kenbun.segments.following.causes import touched_by
from kenbun.segments.following.follow import follow
from kenbun.segments.following.from_scratch import evaluate_later
from kenbun.segments.following.in_force import InForce, in_force
from kenbun.segments.following.looks import Looks
from kenbun.segments.following.needs import OF_THE_ACCOUNT, SCORED, Keys, score
from kenbun.stirred import queries as stirred
from kenbun.stirred.queries import Stirred
from kenbun.stirred.silent import fires

_AT_ONCE = 5_000
_OF_SUMS = frozenset({score("engagement"), "owner"})


async def settle(database: Database, workspace_id: UUID, clock: Clock) -> int:
    """To the end of what has been said; answers how much that was."""
    settled = 0
    while True:
        async with database.transaction() as connection:
            some = await _settle_some(connection, workspace_id, clock)
        settled += some
        if some < _AT_ONCE:
            return settled


async def _settle_some(connection: Connection, workspace_id: UUID, clock: Clock) -> int:
    if not await definition_queries.active(connection, workspace_id):
        # without a tick, which has every open page look again
        return len(await stirred.take(connection, workspace_id, _AT_ONCE))
    now = await tick(connection, workspace_id, clock)
    taken = await stirred.take(connection, workspace_id, _AT_ONCE)
    await _follow(connection, workspace_id, taken, now)
    return len(taken)


async def settle_own(connection: Connection, workspace_id: UUID, now: datetime) -> None:
    """What this transaction itself has stirred, so that what comes of it is of its tick, `now`."""
    await _follow(connection, workspace_id, await stirred.take_own(connection, workspace_id), now)


async def _follow(
    connection: Connection, workspace_id: UUID, taken: Collection[Stirred], now: datetime
) -> None:
    segments = await in_force(connection, workspace_id)
    workspace = await get_workspace(connection, workspace_id)
    for cause, some in _by_cause(taken).items():
        of_all = {one.subject for one in some if one.subject_id is None}
        if of_all:
            changed = touched_by(cause)
            meant = [one for one in segments.segments if one.looks_at(changed)]
            await evaluate_later(connection, workspace_id, meant, now, cause)
        looks = await looks_of(connection, workspace_id, segments, cause, some)
        if looks:
            await follow(connection, workspace, segments, looks, now, cause)


def _by_cause(taken: Iterable[Stirred]) -> dict[str, list[Stirred]]:
    """In the order in which they came up first."""
    found: dict[str, list[Stirred]] = {}
    for one in taken:
        found.setdefault(one.cause, []).append(one)
    return found


async def looks_of(
    connection: Connection, workspace_id: UUID, segments: InForce, cause: str, some: Iterable[Stirred]
) -> Looks:
    """Leads and accounts to whom this has happened, and the accounts that these leads are in."""
    looks, changed = Looks(), touched_by(cause)
    ids: dict[str, set[UUID]] = {"lead": set(), "account": set()}
    for one in some:
        if one.subject_id:
            ids[one.subject].add(one.subject_id)
    looks.add("lead", ids["lead"], changed, fires=fires(cause))
    looks.add("account", ids["account"], changed, fires=fires(cause))
    if cause == "archive":
        # in no segment while it is, and in whichever fit once it is not
        looks.add("lead", await leads_of(connection, workspace_id, ids["account"]), None, fires=False)
    if ids["lead"] and segments.of("account"):
        of_leads = await accounts_of(connection, workspace_id, list(ids["lead"]))
        looks.add("account", of_leads, seen_of_leads(segments, changed), fires=fires(cause))
    return looks


def seen_of_leads(segments: InForce, changed: Keys | None) -> Keys:
    """What of that, where it happened to a lead, its account's segments can see."""
    seen = segments.needs("account") - OF_THE_ACCOUNT
    if changed is None:
        return seen
    # the sum moves, and another lead may be the first of them
    moved = _OF_SUMS if changed & {SCORED, score("engagement")} else frozenset[str]()
    return seen & (changed | moved)
