"""What a trigger that is being built would have fired in past days, as the page shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from kenbun.access.workspaces import Workspace
from kenbun.database import Connection
from kenbun.kit.ids import new_id, public
from kenbun.mapping.named_queries import names_of
from kenbun.triggers.builder.shown import PREFIXES
from kenbun.triggers.builder.tried import Tried
from kenbun.triggers.definitions import Trigger
from kenbun.triggers.simulate import simulate
from kenbun.triggers.told import because_of, what_happened

DAYS = (7, 30, 90)
_SHOWN = 25


class WouldFire(NamedTuple):
    """`subject_id` is the public id; a lead or an account that is gone has no name."""

    subject_id: str
    name: str | None
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class ShownSimulation:
    """`chart` is for `js/per-day.js`, `most` its highest day; `firings` are the latest ones, the latest first.
    `held` is how much would have been held back, by why; `unlike` where it cannot be what would have been fired."""

    count: int
    most: int
    chart: str
    firings: Sequence[WouldFire]
    held: Mapping[str, int]
    unlike: Sequence[str]


async def simulated(
    connection: Connection, workspace: Workspace, found: Tried, days: int, now: datetime
) -> ShownSimulation:
    """Of what is built without fault. Raises Invalid where it would take too long."""
    draft, definition = found.draft, found.definition
    assert draft is not None
    assert definition is not None
    trigger = Trigger(new_id(), draft.kind, draft.subject, definition, None, now, now)
    made = await simulate(connection, workspace, trigger, days, now)
    latest = made.firings[: -_SHOWN - 1 : -1]
    names = await names_of(
        connection, workspace.workspace_id, draft.subject, {one.subject_id for one in latest}
    )
    firings = [
        WouldFire(
            public(PREFIXES[draft.subject], one.subject_id),
            names.get(one.subject_id),
            one.at,
            what_happened(draft.kind, one.cause),
        )
        for one in latest
    ]
    most = max((number for _, number in made.per_day), default=0)
    held = {because_of(why): number for why, number in made.held.items()}
    return ShownSimulation(made.count, most, drawn(made.per_day), firings, held, made.unlike)


def drawn(days: Sequence[tuple[date, int]]) -> str:
    """For `js/per-day.js`."""
    return json.dumps([[f"{day.day} {day:%b}", number] for day, number in days])
