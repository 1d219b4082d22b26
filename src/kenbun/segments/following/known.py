"""What was found of some before they are looked at, without the tick, and whom that is still true of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from kenbun.database import Connection
from kenbun.segments.defining.drafts import KINDS
from kenbun.segments.evaluation import Grid
from kenbun.segments.following import touched_queries
from kenbun.segments.following.in_force import InForce
from kenbun.segments.following.looks import Look, Looks
from kenbun.segments.following.needs import Keys


class Known(NamedTuple):
    """`changed` is what an evaluation looks at its own for; without `found` nothing is known of them. `touched` are
    those to whom something has happened since, whatever it was."""

    changed: Keys
    found: Grid | None
    touched: Collection[UUID] = ()

    def holds_of(self, asked: Iterable[UUID], looks: Mapping[UUID, Look]) -> list[UUID]:
        """Who comes in or goes out of a segment that is asked for has something happen in this very transaction."""
        return [one for one in asked if looks[one].changed == self.changed and one not in self.touched]


async def note_touched(
    connection: Connection, workspace_id: UUID, segments: InForce, looks: Looks, known: Known | None
) -> None:
    """Whoever is looked at for anything but an evaluation. What is found of everybody is found after all those who do
    not note have ended, so each change is in what is found, or is noted."""
    if not segments.noting:
        return
    changed = known and known.changed
    touched = [
        one for kind in KINDS for one, look in looks.of(kind).items() if look.changed != changed or not known
    ]
    if touched:
        await touched_queries.note(connection, workspace_id, touched)
