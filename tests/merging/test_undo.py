"""After any run of events, merges and unmerges, taking all merges back leaves what there is where none ever was."""

from datetime import timedelta
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from kenbun.conversions.definitions import Draft, add_definition
from kenbun.kit.ids import public
from tests.events.filters.filtered import Filtered
from tests.fits import PROFILE_RULES, add_fit
from tests.histories import NOW, RULES, TYPES, ZONES, unheard
from tests.interpreter.filters import reasons
from tests.interpreter.scores import score_at
from tests.interpreter.sessions import sessions
from tests.merging.graphs import PEOPLE, first_calls, runs
from tests.merging.merged import merge, take_back, told
from tests.scoring.inactivity.worlds import DECAYS, publish_decays
from tests.states import assert_same_from_scratch
from tests.world import alias, make_world

_PACES = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.just("velocity"),
            "event_type": st.sampled_from(TYPES),
            "count": st.integers(1, 2),
            "window_seconds": st.sampled_from([60, 3600, 86_400, 2_592_000]),
            "keep_first": st.booleans(),
        }
    ),
    max_size=2,
)
_WON = Draft(name="Won", field="lifecycle_stage", value="customer")
_SENT = Draft(name="Sent", event_type="Form Sent")


class Given(NamedTuple):
    """What is in force from the start."""

    rules: list
    profile: list
    zone: str
    paces: list
    decays: list


GIVEN = st.builds(Given, RULES, PROFILE_RULES, ZONES, _PACES, st.one_of(st.just([]), DECAYS))


async def prepared(database, given):
    world = await make_world(database, given.rules, zone=given.zone, now=NOW)
    await add_fit(world, "profile", given.profile)
    async with world.database.transaction() as connection:
        for draft in (_WON, _SENT):
            await add_definition(connection, world.caller, draft, world.clock)
    filtered = Filtered(world, [one | {"name": f"Pace {place}"} for place, one in enumerate(given.paces)])
    await filtered.begin()
    await filtered.switch(set(range(len(given.paces))))
    if given.decays:
        await publish_decays(world, given.decays)
    return world


async def roots_of(world):
    """By person, where each is shown."""
    rows = await world.rows("SELECT value, kind, lead_id FROM lead_aliases WHERE workspace_id = :w")
    shown = {(row["kind"], row["value"]): row["lead_id"] for row in rows}
    return {who: shown[alias(who)] for who in PEOPLE}


async def go_through(world, run, calls):
    """Answers the merges that stand at the end."""
    standing = []
    for what, value in run:
        world.clock.forward(seconds=7)
        if what == "wait":
            world.clock.now += value
            await world.fade()
        elif what == "hear":
            await world.hear(*_fresh(value, calls))
        elif what == "merge":
            roots = sorted(set((await roots_of(world)).values()))
            target, source = (roots[place % len(roots)] for place in value)
            if source != target:
                standing += await merge(world, target, source)
        elif standing:
            await take_back(world, standing.pop(value % len(standing)))
    return standing


def _fresh(value, calls):
    fresh = unheard(value, {one["message_id"] for one in calls})
    calls.extend(fresh)
    return fresh


@given(GIVEN, runs(max_size=6), st.data())
async def test_taken_back_merges_have_never_been(database, given, run, data):
    """In any order: every row is that of a world in which the same calls came and nobody merged anybody."""
    world = await prepared(database, given)
    calls = []
    await world.hear(*_fresh(first_calls(), calls))
    standing = await go_through(world, run, calls)
    await check_shown(world, given, calls)
    for merge_id in data.draw(st.permutations(standing)):
        await take_back(world, merge_id)
    other = await prepared(database, given)
    await other.hear(*_fresh(first_calls(), heard := []))
    await go_through(other, [one for one in run if one[0] in ("hear", "wait")], heard)
    assert heard == calls
    for each in (world, other):
        each.clock.now = NOW + timedelta(days=60)
        await each.fade()
    assert await told(world) == await told(other)


async def check_shown(world, given, calls):
    """While some are merged: scores, counts and sessions are those of all that each root's people did."""
    roots = await roots_of(world)
    rows = {row.lead_id: row for row in await world.shown()}
    assert rows.keys() == {public("ld", one) for one in roots.values()}
    stored = await world.rows("SELECT * FROM sessions WHERE workspace_id = :w ORDER BY started_at")
    for root_id in set(roots.values()):
        people = [alias(who) for who in PEOPLE if roots[who] == root_id]
        own = [call for call in calls if call["kind"] == "event" and call["aliases"][0] in people]
        told = reasons(own, [[one | {"conditions": None} for one in given.paces]] * len(own), given.zone)
        own = [call for call, some in zip(own, told, strict=True) if not some]
        row = rows[public("ld", root_id)]
        assert row.engagement_score == score_at(
            given.rules, own, row.scored_at, given.zone, decays=given.decays
        )
        assert row.event_count == len(own)
        assert sessions(own) == [
            (one["started_at"], one["ended_at"], one["event_count"], sorted(one["channels"]))
            for one in stored
            if one["lead_id"] == root_id
        ]
    await assert_same_from_scratch(world, set(roots.values()))
