"""What a trigger would have fired in past days: what happened then, judged as it was then; nothing is written or sent.

So it is what the live path would have fired, with these exceptions: who has been deleted since, and their events, are
not there; and conditions see the bands of levels, roles in committees, watch lists and filters of now, and events by
whose they are now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from kenbun.access.queries import ticks
from kenbun.access.workspaces import Workspace
from kenbun.database import Connection
from kenbun.identity.rooted_queries import ROOTED
from kenbun.kit.clock import day_of
from kenbun.kit.errors import Invalid
from kenbun.segments.evaluation import SubjectAt, holding_then
from kenbun.segments.members.member_queries import archived_since
from kenbun.triggers.chains import linked
from kenbun.triggers.definitions import Trigger
from kenbun.triggers.detect import happened_in
from kenbun.triggers.happening import Happening
from kenbun.triggers.in_force import Active, InForce
from kenbun.triggers.memory import nothing_yet
from kenbun.triggers.spans import Span
from kenbun.triggers.unlike import unlike_live

MOST_DAYS = 90
MOST_SHOWN = 1_000
# So many leads, or accounts, at their moments take some seconds; more, and it would be minutes.
_MOST_ASKED = 200_000


@dataclass(frozen=True, slots=True)
class Simulated:
    """`per_day` has every day of the span, in the workspace's zone; `firings` are the latest, in order of time.
    `held` counts what was no news (imported, late, …), by why, before conditions and cool-down are asked; `unlike` says
    in sentences where it cannot be what the live path would have fired."""

    count: int
    per_day: list[tuple[date, int]]
    firings: list[Happening]
    held: Mapping[str, int]
    unlike: Sequence[str]


async def simulate(
    connection: Connection, workspace: Workspace, trigger: Trigger, days: int, now: datetime
) -> Simulated:
    """The last `days` x 24 hours, as if it had waited all along and fired for nobody before. Raises Invalid."""
    workspace_id = workspace.workspace_id
    until = max(now, await ticks.visible(connection, workspace_id))
    span = Span(now - timedelta(days=days), until)
    active = Active(replace(trigger, active_since=None))
    found = await happened_in(connection, workspace_id, InForce((active,)), span)
    found = await _there(connection, workspace_id, trigger, found)
    links = await linked(connection, workspace_id, found, span)
    found = [one.happening for one in links if not one.is_over]
    held = Counter(one.held for one in found if one.held)
    found = [one for one in found if not one.held]
    found = await _holding_then(connection, workspace, active, found)
    memory = await nothing_yet(connection, workspace_id, found)
    fired = memory.passing(found)
    return Simulated(
        len(fired),
        _per_day(fired, span, workspace.time_zone),
        fired[-MOST_SHOWN:],
        held,
        unlike_live(trigger.kind, active.tree),
    )


async def _there(
    connection: Connection, workspace_id: UUID, trigger: Trigger, found: Sequence[Happening]
) -> list[Happening]:
    """Of those who have not been deleted since, as ids stay, and tell of nobody; nor had been archived by then."""
    ids = {one.subject_id for one in found}
    known = await ROOTED[trigger.subject].known(connection, workspace_id, ids)
    archived = await archived_since(connection, workspace_id, trigger.subject, ids)
    return [
        one
        for one in found
        if one.subject_id in known and not (one.subject_id in archived and one.at >= archived[one.subject_id])
    ]


async def _holding_then(
    connection: Connection, workspace: Workspace, trigger: Active, found: Sequence[Happening]
) -> list[Happening]:
    if trigger.tree is None:
        return list(found)
    pairs = list(dict.fromkeys(SubjectAt(one.subject_id, one.at) for one in found))
    if len(pairs) > _MOST_ASKED:
        raise Invalid(
            f"Conditions would be asked {len(pairs):,} times, more than {_MOST_ASKED:,}: simulate fewer days.",
            field="days",
        )
    place = (connection, workspace.workspace_id, trigger.subject)
    held = await holding_then(*place, trigger.tree, pairs, workspace.time_zone)
    return [one for one in found if SubjectAt(one.subject_id, one.at) in held]


def _per_day(fired: Sequence[Happening], span: Span, zone: str) -> list[tuple[date, int]]:
    counts = Counter(day_of(one.at, zone) for one in fired)
    first, last = day_of(span.since, zone), day_of(span.until, zone)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [(day, counts[day]) for day in days]
