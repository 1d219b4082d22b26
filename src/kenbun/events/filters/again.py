"""Judging what is stored by the filters in force now: what would change, and for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from kenbun.database import Connection
from kenbun.events.filters import job_queries, match_queries
from kenbun.events.filters.in_force import FOR_EVER, Filters, Revision
from kenbun.events.filters.pace import verdicts_of
from kenbun.events.filters.reasons import Verdict
from kenbun.events.filters.velocity import Moment
from kenbun.events.filters.verdict_queries import Change


@dataclass(slots=True)
class Judged:
    """An event, the filters that suppress it, and those that are to."""

    happened_at: datetime
    lead_id: UUID | None
    held: set[Verdict] = field(default_factory=set)
    due: set[Verdict] = field(default_factory=set)

    @property
    def becomes_suppressed(self) -> bool:
        return bool(self.due) and not self.held

    @property
    def becomes_free(self) -> bool:
        return bool(self.held) and not self.due


async def judge_leads(
    connection: Connection, workspace_id: UUID, filters: Filters, lead_ids: Collection[UUID]
) -> dict[UUID, Judged]:
    """All events of these leads that are suppressed, or are to be."""
    held = await job_queries.held_of_leads(connection, workspace_id, lead_ids)
    matched = []
    if filters.attribute:
        matched = list(await match_queries.matches_of_leads(connection, workspace_id, filters, lead_ids))
    found = _judged(filters, held, matched)
    revisions = in_force(filters)
    if revisions:
        rows = await job_queries.events_of_types(connection, workspace_id, lead_ids, revisions.keys())
        for (lead_id, key), some in groupby(rows, key=lambda row: (row.lead_id, row.key)):
            moments = [Moment(row.happened_at, row.message_id, row.event_id) for row in some]
            times = {moment.event_id: moment.happened_at for moment in moments}
            now = max(revision.since for revision in revisions[key])
            verdicts = verdicts_of(revisions[key], moments, [now] * len(moments))
            for event_id, due in verdicts.items():
                found.setdefault(event_id, Judged(times[event_id], lead_id)).due.update(due)
    return found


async def judge_strays(
    connection: Connection, workspace_id: UUID, filters: Filters, event_ids: Collection[UUID]
) -> dict[UUID, Judged]:
    """Events without a lead: of those nothing but their metadata is judged."""
    held = await job_queries.held_of_events(connection, workspace_id, event_ids)
    matched = []
    if filters.attribute:
        matched = list(await match_queries.matches_of_events(connection, workspace_id, filters, event_ids))
    return _judged(filters, held, matched)


def in_force(filters: Filters) -> dict[str, list[Revision]]:
    """The velocity filters of now, by event type."""
    found: dict[str, list[Revision]] = defaultdict(list)
    for revision in filters.velocity:
        if revision.until == FOR_EVER:
            found[revision.type_key or ""].append(revision)
    return found


def changes(judged: dict[UUID, Judged]) -> list[Change]:
    found: list[Change] = []
    for event_id, one in judged.items():
        place = (one.happened_at, one.lead_id)
        found += [Change(event_id, filter_id, *place, None) for filter_id, _ in one.held - one.due]
        found += [Change(event_id, filter_id, *place, reason) for filter_id, reason in one.due - one.held]
    return found


def _judged(filters: Filters, held: Iterable[Any], matched: Iterable[Any]) -> dict[UUID, Judged]:
    found: dict[UUID, Judged] = {}
    for row in held:
        one = found.setdefault(row.event_id, Judged(row.happened_at, row.lead_id))
        one.held.add((row.filter_id, row.reason))
    for row in matched:
        one = found.setdefault(row.event_id, Judged(row.happened_at, row.lead_id))
        flags = zip(filters.attribute, row.matched, strict=True)
        one.due.update((revision.filter_id, "metadata_filter") for revision, is_match in flags if is_match)
    return found
