"""For whom triggers have fired already: by the part that did it, so that merges and unmerges need not touch it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kenbun.database import Connection
from kenbun.triggers import memory_queries as queries
from kenbun.triggers.happening import Happening

Key = tuple[UUID, UUID]
"""A trigger, and a part."""
Parts = Mapping[UUID, Sequence[tuple[datetime, datetime | None, UUID]]]
"""By root: who was shown in it from when to when."""


@dataclass(slots=True)
class Memory:
    parts: Parts
    fired: dict[Key, list[datetime]] = field(default_factory=dict)
    """In order."""
    held: set[Key] = field(default_factory=set)

    def passing(self, happenings: Iterable[Happening]) -> list[Happening]:
        """Those that fire, or are held back: once for each, or not again before it has cooled down. In order."""
        return [one for one in happenings if self._lets(one)]

    def _lets(self, one: Happening) -> bool:
        definition = one.trigger.trigger.definition
        keys = [(one.trigger.trigger_id, part) for part in self._parts(one)]
        # what is no news is judged later than news: by what had fired until then
        last = max((at for key in keys if (at := self._last(key, one.at))), default=None)
        if definition.fire == "once" and (last is not None or (one.held and not self.held.isdisjoint(keys))):
            return False
        if last is not None and one.at - last < timedelta(seconds=definition.cooldown_seconds):
            return False
        key = (one.trigger.trigger_id, one.part_id)
        if one.held:
            self.held.add(key)
        else:
            self.fired.setdefault(key, []).append(one.at)
        return True

    def _last(self, key: Key, by: datetime) -> datetime | None:
        times = self.fired.get(key, ())
        place = bisect_right(times, by)
        return times[place - 1] if place else None

    def _parts(self, one: Happening) -> Iterator[UUID]:
        """All who were one with it at that time."""
        yield from {one.subject_id, one.part_id}
        for since, until, part in self.parts.get(one.subject_id, ()):
            if since <= one.at and (until is None or one.at < until):
                yield part


async def nothing_yet(connection: Connection, workspace_id: UUID, happenings: Sequence[Happening]) -> Memory:
    """As if none had ever fired: for a simulation."""
    return Memory(await _parts_of(connection, workspace_id, happenings))


async def remembered(
    connection: Connection, workspace_id: UUID, happenings: Sequence[Happening], since: datetime
) -> Memory:
    """What these have fired so far, of all that are asked for; they happened after `since`."""
    parts = await _parts_of(connection, workspace_id, happenings)
    asked: set[Key] = set()
    for one in happenings:
        definition = one.trigger.trigger.definition
        if definition.fire == "once" or definition.cooldown_seconds:
            together = (part for *_, part in parts.get(one.subject_id, ()))
            asked |= {(one.trigger.trigger_id, part) for part in (one.subject_id, one.part_id, *together)}
    rows: Sequence[Any] = await queries.fired(connection, workspace_id, asked, since) if asked else []
    return Memory(
        parts,
        {(row.trigger_id, row.subject_id): _times(row) for row in rows},
        {(row.trigger_id, row.subject_id) for row in rows if row.is_held},
    )


def _times(row: Any) -> list[datetime]:
    return [*([row.fired_at] if row.fired_at else ()), *(row.later or ())]


async def _parts_of(connection: Connection, workspace_id: UUID, happenings: Sequence[Happening]) -> Parts:
    found: dict[UUID, list[tuple[datetime, datetime | None, UUID]]] = {}
    for subject in ("lead", "account"):
        roots = {one.subject_id for one in happenings if one.trigger.subject == subject}
        for row in await queries.parts(connection, workspace_id, subject, roots):
            found.setdefault(row.root_id, []).append((row.held_from, row.held_to, row.part_id))
    return found
