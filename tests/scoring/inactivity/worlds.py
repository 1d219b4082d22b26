"""Worlds with rules of inactivity, and random ones."""

from hypothesis import strategies as st

from kenbun.kit.ids import new_id
from kenbun.scoring.inactivity.decays import replace_draft
from kenbun.scoring.inactivity.publish import open_decays
from kenbun.scoring.inactivity.rules import DecayRule
from kenbun.scoring.publish import build_opened

DECAYS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["Quiet", "Silent"]),
            "points": st.one_of(st.integers(-12, -1), st.just(-100)),
            "every_days": st.sampled_from([1, 2, 3, 7, 10, 30]),
            "active": st.sampled_from([True, True, True, False]),
        }
    ),
    min_size=1,
    max_size=3,
)


def decay(points, every_days, name="Quiet", **more):
    return {"name": name, "points": points, "every_days": every_days} | more


async def open_rules(world, decays):
    rules = tuple(DecayRule.from_document(new_id(), one) for one in decays)
    async with world.database.transaction() as connection:
        await replace_draft(connection, world.workspace_id, rules, world.clock())
    async with world.database.transaction() as connection:
        return await open_decays(connection, world.caller, world.clock)


async def publish_decays(world, decays):
    version_id = await open_rules(world, decays)
    await build_opened(world.database, world.workspace_id, world.clock)
    return version_id
