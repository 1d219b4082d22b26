"""For random filters and histories: what is deleted is as if it had never come, live, from scratch and by hand."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenbun.kit.errors import Invalid
from kenbun.kit.ids import public
from tests.activity.deleting import delete, fits, forget, try_it
from tests.events.filters.filtered import Filtered
from tests.events.filters.test_same_answer import (
    _FILTERS,
    check,
    check_counts,
    work_off,
)
from tests.histories import NOW, PEOPLE, RULES, TYPES, batches, histories
from tests.interpreter.scores import score_at
from tests.members import join
from tests.scoring.inactivity.worlds import DECAYS, publish_decays
from tests.states import assert_same_from_scratch
from tests.world import alias, make_world

_DAYS = st.integers(0, 60).map(lambda ago: (NOW - timedelta(days=ago)).date())


def _can_be(wish: Any) -> bool:
    return bool(wish) and wish.get("since", NOW.date()) <= wish.get("until", NOW.date())


_WISHES = st.fixed_dictionaries(
    {},
    optional={
        "event_type": st.sampled_from([*TYPES, "page_view", "Never Seen"]),
        "channel": st.sampled_from(["website", "email", "system", "crm", "other"]),
        "lead": st.sampled_from(PEOPLE),
        "suppressed": st.booleans(),
        "since": _DAYS,
        "until": _DAYS,
    },
).filter(_can_be)


@given(
    st.one_of(st.just([]), _FILTERS),
    RULES,
    st.one_of(st.just([]), DECAYS),
    histories(max_size=24),
    st.data(),
)
async def test_what_is_deleted_has_never_been(database, filters, rules, decays, calls, data):
    """Scores, counts, sessions, verdicts of filters and states: of what is left, and of what comes in afterwards.
    Silence is longer without what is deleted."""
    world = await make_world(database, rules, now=NOW)
    if decays:
        await publish_decays(world, decays)
    eve = await join(world, "Eve")
    some = Filtered(world, filters)
    await some.begin()
    await some.switch(set(range(len(filters))))
    for size in [*data.draw(batches(len(calls)))[:1], len(calls)]:
        await some.say(calls[:size])
        await work_off(world, data.draw(batches(size)))
        calls = calls[size:]
        await delete_some(some, eve, data.draw(_WISHES))
        await check(some, rules, decays)
        await check_accounts(world, some, rules, decays)
    await assert_same_from_scratch(world)
    await check_counts(some)


async def delete_some(some, eve, wish):
    """What the dry run states is what goes, and nothing else."""
    world, suppressed = some.world, await some.suppressed()
    gone = []
    for place, call in enumerate(some.calls):
        [who] = call["aliases"] if place not in some.strays else [None]
        gone.append(fits(call, bool(suppressed[call["message_id"]]), who, wish))
    asked = dict(wish)
    if "lead" in wish:
        known = await world.rows(
            "SELECT lead_id FROM lead_aliases WHERE workspace_id = :w AND value = :value",
            value=alias(wish["lead"])[1],
        )
        asked["lead"] = public("ld", known[0]["lead_id"]) if known else "ld_" + "0" * 32
    said = await try_it(world, **asked)
    assert said.events == sum(gone)
    assert said.suppressed == sum(
        is_gone and bool(suppressed[call["message_id"]])
        for call, is_gone in zip(some.calls, gone, strict=True)
    )
    if any(gone):
        await delete(world, eve, **asked)
    else:
        with pytest.raises(Invalid, match="No event fits"):
            await delete(world, eve, **asked)
    forget(some, gone)
    world.clock.forward(minutes=3)


async def check_accounts(world, some, rules, decays):
    """What an account shows is the sum of what its leads do; and the receipt of who has most knows of nothing gone."""
    sums = await world.rows("""
        SELECT a.engagement_score, coalesce(sum(l.engagement_score), 0) AS of_leads FROM accounts a
        LEFT JOIN leads l ON l.workspace_id = :w AND l.account_id = a.account_id
        WHERE a.workspace_id = :w GROUP BY a.account_id, a.engagement_score
    """)
    assert all(row["engagement_score"] == row["of_leads"] for row in sums)
    suppressed = await some.suppressed()
    for row in (await world.shown())[:1]:
        [who] = [one for one in PEOPLE if alias(one)[1] == row.aliases[0]["value"]]
        own = [call for call in some.calls if call["aliases"] == [alias(who)]]
        counted = [call for call in own if not suppressed[call["message_id"]]]
        explained = await world.explain(row.lead_id, row.scored_at)
        assert explained.score == score_at(rules, counted, row.scored_at, "UTC", decays=decays)
