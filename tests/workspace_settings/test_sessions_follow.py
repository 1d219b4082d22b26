"""Sessions follow another timeout, lead by lead, while events stream on: at the end as if made from scratch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenbun.kit.ids import public
from kenbun.pipeline import take_batch
from kenbun.workspace_settings import weave
from kenbun.workspace_settings.preview import preview_settings
from kenbun.workspace_settings.settings import SettingsPatch
from tests.histories import NOW, histories
from tests.interpreter.sessions import sessions
from tests.settled import ask, follow, settle
from tests.world import event, make_world, minutes

_TIMEOUTS = st.sampled_from([1, 29, 30, 31, 60, 1440])


async def _strung(world):
    """By lead, as the interpreter tells them."""
    rows = await world.rows("SELECT * FROM sessions WHERE workspace_id = :w ORDER BY started_at")
    found = {}
    for row in rows:
        told = (row["started_at"], row["ended_at"], row["event_count"], sorted(row["channels"]))
        found.setdefault(public("ld", row["lead_id"]), []).append(told)
    return found


async def _by_hand(world, calls, timeout):
    doers = await world.doers()
    of_lead = {}
    for call in calls:
        of_lead.setdefault(public("ld", doers[call["message_id"]]), []).append(call)
    return {lead: told for lead, own in of_lead.items() if (told := sessions(own, timeout))}


@given(_TIMEOUTS, _TIMEOUTS, histories(), st.integers(0, 24), st.lists(st.integers(0, 3), max_size=5))
async def test_sessions_are_those_of_the_new_timeout(database, before, after, calls, known, pace):
    """Whatever comes in before, between and after the pieces, and from one timeout to the next and back; which a
    preview told once all was in."""
    world = await make_world(database, now=NOW)
    await settle(world, session_timeout_minutes=before)
    await world.say(*calls)
    await take_batch(database, world.workspace_id, world.clock, max(1, known))
    await ask(world, session_timeout_minutes=after)
    for some in pace:
        if some:
            await take_batch(database, world.workspace_id, world.clock, some)
        await _weave_one(world)
    await follow(world)
    await world.work_off()
    new = await _strung(world)
    assert new == await _by_hand(world, calls, after)
    seen = await _preview(world, before)
    await settle(world, session_timeout_minutes=before)
    old = await _strung(world)
    assert old == await _by_hand(world, calls, before)
    _check_preview(seen, new, old, same=before == after)


async def _preview(world, timeout):
    patch = SettingsPatch(session_timeout_minutes=timeout)
    return (await preview_settings(world.database, world.workspace_id, patch, world.clock)).sessions


def _check_preview(seen, now, then, same):
    """How many sessions there are, will be, and of how many leads they will be others; nothing where it is the same."""
    if same:
        assert seen is None
        return
    assert [seen.before, seen.after] == [sum(map(len, one.values())) for one in (now, then)]
    assert seen.leads == sum(now[lead] != then[lead] for lead in then)


async def _weave_one(world):
    """One lead and no more."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(weave, "_LEADS", 1)
        await weave._weave_some(world.database, world.workspace_id, world.clock)


async def test_a_session_keeps_its_id_where_it_begins(make):
    """Sessions that are joined are the first of them; one that is cut apart keeps its first part."""
    world = await make()
    await world.hear(
        event("ada@acme.com", "Page View"), event("ada@acme.com", "Page View", NOW - minutes(20))
    )
    ids = "SELECT session_id FROM sessions WHERE workspace_id = :w ORDER BY started_at"
    [first] = [row["session_id"] for row in await world.rows(ids) if row][:1]
    await settle(world, session_timeout_minutes=10)
    assert (await world.rows(ids))[0]["session_id"] == first
    await settle(world, session_timeout_minutes=1440)
    assert (await world.rows(ids))[0]["session_id"] == first
