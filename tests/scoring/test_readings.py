"""Whatever happened in a workspace, all that is read of its scores says the same."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.histories import NOW
from tests.scoring.checks import check_moves, check_whys
from tests.scoring.history.checks import (
    check_change,
    check_past,
    check_previous,
    check_record,
    check_trends,
    check_worked_out_by_day,
)
from tests.scoring.lives import begin, end, lives, pass_time, take_some

_AGES = st.lists(st.integers(0, 70 * 24), min_size=1, max_size=5)
_TIMES = st.timedeltas(-timedelta(days=70), timedelta(days=50))
_KNOWN = st.sampled_from(["then", "now"])


@given(lives(), _AGES, st.floats(0, 1, exclude_max=True), _TIMES, _TIMES, _KNOWN, st.data())
async def test_all_readings_agree(database, life, ages, where, one, other, known, data):
    """Whatever happens, bar publishing, the record has what lists show and moves tell of each event what it did. In
    the end arrows, whys, scores known now, days before the record and changes are what receipts say, or whoever
    works them out by hand."""
    world = await begin(database, life)
    for some, wait, fades in [*life.steps, (len(life.calls), timedelta(0), False)]:
        await take_some(world, some)
        await check_record(world)
        await pass_time(world, wait, fades)
        await check_record(world)
    await check_moves(world, life)
    await end(world, life)
    listed = await world.listed()
    looked_at = data.draw(st.sampled_from(listed))
    await check_trends(world, life, listed)
    await check_whys(world, listed)
    await check_past(world, life, listed, [NOW - timedelta(hours=age) for age in ages], looked_at)
    times = sorted([NOW + one, NOW + other])
    for row in listed:
        await check_worked_out_by_day(world, row, where)
        await check_change(world, row, *times, known)
    await check_previous(world)
