"""What a lead did, session by session, the latest first; and when it came to another level, or to another owner."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from kenbun.access.queries.ticks import visible
from kenbun.database import Connection
from kenbun.events import places
from kenbun.events.places import Place
from kenbun.kit.ids import public
from kenbun.leads import timeline_queries as queries
from kenbun.leads.timeline_filter import ALL, TimelineFilter
from kenbun.levels.queries import level_changes_of
from kenbun.lists.firing_queries import firings_of
from kenbun.lists.segment_queries import segment_changes
from kenbun.scoring.inactivity.deductions import deductions_of
from kenbun.scoring.points import EventPoints, points_of
from kenbun.scoring.receipt import decimal
from kenbun.scoring.version_queries import versions_in_force

_MOST_CHANGES = 500
_MOST_DECAYS = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. `points` are those of the rules in force, after their caps and before fading."""

    event_id: str
    event_type: str
    happened_at: datetime
    received_at: datetime
    channel: str
    campaign: str | None
    message_id: str
    metadata: dict[str, Any]
    points: int
    # names of the rules that matched; none where the event scores nothing
    rules: list[str]
    # why filters keep it from scoring
    suppressed: str | None


@dataclass(frozen=True, slots=True)
class Decay:
    """What a rule of inactivity took from the primary ruleset's score: `points` as a decimal."""

    at: datetime
    rule: str
    points: str
    words: str


@dataclass(slots=True)
class TimelineSession:
    """A session, or events outside any (`system` ones, and those suppressed).

    Counts and points are of the whole, not of this page. `entry` and `exit` are the pages, or else the types, of its
    first and last activity.
    """

    started_at: datetime
    ended_at: datetime
    event_count: int
    channels: list[str]
    entry: str | None = None
    exit: str | None = None
    points: int = 0
    events: list[Entry] = field(default_factory=list)
    # what happened to the lead meanwhile, the latest first: each has its `kind`, level, owner or merge
    changes: list[dict[str, Any]] = field(default_factory=list)
    # what inactivity took after it, the latest first
    decays: list[Decay] = field(default_factory=list)

    def holds(self, at: datetime) -> bool:
        return self.started_at <= at <= self.ended_at


@dataclass(frozen=True, slots=True)
class Timeline:
    """`next` is the cursor of what is older, None at the end."""

    sessions: list[TimelineSession]
    next: str | None

    def changes(self, kind: str) -> list[dict[str, Any]]:
        return [one for session in self.sessions for one in session.changes if one["kind"] == kind]


async def timeline(
    connection: Connection,
    workspace_id: UUID,
    lead_id: UUID,
    before: str | None,
    limit: int,
    only: TimelineFilter = ALL,
) -> Timeline:
    """The last `limit` events before the cursor, in their sessions, of what is asked for."""
    until = places.read(before)
    rows = []
    if only.has_events:
        rows = await queries.events_before(
            connection, workspace_id, lead_id, until, limit + 1, only.type_id, only.channel
        )
    page, more = rows[:limit], _place(rows[limit - 1]) if len(rows) > limit else None
    # from this page's last event to that of the page before, so that a session cut in two repeats no change
    since = page[-1].happened_at if more else datetime.min.replace(tzinfo=UTC)
    changes = await _changes(connection, workspace_id, lead_id, since, until.at, only)
    if len(changes) > _MOST_CHANGES:
        # what is older than this page has room for goes to the next, with the events before it
        oldest = changes.pop()["changed_at"]
        changes = [change for change in changes if change["changed_at"] > oldest]
        page = [row for row in page if row.happened_at > oldest]
        more = places.written(Place(oldest + timedelta(microseconds=1), UUID(int=0)))
    sessions = await _sessions(connection, workspace_id, lead_id, page) if page else []
    if page:
        await _add_events(connection, workspace_id, lead_id, sessions, page)
    elif changes or only.change == "decay":
        sessions = [TimelineSession(since, until.at, 0, [])]
    for change in changes:
        home = next((one for one in sessions if one.started_at <= change["changed_at"]), sessions[-1])
        home.changes.append(change)
    if only.has("decay") and (page or only.change == "decay"):
        oldest_shown = page[-1].happened_at if page and more else None
        await _add_decays(connection, workspace_id, lead_id, sessions, oldest_shown, until)
    return Timeline(sessions, more)


