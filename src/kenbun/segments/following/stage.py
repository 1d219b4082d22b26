"""The segment stage: whom a batch may have brought into segments, or out of them, and why."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from kenbun.batch import Batch
from kenbun.conversions.queries import looked_for
from kenbun.database import Connection
from kenbun.edges.queries import leads_of
from kenbun.segments.following.follow import follow
from kenbun.segments.following.in_force import InForce, in_force
from kenbun.segments.following.looks import Looks
from kenbun.segments.following.needs import (
    ANYTHING_DONE,
    FIRST_ACTIVITY,
    SCORED,
    Keys,
    activity_after,
    did,
    score,
    score_at,
)
from kenbun.segments.following.settle import seen_of_leads
from kenbun.segments.members.member_queries import made_at
from kenbun.stirred import queries as stirred

_FIELDS = frozenset({"lead fields", score("profile"), "converted"})
_ACCOUNT_FIELDS = frozenset({"account fields", score("account")})


async def follow_segments(connection: Connection, batch: Batch) -> None:
    """Once all that the batch changes is written. Of a lead those segments are asked that look at what it did."""
    segments = await in_force(connection, batch.workspace_id)
    if not segments.segments:
        return
    looks = await looks_of(connection, batch, segments)
    # whoever comes out of the archive, with all leads
    back = await stirred.take_archived(connection, batch.workspace_id)
    looks.add("account", back, None, fires=False)
    looks.add("lead", await leads_of(connection, batch.workspace_id, back), None, fires=False)
    await follow(connection, batch.workspace, segments, looks, batch.now, batch.cause)


async def looks_of(connection: Connection, batch: Batch, segments: InForce) -> Looks:
    looks, fresh = Looks(), set(batch.lead_ids) - batch.held_leads().keys()
    converting, _ = await looked_for(connection, batch.workspace_id)
    for lead_id, changed in _changed(batch, segments, converting).items():
        looks.add("lead", [lead_id], changed, fires=lead_id in fresh)
    looks.add("lead", batch.gone, None, fires=False)
    if segments.of("account") or segments.needs("lead") & _ACCOUNT_FIELDS:
        await _look_at_accounts(connection, batch, segments, looks, fresh)
    return looks


def _changed(batch: Batch, segments: InForce, converting: Collection[int]) -> dict[UUID, Keys | None]:
    """Of each lead of the batch. Many did the same: what they share is one object."""
    done, names = _done(batch)
    active = {call.lead_id for call in batch.events if call.is_activity}
    moved = _moved(batch)
    shared: dict[_Did, Keys] = {}
    found: dict[UUID, Keys | None] = {}
    for lead_id in batch.standings.keys() | batch.touched_profiles | batch.changed_leads:
        if lead_id in moved:
            found[lead_id] = None
            continue
        types = frozenset(done.get(lead_id, ()))
        what = _Did(
            types,
            not types.isdisjoint(converting),
            _rested(batch, segments, lead_id) if lead_id in active else None,
            _passed(batch, segments, lead_id),
            lead_id in batch.touched_profiles,
        )
        if what not in shared:
            shared[what] = _keys(segments, names, what)
        found[lead_id] = shared[what]
    return found


class _Did(NamedTuple):
    """What happened to a lead. `rested`: how many of the ages in force it had reached; `passed`: which cuts its score
    has, none where it stands."""

    types: frozenset[int]
    converted: bool
    rested: tuple[int, bool] | None
    passed: tuple[int, int] | None
    told: bool


def _rested(batch: Batch, segments: InForce, lead_id: UUID) -> tuple[int, bool]:
    """And whether it was active for the first time."""
    stood = batch.stood_before.get(lead_id)
    before = stood.last_active_at if stood else None
    if before is None:
        return len(segments.ages), True
    return bisect_right(segments.ages, (batch.now - before) / timedelta(days=1)), False


def _passed(batch: Batch, segments: InForce, lead_id: UUID) -> tuple[int, int] | None:
    before = batch.scores_before.get(lead_id, 0)
    after = batch.standings[lead_id].engagement_score if lead_id in batch.standings else before
    if after == before:
        return None
    return bisect_left(segments.cuts, min(before, after)), bisect_right(segments.cuts, max(before, after))


def _moved(batch: Batch) -> set[UUID]:
    """Of whom everything may be otherwise: new ones, those who came to another account or of whom stored events went
    away or came back."""
    before = batch.accounts_before
    return {
        lead_id
        for lead_id, standing in batch.standings.items()
        if lead_id in batch.new_leads or before.get(lead_id) != standing.account_id
    } | batch.changed_leads


def _done(batch: Batch) -> tuple[dict[UUID, set[int]], dict[int, str]]:
    """Of each lead the types of its events that count; and the keys of these."""
    done: dict[UUID, set[int]] = defaultdict(set)
    names: dict[int, str] = {}
    for call in batch.events:
        if not call.verdicts:
            done[call.lead_id].add(call.type_id)
            if call.type_id not in names:
                names[call.type_id] = did(call.event_type or "")
    return done, names


def _keys(segments: InForce, names: dict[int, str], what: _Did) -> Keys:
    keys = {names[one] for one in what.types}
    if what.types:
        keys.add(ANYTHING_DONE)
    if what.converted:
        keys.add("converted")
    if what.rested is not None:
        reached, first = what.rested
        keys |= {"sessions", *map(activity_after, segments.ages[:reached])}
        keys |= {FIRST_ACTIVITY} if first else set()
    if what.passed is not None:
        low, high = what.passed
        keys |= {SCORED, *map(score_at, segments.cuts[low:high])}
    if what.told:
        keys |= _FIELDS
    return frozenset(keys)


async def _look_at_accounts(
    connection: Connection, batch: Batch, segments: InForce, looks: Looks, fresh: set[UUID]
) -> None:
    """What happened to its leads has happened to an account; and whose fields changed."""
    before = batch.accounts_before
    for lead_id, look in list(looks.leads.items()):
        seen = seen_of_leads(segments, look.changed)
        standing = batch.standings.get(lead_id)
        gone = batch.gone.get(lead_id)
        ids = {before.get(lead_id), standing and standing.account_id, gone and gone.account_id}
        looks.add("account", (one for one in ids if one), seen, fires=lead_id in fresh)
    fires = any(look.fires for look in looks.leads.values())
    made = await made_at(connection, batch.workspace_id, batch.touched_accounts, batch.now)
    looks.add("account", batch.touched_accounts - made, _ACCOUNT_FIELDS, fires=fires)
    looks.add("account", made, None, fires=fires)
