"""Putting a lead on one's own watch list, with what one expects of it, and taking it off."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.identity.roots import root_of
from kenbun.kit.errors import Conflict, Invalid, NotFound
from kenbun.kit.ids import public
from kenbun.kit.text import line, storable
from kenbun.levels.queries import bands_in_force
from kenbun.stirred import stir
from kenbun.watching import queries

MOST = 10_000
"""Leads on the list of one member."""
_LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class Watch:
    """What a member says of a watched lead. The alerts are of the engagement score: reached from below."""

    prediction: str | None = None
    note: str | None = None
    alert_score: int | None = None
    alert_level: str | None = None

    def saying(self, said: Mapping[str, Any]) -> Watch:
        """With what is said now; what is left out stays. Trimmed, blank as none. Raises Invalid naming the field."""
        return replace(self, **{name: _READ[name](value, name) for name, value in said.items()})


def _line(text: str | None, field: str) -> str | None:
    return line(text, field) if text and text.strip() else None


def _text(text: str | None, field: str) -> str | None:
    trimmed = text.strip() if text else ""
    if len(trimmed) > _LONGEST_NOTE or not storable(trimmed):
        limit = f"{_LONGEST_NOTE:,}"
        raise Invalid(f"Must be text of at most {limit} characters, without NUL characters.", field=field)
    return trimmed or None


def _score(score: int | None, field: str) -> int | None:
    if abs(score or 0) > 2**62:
        raise Invalid("The number is too large.", field=field)
    return score


_READ: Mapping[str, Callable[[Any, str], Any]] = {
    "prediction": _line,
    "note": _text,
    "alert_score": _score,
    "alert_level": _line,
}


async def watch_of(connection: Connection, caller: Caller, lead_id: UUID) -> Watch | None:
    """What the caller said of the lead; None where it is not on the list."""
    lead_id = await root_of(connection, caller.workspace_id, lead_id)
    row = await queries.one_watch(connection, caller.workspace_id, lead_id, caller.member_id)
    return Watch(row.prediction, row.note, row.alert_score, row.alert_level) if row else None


async def watch_lead(
    connection: Connection, caller: Caller, lead_id: UUID, said: Mapping[str, Any], now: datetime
) -> Watch:
    """Puts the lead on the caller's list, if it is not on it, and keeps what is said of it.

    Raises NotFound, Invalid, Conflict.
    """
    lead_id = await root_of(connection, caller.workspace_id, lead_id)
    if not await queries.hold_lead(connection, caller.workspace_id, lead_id):
        raise NotFound("There is no such lead.", field="lead_id")
    before = await watch_of(connection, caller, lead_id)
    after = (before or Watch()).saying(said)
    if after.alert_level and said.get("alert_level"):
        await _demand_level(connection, caller, after.alert_level)
    if before is None:
        await demand_room(connection, caller, 1)
        await stir(connection, caller.workspace_id, "lead", [lead_id], "watch")
    if after != before:
        values = asdict(after)
        await queries.watch(connection, caller.workspace_id, lead_id, caller.member_id, now, **values)
        await _note(connection, caller, lead_id, asdict(before) if before else None, values, now)
    return after


async def unwatch_lead(connection: Connection, caller: Caller, lead_id: UUID, now: datetime) -> None:
    """Takes it off the caller's list; it is no mistake where it was not on it. Raises NotFound."""
    lead_id = await root_of(connection, caller.workspace_id, lead_id)
    if not await queries.hold_lead(connection, caller.workspace_id, lead_id):
        raise NotFound("There is no such lead.", field="lead_id")
    if await queries.unwatch(connection, caller.workspace_id, lead_id, caller.member_id):
        await stir(connection, caller.workspace_id, "lead", [lead_id], "watch")
        await _note(connection, caller, lead_id, {}, None, now)


async def watch_leads(
    connection: Connection, caller: Caller, lead_ids: Collection[UUID], now: datetime
) -> int:
    """Adds all of these that are leads; what was said of those watched already stays. How many are new."""
    await demand_room(connection, caller, len(lead_ids))
    await stir(connection, caller.workspace_id, "lead", lead_ids, "watch")
    return await queries.watch_many(connection, caller.workspace_id, lead_ids, caller.member_id, now)


async def _demand_level(connection: Connection, caller: Caller, name: str) -> None:
    bands = await bands_in_force(connection, caller.workspace_id, "engagement")
    if bands.named(name) is None:
        known = ", ".join(band.name for band in bands.bands)
        raise Invalid(f"There is no engagement level of this name; there are: {known}.", field="alert_level")


async def demand_room(connection: Connection, caller: Caller, more: int) -> None:
    """For so many more on the caller's list. Raises Conflict."""
    if await queries.count_watches(connection, caller.workspace_id, caller.member_id) + more > MOST:
        raise Conflict(f"A watch list holds at most {MOST:,} leads: take some off first.")


async def _note(
    connection: Connection,
    caller: Caller,
    lead_id: UUID,
    before: dict[str, object] | None,
    after: dict[str, object] | None,
    now: datetime,
) -> None:
    action = "lead.unwatch" if after is None else "lead.watch"
    subject = ("lead", public("ld", lead_id))
    await audit.record(connection, caller, action, subject, before=before, after=after, now=now)