_KINDS: dict[str, Callable[..., Awaitable[list[dict[str, Any]]]]] = {
    "level": level_changes_of,
    "owner": queries.owner_changes,
    "merge": queries.merge_changes,
    "conversion": queries.conversions_of,
    "segment": segment_changes,
    "trigger": firings_of,
}


async def _changes(
    connection: Connection,
    workspace_id: UUID,
    lead_id: UUID,
    since: datetime,
    until: datetime,
    only: TimelineFilter,
) -> list[dict[str, Any]]:
    """What happened to the lead, the latest first; of more than can be shown, one more than that."""
    window = (connection, workspace_id, lead_id, since, until, _MOST_CHANGES + 1)
    found = [
        {"kind": kind} | change
        for kind, read in _KINDS.items()
        if only.has(kind)
        for change in await read(*window)
    ]
    found.sort(key=lambda change: change["changed_at"], reverse=True)
    return found[: _MOST_CHANGES + 1]


async def _add_decays(
    connection: Connection,
    workspace_id: UUID,
    lead_id: UUID,
    sessions: list[TimelineSession],
    since: datetime | None,
    until: Place,
) -> None:
    """Those of this page, by today's knowledge: from its last event on, and before the page before."""
    now = await visible(connection, workspace_id)
    for version in await versions_in_force(connection, workspace_id):
        if not version.is_primary:
            continue
        found = await deductions_of(connection, workspace_id, version, [lead_id], now)
        shown = [
            one for one in found.get(lead_id, []) if (since is None or since <= one.at) and one.at < until.at
        ]
        for one in shown[: -_MOST_DECAYS - 1 : -1]:
            home = next((session for session in sessions if session.started_at <= one.at), sessions[-1])
            points = decimal(-one.micropoints)
            home.decays.append(Decay(one.at, one.rule.draft.name, points, one.words(version.zone)))


async def _sessions(
    connection: Connection, workspace_id: UUID, lead_id: UUID, page: list[Any]
) -> list[TimelineSession]:
    """The sessions of these events, the latest first; a run of events outside of sessions stands as one."""
    stored = await queries.sessions_between(
        connection, workspace_id, lead_id, page[-1].happened_at, page[0].happened_at
    )
    found = [
        TimelineSession(row.started_at, row.ended_at, row.event_count, row.channels, row.entry, row.exit)
        for row in stored
    ]
    outside: TimelineSession | None = None
    for row in page:
        if any(session.holds(row.happened_at) for session in found):
            outside = None
        elif outside is None:
            outside = TimelineSession(row.happened_at, row.happened_at, 1, ["system"])
            found.append(outside)
        else:
            outside.started_at = row.happened_at
            outside.event_count += 1
    return sorted(found, key=lambda session: session.started_at, reverse=True)


async def _add_events(
    connection: Connection,
    workspace_id: UUID,
    lead_id: UUID,
    sessions: list[TimelineSession],
    page: list[Any],
) -> None:
    first, last = sessions[-1].started_at, max(session.ended_at for session in sessions)
    points = await points_of(connection, workspace_id, lead_id, first, last)
    for event in points.values():
        _home(sessions, event.happened_at).points += event.points
    for row in page:
        _home(sessions, row.happened_at).events.append(_entry(row, points.get(row.event_id)))


def _home(sessions: list[TimelineSession], at: datetime) -> TimelineSession:
    return next((session for session in sessions if session.holds(at)), sessions[-1])


def _entry(row: Any, brought: EventPoints | None) -> Entry:
    return Entry(
        event_id=public("evt", row.event_id),
        event_type=row.event_type,
        happened_at=row.happened_at,
        received_at=row.received_at,
        channel=row.channel,
        campaign=row.campaign,
        message_id=row.message_id,
        metadata=row.metadata,
        points=brought.points if brought else 0,
        rules=brought.rules if brought else [],
        suppressed=row.suppressed,
    )


def _place(row: Any) -> str:
    return places.written(Place(row.happened_at, row.event_id))
