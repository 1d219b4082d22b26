"""Living through the demo's history: rules in force first, then its calls in turn, each batch at its own time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from kenbun.access.ticks import tick
from kenbun.access.workspaces import Workspace, create_workspace, get_workspace
from kenbun.batch import Alias, Batch
from kenbun.batch.queries import take
from kenbun.database import Connection, Database
from kenbun.demo import queries
from kenbun.demo.alerts import add_triggers
from kenbun.demo.history import Received, history
from kenbun.demo.rhythm import DAYS
from kenbun.demo.segments import add_segments
from kenbun.events.storing import Parcel, store
from kenbun.kit.clock import Clock
from kenbun.onboarding import furnish
from kenbun.pipeline import run
from kenbun.scoring import fading_queries
from kenbun.scoring.fading import refresh
from kenbun.segments.following.passing import bring_to
from kenbun.segments.following.settle import settle_own

NAME = "Demo"
# Calls of one batch: few enough that level changes find their hour, enough to be done in seconds.
_TOGETHER = 160

# After so many calls the planner is told how much there is, and each time that there is twice as much.
_FIRST_LOOK = 1_000

OnProgress = Callable[[int, int], None]
"""Called with the number of calls done and of all."""


@dataclass(slots=True)
class _Times:
    """When things became known, where that differs from the tick of their batch."""

    events: dict[UUID, datetime] = field(default_factory=dict)
    leads: dict[UUID, datetime] = field(default_factory=dict)
    aliases: dict[Alias, datetime] = field(default_factory=dict)


async def make_demo(database: Database, clock: Clock, on_progress: OnProgress) -> UUID:
    """Makes the workspace and answers its id.

    All in one transaction: an interrupted one leaves nothing behind, and until the end neither the worker
    nor any reader meets a workspace whose present lies in the past.
    """
    now = clock()
    calls = history(now)
    async with database.transaction() as connection:
        founded = now - timedelta(days=DAYS + 1)
        workspace_id = await create_workspace(connection, NAME, founded, by="kenbun")
        await furnish(connection, workspace_id, founded)
        await add_segments(connection, workspace_id, _at(founded))
        await add_triggers(connection, workspace_id, _at(founded))
        workspace = await get_workspace(connection, workspace_id)
        times = _Times()
        faded = founded
        done, look_at = 0, _FIRST_LOOK
        for part in _parts(calls):
            if done >= look_at:
                await queries.look_at_tables(connection)
                look_at = 2 * done
            await _take_in(connection, workspace, part, times)
            if part[-1].at - faded > timedelta(hours=20):
                faded = part[-1].at
                await _fade(connection, workspace_id, _at(faded))
            done += len(part)
            on_progress(done, len(calls))
        await queries.received(connection, workspace_id, times.events)
        await queries.leads_created(connection, workspace_id, times.leads)
        await queries.aliases_learned(connection, workspace_id, times.aliases)
        await _fade(connection, workspace_id, clock)
    return workspace_id


def _parts(calls: Sequence[Received]) -> Iterator[Sequence[Received]]:
    for start in range(0, len(calls), _TOGETHER):
        yield calls[start : start + _TOGETHER]


async def _take_in(
    connection: Connection, workspace: Workspace, part: Sequence[Received], times: _Times
) -> None:
    """The way of any call: into the inbox, and from there through the pipeline; at the time of the last of them."""
    workspace_id = workspace.workspace_id
    await store(connection, [Parcel(workspace_id, None, part[-1].at, [each.call for each in part])])
    now = await tick(connection, workspace_id, _at(part[-1].at))
    batch = Batch(workspace, now, await take(connection, workspace_id, _TOGETHER))
    await run(connection, batch)
    received = {each.call.message_id: each.at for each in part}
    times.events |= {call.event_id: received[call.message_id] for call in batch.events}
    times.leads |= {lead_id: received[call.message_id] for lead_id, call in batch.new_leads.items()}
    times.aliases |= {alias: received[call.message_id] for alias, call in batch.new_aliases}


async def _fade(connection: Connection, workspace_id: UUID, clock: Clock) -> None:
    """What time alone does: to scores, and to membership."""
    now = await tick(connection, workspace_id, clock)
    due = await fading_queries.due(connection, workspace_id, now, 10_000)
    await refresh(connection, workspace_id, due, now)
    await settle_own(connection, workspace_id, now)
    await bring_to(connection, workspace_id, now)


def _at(moment: datetime) -> Clock:
    return lambda: moment
