"""How velocity filters judge what a batch adds: mostly by the few events before, else by all that may be concerned."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kenbun.database import Connection
from kenbun.events.filters.in_force import FOR_EVER, NEVER, Filters, Revision, widest
from kenbun.events.filters.moment_queries import Before, Between, Pair, Stored, Tail, between, pairs_of, tails
from kenbun.events.filters.reasons import Verdict
from kenbun.events.filters.velocity import Moment, judge, judge_tail
from kenbun.events.filters.verdict_queries import Change


class Fresh(NamedTuple):
    """What a batch adds to a pair, in order; `type_key` is that of the pair's type."""

    type_key: str
    moments: list[Moment]


async def judge_fresh(
    connection: Connection,
    workspace_id: UUID,
    filters: Filters,
    fresh: Mapping[Pair, Fresh],
    now: datetime,
) -> list[Change]:
    """What changes at `now`, the tick of the batch: of its own events, and of those stored around them.

    Events after all others of their pair are judged by the last ones before them. Where one came late, or a burst
    begins among those stored, the pair's events are judged again.
    """
    asked = [_before(filters, pair, some) for pair, some in fresh.items()]
    changes: list[Change] = []
    again: list[Pair] = []
    for pair, tail in (await tails(connection, workspace_id, asked)).items():
        verdicts = _judge_tail(filters, pair, tail, fresh[pair])
        if verdicts is None:
            again.append(pair)
        else:
            changes += _changes(pair, (), fresh[pair].moments, verdicts)
    if again:
        concerned = await between(
            connection, workspace_id, [_between(filters, pair, fresh[pair]) for pair in again]
        )
        for pair in again:
            changes += _judge_again(filters, pair, concerned.get(pair, []), fresh[pair], now)
    return changes


async def judge_stored(
    connection: Connection, workspace_id: UUID, filters: Filters, lead_ids: Collection[UUID]
) -> list[Change]:
    """What changes where all that is stored of these leads is judged again, each event by the filters of its time."""
    if not filters.velocity or not lead_ids:
        return []
    keys = await pairs_of(connection, workspace_id, lead_ids, filters.of_type)
    asked = [Between(pair, NEVER, FOR_EVER) for pair in keys]
    changes: list[Change] = []
    for pair, stored in (await between(connection, workspace_id, asked)).items():
        moments = [one.moment for one in stored]
        as_of = [filters.judged_as_of(pair[0], one.received_at) for one in stored]
        verdicts = verdicts_of(filters.of_type[keys[pair]], moments, as_of)
        changes += _changes(pair, stored, moments, verdicts)
    return changes


def _before(filters: Filters, pair: Pair, fresh: Fresh) -> Before:
    window, count = widest(filters.of_type[fresh.type_key])
    return Before(pair, fresh.moments[0].happened_at, window, count + 1)


def _between(filters: Filters, pair: Pair, fresh: Fresh) -> Between:
    """What a burst is made of may be long ago; else only what is near can be concerned."""
    revisions = filters.of_type[fresh.type_key]
    if any(one.keep_first for one in revisions):
        return Between(pair, NEVER, FOR_EVER)
    window, _ = widest(revisions)
    return Between(pair, fresh.moments[0].happened_at - window, fresh.moments[-1].happened_at + window)


def _judge_tail(filters: Filters, pair: Pair, tail: Tail, fresh: Fresh) -> dict[UUID, list[Verdict]] | None:
    """Of the fresh events alone; None where others must be looked at."""
    if tail.is_late:
        return None
    before = [one.moment for one in tail.before]
    found: dict[UUID, list[Verdict]] = {}
    for revision in filters.of_type[fresh.type_key]:
        if revision.until != FOR_EVER:
            continue
        goes_on = False
        if revision.keep_first and tail.before:
            last = tail.before[-1]
            if not revision.holds_at(filters.judged_as_of(pair[0], last.received_at)):
                return None
            goes_on = any(filter_id == revision.filter_id for filter_id, _ in last.verdicts)
        reasons = judge_tail(revision, before, goes_on, fresh.moments)
        if reasons is None:
            return None
        for moment, reason in zip(fresh.moments, reasons, strict=True):
            if reason:
                found.setdefault(moment.event_id, []).append((revision.filter_id, reason))
    return found


def _judge_again(
    filters: Filters, pair: Pair, stored: Sequence[Stored], fresh: Fresh, now: datetime
) -> list[Change]:
    received = {one.moment.event_id: one.received_at for one in stored}
    moments = sorted([*(one.moment for one in stored), *fresh.moments])
    as_of = [filters.judged_as_of(pair[0], received.get(moment.event_id, now)) for moment in moments]
    found = verdicts_of(filters.of_type[fresh.type_key], moments, as_of)
    since = _between(filters, pair, fresh).from_at
    first = fresh.moments[0].happened_at if since > NEVER else NEVER
    judged = [one for one in stored if one.moment.happened_at >= first]
    return _changes(pair, judged, [*(one.moment for one in judged), *fresh.moments], found)


def verdicts_of(
    revisions: Iterable[Revision], moments: Sequence[Moment], as_of: Sequence[datetime]
) -> dict[UUID, list[Verdict]]:
    """Of all events of a pair, each judged by the filters of its time."""
    found: dict[UUID, list[Verdict]] = {}
    for revision in revisions:
        subject = [revision.holds_at(at) for at in as_of]
        for moment, reason in zip(moments, judge(revision, moments, subject), strict=True):
            if reason:
                found.setdefault(moment.event_id, []).append((revision.filter_id, reason))
    return found


def _changes(
    pair: Pair,
    stored: Iterable[Stored],
    moments: Iterable[Moment],
    verdicts: Mapping[UUID, Sequence[Verdict]],
) -> list[Change]:
    """From what is held of the stored ones to what is to be held."""
    held = {one.moment.event_id: set(one.verdicts) for one in stored}
    changes: list[Change] = []
    for moment in moments:
        before, after = held.get(moment.event_id, set()), set(verdicts.get(moment.event_id, ()))
        place = (moment.happened_at, pair[0])
        changes += [Change(moment.event_id, filter_id, *place, None) for filter_id, _ in before - after]
        changes += [
            Change(moment.event_id, filter_id, *place, reason) for filter_id, reason in after - before
        ]
    return changes
