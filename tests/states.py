"""The states that leads have under the versions in force, so that two ways of making them can be compared."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from kenbun.scoring import version_queries
from tests.histories import NOW
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
