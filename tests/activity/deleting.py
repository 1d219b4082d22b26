"""Deleting events in a world of tests, and the same said plainly of a list of calls."""

from typing import Any

from kenbun.access.callers import Caller
from kenbun.activity.deletion.begin import begin
from kenbun.activity.deletion.preview import Numbers, numbers_of
from kenbun.activity.deletion.run import run_begun
from kenbun.activity.filters import EventFilters
from kenbun.rejudged import follow_deleted
from tests.events.filters.filtered import Filtered
from tests.interpreter.scores import folded
from tests.interpreter.sessions import channel
from tests.world import World, alias

J = dict[str, Any]


async def try_it(world: World, **filters: Any) -> Numbers:
    async with world.database.snapshot() as connection:
        return await numbers_of(connection, world.workspace_id, EventFilters(**filters))


async def start(world: World, member: Caller, **filters: Any) -> Any:
    async with world.database.transaction() as connection:
        return await begin(connection, member, EventFilters(**filters), world.clock)


async def carry_out(world: World) -> None:
    await run_begun(world.database, world.workspace_id, world.clock, follow_deleted)


async def delete(world: World, member: Caller, **filters: Any) -> Any:
    """As the worker does, to the end; answers the id of the deletion."""
    deletion_id = await start(world, member, **filters)
    await carry_out(world)
    return deletion_id


def fits(call: J, suppressed: bool, who: tuple[str, str] | None, filters: J) -> bool:
    """Whether the event is among those that the filters are about; days are those of UTC."""
    day = call["timestamp"].date()
    return (
        ("event_type" not in filters or folded(call["event_type"]) == folded(filters["event_type"]))
        and ("channel" not in filters or channel(call) == filters["channel"])
        and ("suppressed" not in filters or suppressed == filters["suppressed"])
        and ("since" not in filters or day >= filters["since"])
        and ("until" not in filters or day <= filters["until"])
        and ("lead" not in filters or who == alias(filters["lead"]))
    )


def forget(some: Filtered, gone: list[bool]) -> None:
    """As if those calls had never been said; whom they made known stays so."""
    left = [place for place, is_gone in enumerate(gone) if not is_gone]
    some.strays = {left.index(place) for place in some.strays if not gone[place]}
    some.calls = [some.calls[place] for place in left]
    some.judged_by = [some.judged_by[place] for place in left]
