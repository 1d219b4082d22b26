"""What is no news is held back behind the news: exactly, some at a time, and nobody waits for it."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenbun.access.ticks import tick
from kenbun.erasure.erase import delete_lead
from kenbun.scoring.moves import Step, note_steps
from kenbun.triggers import silence
from kenbun.triggers.settle import settle
from kenbun.triggers.silence import hold_back
from tests.triggers.triggered import HOT, WARM, Triggers
from tests.world import event, make_world, rule

RULES = [rule("Asked", "Demo", 60), rule("Viewed", "Page View", 30)]
PEOPLE = ("ada@acme.com", "bob@acme.com", "cy@acme.com")
RESTS = timedelta(hours=2)
HOWS = {
    "each": {"cooldown_seconds": 0},
    "once": {"fire": "once"},
    "rests": {"cooldown_seconds": RESTS.seconds},
}

# Up across the threshold, or down again; in a batch some of it may be late.
_MOVE = st.tuples(st.sampled_from(PEOPLE), st.booleans(), st.sampled_from([None, None, "late"]))
_MOVES = st.lists(_MOVE, min_size=1, max_size=6)
_TICK = st.tuples(st.sampled_from(["batch", "fading", "publish", "import"]), _MOVES, st.integers(1, 150))
# After which ticks the news is judged, and what is no news.
_ROUNDS = st.tuples(st.booleans(), st.booleans())


@settings(max_examples=30)
@given(st.lists(st.tuples(_TICK, _ROUNDS), min_size=1, max_size=8), st.integers(3, 8), st.integers(1, 4))
async def test_whenever_it_is_judged_it_is_as_if_at_once(database, steps, judged, written):
    """However late, and in pieces of any size: what fires and what is held back is what a reader finds who takes all
    moves in the order in which they happened."""
    world = await make_world(database, RULES)
    await world.hear(*[event(who, "Other") for who in PEOPLE])
    triggers = Triggers(world)
    for name, how in HOWS.items():
        await triggers.add(name, HOT, **how)
    leads = {who: await world.lead_by_alias(("email", who)) for who in PEOPLE}
    place = (world.database, world.workspace_id)
    happened = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(silence, "_JUDGED_AT_ONCE", 6 + judged)
        patch.setattr(silence, "_WRITTEN_AT_ONCE", written)
        for (cause, moves, minutes), (news, rest) in steps:
            world.clock.forward(minutes=minutes)
            happened.append((await _move(world, leads, cause, moves), cause, moves))
            if news:
                await settle(*place)
            if rest:
                await hold_back(*place)
        await settle(*place)
        await hold_back(*place)
    for name, how in HOWS.items():
        found = [
            (one["at"], one["subject_id"], one["state"], one["held_because"])
            for one in await triggers.firings(name)
        ]
        expected = [
            (at, leads[who], "held_back" if held else "fired", held)
            for at, who, held in _by_hand(happened, how)
        ]
        assert sorted(found, key=str) == sorted(expected, key=str), name


async def _move(world, leads, cause, moves):
    steps = [
        Step(leads[who], *((40, 60) if up else (60, 40)), None, late if cause == "batch" else None)
        for who, up, late in moves
    ]
    async with world.database.transaction() as connection:
        now = await tick(connection, world.workspace_id, world.clock)
        await note_steps(connection, world.workspace_id, "lead", "engagement", steps, now, cause)
    return now


def _by_hand(happened, how):
    """Of one tick news comes first: what is no news at it is no more of an occasion."""
    fired, held_back = {}, set()
    for at, cause, moves in happened:
        silent = cause in ("publish", "import")
        some = [
            (who, cause if silent else late if cause == "batch" else None) for who, up, late in moves if up
        ]
        for who, held in sorted(some, key=lambda one: one[1] is not None):
            last = fired.get(who)
            if how.get("fire") == "once" and (last or (held and who in held_back)):
                continue
            if last and at - last < timedelta(seconds=how.get("cooldown_seconds", 0)):
                continue
            if held:
                held_back.add(who)
            else:
                fired[who] = at
            yield at, who, held


async def _published(make):
    """Three who have come over the threshold by a publish, and nothing of it is judged yet."""
    world = await make(RULES)
    triggers = Triggers(world)
    await triggers.add("Hot", HOT, fire="once")
    await triggers.add("Warm", WARM | {"level": "Hot"}, fire="once")
    await world.hear(*[event(who, "Page View") for who in PEOPLE])
    await world.publish([one | {"points": 60} for one in RULES])
    return world, triggers


async def test_a_batch_does_not_wait_for_what_is_no_news(make, monkeypatch):
    """Behind a publish it judges its own alone, also while the publish is judged; both are there in the end."""
    world, triggers = await _published(make)
    await world.hear(event("new@acme.com", "Demo"))
    rows = "SELECT DISTINCT state FROM trigger_firings WHERE workspace_id = :w"
    assert [one["state"] for one in await world.rows(rows)] == ["fired"]
    judge = silence._judge

    async def and_meanwhile(connection, workspace_id):
        found = await judge(connection, workspace_id)
        world.clock.forward(minutes=1)
        await world.hear(event("ada@acme.com", "Page View"), event("late@acme.com", "Demo"))
        return found

    monkeypatch.setattr(silence, "_judge", and_meanwhile)
    await hold_back(world.database, world.workspace_id)
    for name in ("Hot", "Warm"):
        states = sorted(await triggers.states(name))
        assert states == [("fired", None)] * 2 + [("held_back", "publish")] * 3, name


async def test_whoever_is_deleted_meanwhile_is_not_held_back(make, monkeypatch):
    """What was judged of them before is not written any more; nor is anything of a trigger that has changed."""
    world, triggers = await _published(make)
    ada = await world.lead_by_alias(("email", "ada@acme.com"))
    judge, judged = silence._judge, []

    async def and_then(connection, workspace_id):
        found = await judge(connection, workspace_id)
        if not judged:
            async with world.database.transaction() as other:
                await delete_lead(other, world.caller, ada, world.clock)
            await triggers.change("Warm", active=False)
        judged.append(found)
        return found

    monkeypatch.setattr(silence, "_judge", and_then)
    await settle(world.database, world.workspace_id)
    await hold_back(world.database, world.workspace_id)
    assert not await world.rows("SELECT 1 FROM trigger_firings WHERE workspace_id = :w")
    await hold_back(world.database, world.workspace_id)
    held = [one["subject_id"] for one in await triggers.firings("Hot")]
    assert len(held) == 2
    assert ada not in held
    assert await triggers.states("Warm") == []


async def test_what_is_written_is_not_written_again(make, monkeypatch):
    """Cut off in the middle, the next round goes on behind the last piece."""
    world, triggers = await _published(make)
    monkeypatch.setattr(silence, "_WRITTEN_AT_ONCE", 1)
    add, pieces = silence.firing_queries.add, []

    async def cut_off(*given):
        pieces.append(given)
        if len(pieces) == 2:
            raise ConnectionError
        await add(*given)

    monkeypatch.setattr(silence.firing_queries, "add", cut_off)
    await settle(world.database, world.workspace_id)
    pieces.clear()
    with pytest.raises(ConnectionError):
        await hold_back(world.database, world.workspace_id)
    await hold_back(world.database, world.workspace_id)
    for name in ("Hot", "Warm"):
        assert await triggers.states(name) == [("held_back", "publish")] * 3
