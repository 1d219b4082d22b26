"""The states that leads have under the versions in force, so that ways of making them can be compared."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from kenbun.levels.bands import Bands
from kenbun.scoring import states_queries, version_queries
from tests.histories import NOW
from tests.interpreter.scores import level
from tests.world import World

States = dict[tuple[UUID, UUID], tuple[list[float], tuple[Any, ...]]]


async def states_of(world: World) -> States:
    """By ruleset and lead; the sums faded to one time."""
    rows = await world.rows("""
        SELECT v.ruleset_id, s.* FROM lead_states s
        JOIN ruleset_versions v ON v.workspace_id = s.workspace_id AND v.version_id = s.version_id
        WHERE s.workspace_id = :w AND v.state = 'in_force'
    """)
    async with world.database.transaction() as connection:
        versions = await version_queries.versions_in_force(connection, world.workspace_id)
    slots = {version.ruleset_id: version.slots for version in versions}
    states = {}
    for row in rows:
        age = (NOW + timedelta(days=2) - row["as_of"]) / timedelta(days=1)
        sums = [
            one * 0.5 ** (age / half_life) if half_life else one
            for one, half_life in zip(row["sums"], slots[row["ruleset_id"]], strict=True)
        ]
        rest = (row["fading_lines"], row["cap_periods"], row["cap_used"], row["capped_until"])
        states[row["ruleset_id"], row["lead_id"]] = (sums, rest)
    return states


def assert_same_states(one: States, other: States) -> None:
    assert one.keys() == other.keys()
    for key, (sums, rest) in one.items():
        assert rest == other[key][1]
        for mine, theirs in zip(sums, other[key][0], strict=True):
            assert abs(mine - theirs) <= 1e-9 * (1 + abs(mine))


async def rebuild(world: World, lead_ids: Iterable[UUID] | None = None) -> None:
    """From their events; of all that ever did something, if not said of whom."""
    # what is said of an account alone is nobody's
    leads = {one for one in lead_ids or (await world.doers()).values() if one}
    async with world.database.transaction() as connection:
        for version in await version_queries.versions_in_force(connection, world.workspace_id):
            await states_queries.rebuild(connection, world.workspace_id, version, leads, world.clock())


def assert_path(changes: Sequence[Mapping[str, Any]], score: int, bands: Bands) -> None:
    """One's changes of level follow one another, from that of 0 points to that of the score."""
    levels = [level(0, bands), *(one["to_level"] for one in changes)]
    assert [one["from_level"] for one in changes] == levels[:-1]
    assert levels[-1] == level(score, bands)


async def assert_same_from_scratch(world: World, lead_ids: Iterable[UUID] | None = None) -> None:
    """Once what is due has faded, as the worker's tick sees to."""
    await world.fade()
    states = await states_of(world)
    await rebuild(world, lead_ids)
    assert_same_states(await states_of(world), states)
