"""Putting a lead on one's own watch list, with what one expects of it, and taking it off."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.kit.errors import Conflict, Invalid, NotFound
from kenbun.kit.ids import public
from kenbun.kit.text import line, storable
from kenbun.levels.queries import bands_in_force
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

    @classmethod
    def read(
        cls, prediction: str | None, note: str | None, alert_score: int | None, alert_level: str | None
    ) -> Watch:
        """Trimmed, blank as none. Raises Invalid naming what is wrong."""
        note = note.strip() if note else ""
        if len(note) > _LONGEST_NOTE or not storable(note):
            raise Invalid(
                f"Must be text of at most {_LONGEST_NOTE:,} characters, without NUL characters.", field="note"
            )
        if abs(alert_score or 0) > 2**62:
            raise Invalid("The number is too large.", field="alert_score")
        said = line(prediction, "prediction") if prediction and prediction.strip() else None
        level = line(alert_level, "alert_level") if alert_level and alert_level.strip() else None
        return cls(said, note or None, alert_score, level)


async def watch_lead(
    connection: Connection, caller: Caller, lead_id: UUID, said: Watch, now: datetime
) -> None:
    """Adds the lead to the caller's list, or replaces what was said there. Raises NotFound, Invalid, Conflict."""
    if not await queries.is_lead(connection, caller.workspace_id, lead_id):
        raise NotFound("There is no such lead.", field="lead_id")
    if said.alert_level:
        bands = await bands_in_force(connection, caller.workspace_id, "engagement")
        if bands.named(said.alert_level) is None:
            known = ", ".join(band.name for band in bands.bands)
            raise Invalid(
                f"There is no engagement level of this name; there are: {known}.", field="alert_level"
            )
    before = await queries.one_watch(connection, caller.workspace_id, lead_id, caller.member_id)
    if before is None:
        await _demand_room(connection, caller, 1)
    values = {name: getattr(said, name) for name in Watch.__dataclass_fields__}
    await queries.watch(connection, caller.workspace_id, lead_id, caller.member_id, now, **values)
    was = {name: getattr(before, name) for name in values} if before else None
    if was != values:
        await _note(connection, caller, lead_id, was, values, now)


async def unwatch_lead(connection: Connection, caller: Caller, lead_id: UUID, now: datetime) -> None:
    """Takes it off the caller's list; it is no mistake where it was not on it. Raises NotFound."""
    if not await queries.is_lead(connection, caller.workspace_id, lead_id):
        raise NotFound("There is no such lead.", field="lead_id")
    if await queries.unwatch(connection, caller.workspace_id, lead_id, caller.member_id):
        await _note(connection, caller, lead_id, {}, None, now)


async def watch_leads(
    connection: Connection, caller: Caller, lead_ids: Collection[UUID], now: datetime
) -> int:
    """Adds all of these that are leads; what was said of those watched already stays. How many are new."""
    await _demand_room(connection, caller, len(lead_ids))
    return await queries.watch_many(connection, caller.workspace_id, lead_ids, caller.member_id, now)


async def _demand_room(connection: Connection, caller: Caller, more: int) -> None:
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
