"""A timeline as its page draws it: by the days of the workspace's zone, what was done together side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from kenbun.accounts.timeline import AccountTimeline, Entry, Person
from kenbun.accounts.together_queries import people_in
from kenbun.database import Connection
from kenbun.kit.clock import day_of, midnight


@dataclass(slots=True)
class Run:
    """Events that follow one another; `people` are all who were active about then, none where it was one alone."""

    entries: list[Entry] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Day:
    """`people` is how many of the account were active on the whole day, whatever the filters; `changes` are
    entries into segments and exits, and firings of
    triggers, the latest first."""

    date: date
    people: int
    runs: list[Run]
    changes: list[dict[str, Any]]


async def days_of(
    connection: Connection, workspace_id: UUID, account_id: UUID, timeline: AccountTimeline, zone: str
) -> list[Day]:
    entries: dict[date, list[Entry]] = defaultdict(list)
    for entry in timeline.events:
        entries[day_of(entry.happened_at, zone)].append(entry)
    changes: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for change in timeline.changes:
        changes[day_of(change["changed_at"], zone)].append(change)
    days = sorted({*entries, *changes}, reverse=True)
    people = await _people(connection, workspace_id, account_id, days, zone)
    return [Day(day, people[day], _runs(entries[day], timeline.near), changes[day]) for day in days]


async def _people(
    connection: Connection, workspace_id: UUID, account_id: UUID, days: Sequence[date], zone: str
) -> dict[date, int]:
    """How many were active on each day."""
    if not days:
        return {}
    ascending = sorted(days)
    spans = [(midnight(day, zone), midnight(day + timedelta(days=1), zone)) for day in ascending]
    counts = await people_in(connection, workspace_id, account_id, spans)
    return dict(zip(ascending, counts, strict=True))


def _runs(entries: list[Entry], near: timedelta) -> list[Run]:
    """Events done together with somebody stand in one run as long as they follow closely; all others between them."""
    runs: list[Run] = []
    for entry in entries:
        last = runs[-1] if runs else None
        if last is None or not _goes_on(last, entry, near):
            last = Run()
            runs.append(last)
        last.entries.append(entry)
        if entry.together:
            own = Person(entry.lead_id, entry.lead_name)
            last.people += [one for one in (own, *entry.together) if one not in last.people]
    return runs


def _goes_on(run: Run, entry: Entry, near: timedelta) -> bool:
    """Entries come the latest first."""
    if bool(run.people) != bool(entry.together):
        return False
    return not run.people or run.entries[-1].happened_at - entry.happened_at < near
