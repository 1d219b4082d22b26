"""Live, from scratch and by hand, the rows of surge history are the same, whatever comes in whatever order."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kenbun.erasure.erase import delete_lead
from kenbun.surge.change import change_numbers
from kenbun.surge.settings import USUAL, NumbersPatch
from tests.merging.accounts.merged import merge as merge_accounts
from tests.merging.accounts.merged import take_back as take_accounts_back
from tests.merging.merged import merge, take_back
from tests.surge.surging import from_scratch, read, reckoned, settle, stored
from tests.world import NOON, event, make_world

PEOPLE = ("ada@acme.com", "bob@acme.com", "cyd@acme.com", "dan@other.com", "cookie:c1")
_HALF_DAY = timedelta(hours=12)

NUMBERS = st.fixed_dictionaries(
    {
        "window_days": st.sampled_from([1, 2, 3]),
        "baseline_days": st.sampled_from([7, 8, 14]),
        "history_days": st.sampled_from([0, 1, 5]),
        "min_events": st.integers(1, 4),
        "min_leads": st.integers(1, 2),
        "min_average": st.sampled_from([0.5, 1, 1.25]),
        "start_ratio": st.sampled_from([1.5, 2, 3]),
        "end_ratio": st.sampled_from([0, 1, 1.5]),
    }
)


@st.composite
def _heard(draw):
    """Events on a grid of half days, so that they leave windows as others come; some named of another company."""
    found = []
    for _ in range(draw(st.integers(1, 5))):
        metadata = {"channel": draw(st.sampled_from(["website", "email", "website", "system"]))}
        if draw(st.integers(0, 9)) == 0:
            metadata["account_id"] = draw(st.sampled_from(["a-1", "a-2"]))
        names = draw(st.sampled_from(PEOPLE))
        if draw(st.integers(0, 9)) == 0:
            names = [names, "cookie:c1"] if names != "cookie:c1" else [names]
        ago = draw(st.sampled_from([0, 0, 0, 0, 1, 1, 2, 3, 5, 9, 20, 40])) * _HALF_DAY
        found.append((names, ago, metadata))
    return found


_WAITS = st.one_of(
    st.integers(1, 6).map(lambda number: number * _HALF_DAY),
    st.sampled_from([timedelta(microseconds=1), timedelta(seconds=1), timedelta(days=9)]),
)


def runs():
    two = st.tuples(st.integers(0, 9), st.integers(0, 9))
    return st.lists(
        st.one_of(
            st.tuples(st.just("hear"), _heard()),
            st.tuples(st.just("hear"), _heard()),
            st.tuples(st.just("hear"), _heard()),
            st.tuples(st.just("wait"), _WAITS),
            st.tuples(st.just("wait"), _WAITS),
            st.tuples(st.just("merge"), two),
            st.tuples(st.just("unmerge"), st.integers(0, 9)),
            st.tuples(st.just("merge_accounts"), two),
            st.tuples(st.just("unmerge_accounts"), st.integers(0, 9)),
            st.tuples(st.just("delete"), st.integers(0, 9)),
            st.tuples(st.just("change"), NUMBERS),
        ),
        min_size=3,
        max_size=12,
    )


class Going:
    """A world that goes through a run."""

    def __init__(self, world, numbers):
        self.world = world
        self.numbers = numbers
        self.merges = []
        self.account_merges = []

    async def hear(self, calls):
        now = self.world.clock()
        await self.world.hear(
            *(event(names, "Page View", now - ago, **metadata) for names, ago, metadata in calls)
        )

    async def wait(self, span):
        self.world.clock.now += span

    async def merge(self, pair):
        ids = [row["lead_id"] for row in await self.leads()]
        if len(ids) > 1 and pair[0] % len(ids) != pair[1] % len(ids):
            self.merges += await merge(self.world, ids[pair[0] % len(ids)], ids[pair[1] % len(ids)])

    async def unmerge(self, number):
        if self.merges:
            await take_back(self.world, self.merges.pop(number % len(self.merges)))

    async def merge_accounts(self, pair):
        rows = await self.world.rows(
            "SELECT account_id FROM accounts WHERE workspace_id = :w ORDER BY account_id"
        )
        ids = [row["account_id"] for row in rows]
        if len(ids) > 1 and pair[0] % len(ids) != pair[1] % len(ids):
            target, source = ids[pair[0] % len(ids)], ids[pair[1] % len(ids)]
            self.account_merges += await merge_accounts(self.world, target, source)

    async def unmerge_accounts(self, number):
        if self.account_merges:
            merge_id = self.account_merges.pop(number % len(self.account_merges))
            await take_accounts_back(self.world, merge_id)

    async def delete(self, number):
        ids = [row["lead_id"] for row in await self.leads()]
        if ids and not self.merges:
            async with self.world.database.transaction() as connection:
                await delete_lead(connection, self.world.caller, ids[number % len(ids)], self.world.clock)

    async def change(self, numbers):
        self.numbers = numbers
        patch = NumbersPatch.model_validate(numbers)
        async with self.world.database.transaction() as connection:
            await change_numbers(connection, self.world.caller, patch, self.world.clock)

    async def leads(self):
        return await self.world.rows("SELECT lead_id FROM leads WHERE workspace_id = :w ORDER BY lead_id")


@given(NUMBERS, runs(), st.data())
async def test_live_is_from_scratch_is_by_hand(database, numbers, run, data):
    """Whoever reads is told what the interpreter says; whenever the worker has looked, that is what is stored; working
    everything out anew changes nothing."""
    going = Going(await make_world(database, now=NOON), numbers)
    await going.change(numbers)
    for what, value in run:
        await getattr(going, what)(value)
        assert await read(going.world) == await reckoned(going.world, going.numbers)
        if data.draw(st.booleans()):
            await settle(going.world)
            assert await stored(going.world) == await reckoned(going.world, going.numbers)
    await settle(going.world)
    found = await stored(going.world)
    assert found == await reckoned(going.world, going.numbers)
    await from_scratch(going.world)
    assert await stored(going.world) == found


def test_the_numbers_are_those_of_the_specification():
    """What a workspace starts with."""
    assert USUAL.document() == {
        "window_days": 7,
        "baseline_days": 28,
        "history_days": 14,
        "min_events": 10,
        "min_leads": 2,
        "min_average": 1,
        "start_ratio": 2,
        "end_ratio": 1.5,
    }
