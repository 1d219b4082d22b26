"""How each part fares, as an admin is told."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from kenbun import VERSION
from kenbun.database.migrations import newest
from kenbun.health import queries
from kenbun.mail import is_set_up
from kenbun.measures import Round, measures
from kenbun.services import Services
from kenbun.web.shown import count, duration

State = Literal["ok", "warning", "error"]
Numbers = dict[str, str | int | float | None]
_WORST: tuple[State, ...] = ("ok", "warning", "error")

_BEHIND = timedelta(seconds=30)
_FAR_BEHIND = timedelta(minutes=5)
# So long a round may take before somebody should look: a version of millions of events is one.
_LONG_ROUND = timedelta(minutes=30)
_LONG_PAUSE = timedelta(minutes=2)
_LONG_WAIT = timedelta(minutes=1)
_LITTLE_SPACE = 5_000_000_000
_NO_SPACE = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Loop:
    """One of the worker's; `error` is the kind of what went wrong in its last round, whose words are in the log."""

    name: str
    state: State
    rounds: int
    failures: int
    last_round_at: datetime | None
    took_seconds: float
    error: str | None
    failed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Part:
    """`words` say how it fares; `numbers` are what there is to know of it, by name."""

    name: str
    state: State
    words: str
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class Health:
    """The worst of its parts is how the whole fares."""

    state: State
    parts: list[Part]
    loops: list[Loop]


async def look(services: Services, workspace_id: UUID) -> Health:
    """Numbers of events, mail and deliveries are of this workspace alone; the rest is the server's."""
    now = services.clock()
    async with services.database.snapshot() as connection:
        stored = await queries.database(connection)
        mine = await queries.of_workspace(connection, workspace_id, now)
    loops = [_loop(name, one, now) for name, one in sorted(measures.rounds.items())]
    parts = [
        _database(stored, services),
        _worker(loops),
        _inbox(mine, now),
        _deliveries(mine, now),
        _mail(mine, services),
        _disk(services.settings.data_dir),
        _versions(stored),
    ]
    return Health(_worst(part.state for part in parts), parts, loops)


def _database(stored: Any, services: Services) -> Part:
    numbers: Numbers = {
        "size_bytes": stored.size,
        "connections": stored.connections,
        "most_connections": stored.most_connections,
        "kind": "external" if services.settings.database_url else "embedded",
    }
    if stored.connections >= 0.9 * stored.most_connections:
        return Part("Database", "warning", "Nearly all of its connections are taken.", numbers)
    return Part("Database", "ok", "It answers.", numbers)


def _worker(loops: list[Loop]) -> Part:
    failing = [loop.name for loop in loops if loop.state == "error"]
    slow = [loop.name for loop in loops if loop.state == "warning"]
    numbers: Numbers = {
        "loops": len(loops),
        "failing": len(failing),
        "rounds": sum(loop.rounds for loop in loops),
        "failures": sum(loop.failures for loop in loops),
    }
    if failing:
        return Part("Worker", "error", f"The last round failed: {', '.join(failing)}.", numbers)
    if slow:
        return Part(
            "Worker", "warning", f"At one round for long, or not at the next: {', '.join(slow)}.", numbers
        )
    if not loops:
        return Part("Worker", "warning", "This process has none, or it has not begun.", numbers)
    return Part("Worker", "ok", "All loops go round.", numbers)


def _inbox(mine: Any, now: datetime) -> Part:
    behind = max(timedelta(0), now - mine.oldest) if mine.oldest else timedelta(0)
    numbers: Numbers = {
        "waiting": mine.waiting,
        "oldest_seconds": round(behind.total_seconds(), 1),
        "rejected": mine.rejected,
    }
    if behind > _FAR_BEHIND:
        return Part("Inbox", "error", "Events wait for minutes: they are not worked off.", numbers)
    if behind > _BEHIND:
        return Part("Inbox", "warning", "Events come in faster than they are worked off.", numbers)
    return Part("Inbox", "ok", "Events are in the lists within seconds.", numbers)


def _deliveries(mine: Any, now: datetime) -> Part:
    behind = max(timedelta(0), now - mine.oldest_delivery) if mine.oldest_delivery else timedelta(0)
    numbers: Numbers = {
        "waiting": mine.deliveries,
        "oldest_seconds": round(behind.total_seconds(), 1),
        "failed_in_the_last_day": mine.failed_lately,
        "failed": mine.failed_deliveries,
        "failing_channels": mine.failing_channels,
        "channels_switched_off": mine.channels_off,
    }
    waits = (
        f" The oldest that waits has done so for {duration(behind.total_seconds())}."
        if behind >= _LONG_WAIT
        else ""
    )
    if mine.channels_off:
        return Part("Deliveries", "error", "A channel failed for long, and is switched off.", numbers)
    if mine.failing_channels:
        return Part("Deliveries", "warning", f"A channel does not take what is sent to it.{waits}", numbers)
    if mine.failed_lately:
        failed = count(mine.failed_lately, "delivery", "deliveries")
        return Part("Deliveries", "warning", f"{failed} failed in the last day.{waits}", numbers)
    if waits:
        return Part("Deliveries", "ok", f"Nothing failed in the last day.{waits}", numbers)
    return Part("Deliveries", "ok", "What triggers fire arrives.", numbers)


def _mail(mine: Any, services: Services) -> Part:
    numbers: Numbers = {
        "waiting": mine.mail,
        "failing_members": mine.failing_mailboxes,
    }
    if not is_set_up(services.settings):
        return Part("Mail", "ok", "No mail server is set up: links are shown to admins.", numbers)
    if mine.failing_mailboxes:
        return Part("Mail", "warning", "Mail to some members does not go out, and is tried again.", numbers)
    return Part("Mail", "ok", "What is due goes out.", numbers)


def _disk(folder: Path) -> Part:
    there = next(one for one in (folder, *folder.parents) if one.exists())
    usage = shutil.disk_usage(there)
    numbers: Numbers = {"free_bytes": usage.free, "total_bytes": usage.total}
    if usage.free < _NO_SPACE:
        return Part("Disk", "error", "Nearly full: events will soon be refused.", numbers)
    if usage.free < min(_LITTLE_SPACE, usage.total // 10):
        return Part("Disk", "warning", "Little space is left.", numbers)
    return Part("Disk", "ok", "There is space.", numbers)


def _versions(stored: Any) -> Part:
    numbers: Numbers = {
        "kenbun": VERSION,
        "postgresql": stored.version,
        "python": platform.python_version(),
        "database_revision": stored.revision,
    }
    if stored.revision != newest():
        return Part(
            "Versions", "error", f"The database is of revision {stored.revision}, not {newest()}.", numbers
        )
    return Part("Versions", "ok", "They fit one another.", numbers)


def _loop(name: str, one: Round, now: datetime) -> Loop:
    state: State = "error" if one.error else "warning" if _is_stuck(one, now) else "ok"
    return Loop(
        name, state, one.rounds, one.failures, one.ended_at, round(one.seconds, 3), one.error, one.failed_at
    )


def _is_stuck(one: Round, now: datetime) -> bool:
    """At one round for long, or not come to the next."""
    if one.began_at is None:
        return False
    if one.ended_at is None or one.ended_at < one.began_at:
        return now - one.began_at > _LONG_ROUND
    return now - one.ended_at > max(_LONG_PAUSE, 3 * timedelta(seconds=one.every))


def _worst(states: Iterable[State]) -> State:
    return max(states, key=_WORST.index)
