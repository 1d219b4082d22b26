"""Live, from scratch and by hand, the rows of surge history are the same, whatever comes in whatever order."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kenbun.accounts.archive import archive_accounts
from kenbun.erasure.companies import delete_account
from kenbun.erasure.erase import delete_lead
from kenbun.surge.change import change_numbers
from kenbun.surge.settings import USUAL, NumbersPatch
from tests.activity.deleting import delete as delete_events
from tests.members import join
from tests.merging.accounts.merged import merge as merge_accounts
from tests.merging.accounts.merged import take_back as take_accounts_back
from tests.merging.merged import merge, take_back
from tests.resolution.resolved import assign
from tests.surge.surging import beginnings, from_scratch, read, reckoned, settle, stored, tick
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
        if draw(st.integers(0, 4)) == 0:
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


_SOME = st.integers(0, 9)
_TWO = st.tuples(_SOME, _SOME)
_RUNS = st.lists(
    st.one_of(
        *(st.tuples(st.just("hear"), _heard()) for _ in range(5)),
        *(st.tuples(st.just("wait"), _WAITS) for _ in range(3)),
        *(st.tuples(st.just(name), _TWO) for name in ("merge", "merge_accounts", "move")),
        *(st.tuples(st.just(name), _SOME) for name in ("unmerge", "unmerge_accounts", "archive", "delete")),
        st.tuples(st.just("delete_account"), _SOME),
        st.tuples(st.just("delete_emails"), st.none()),
        st.tuples(st.just("change"), NUMBERS),
    ),
    min_size=3,
    max_size=9,
)
_LOOKS = st.lists(st.sampled_from(["read", "settle", "go on"]), min_size=9, max_size=9)

_LINKS = """
    SELECT merge_id AS id FROM merges WHERE workspace_id = :w AND subject = :subject AND undone_at IS NULL
    ORDER BY merge_id
"""


class Going:
    """A world that goes through a run. Whom something is done to is told by a number, of those there are then."""

    def __init__(self, world, numbers):
        self.world = world
        self.numbers = numbers
        self.archived = False
        self.noted = {}
        self.looked_at = NOON - timedelta(days=99)
        self.eve = None

    async def hear(self, calls):
        now = self.world.clock()
        await self.world.hear(
            *(event(names, "Page View", now - ago, **metadata) for names, ago, metadata in calls)
        )

    async def wait(self, span):
        self.world.clock.now += span

    async def merge(self, pair):
        if two := _two(await self.leads(), pair):
            await merge(self.world, *two)

    async def unmerge(self, number):
        if some := await self.ids(_LINKS, subject="lead"):
            await take_back(self.world, some[number % len(some)])

    async def merge_accounts(self, pair):
        if two := _two(await self.accounts(), pair):
            await merge_accounts(self.world, *two)

    async def unmerge_accounts(self, number):
        if some := await self.ids(_LINKS, subject="account"):
            await take_accounts_back(self.world, some[number % len(some)])

    async def move(self, pair):
        """A lead to another account by hand, or to where calls say."""
        leads, accounts = await self.leads(), [*await self.accounts(), None]
        if leads:
            await assign(self.world, leads[pair[0] % len(leads)], accounts[pair[1] % len(accounts)])

    async def archive(self, number):
        """Or back."""
        if ids := await self.accounts():
            self.archived = not self.archived
            await self.do(archive_accounts, [ids[number % len(ids)]], archived=self.archived)

    async def delete(self, number):
        if ids := await self.leads():
            await self.do(delete_lead, ids[number % len(ids)])

    async def delete_account(self, number):
        if ids := await self.accounts():
            await self.do(delete_account, ids[number % len(ids)])

    async def delete_emails(self, _):
        if await self.ids("SELECT event_id AS id FROM events WHERE workspace_id = :w AND channel = 'email'"):
            self.eve = self.eve or await join(self.world, "Eve")
            await delete_events(self.world, self.eve, channel="email")

    async def change(self, numbers):
        self.numbers = numbers
        await self.do(change_numbers, NumbersPatch.model_validate(numbers))

    async def do(self, act, what, **more):
        async with self.world.database.transaction() as connection:
            await act(connection, self.world.caller, what, self.world.clock, **more)

    async def leads(self):
        return await self.ids("SELECT lead_id AS id FROM leads WHERE workspace_id = :w ORDER BY lead_id")

    async def accounts(self):
        return await self.ids(
            "SELECT account_id AS id FROM accounts WHERE workspace_id = :w ORDER BY account_id"
        )

    async def ids(self, statement, **values):
        return [row["id"] for row in await self.world.rows(statement, **values)]

    async def look(self):
        """As the worker does it: rows are right, and of each surge that stands somebody was told, once; of one that
        has begun since, anew."""
        await settle(self.world)
        rows = await stored(self.world)
        assert rows == await reckoned(self.world, self.numbers)
        noted = await beginnings(self.world)
        for account_id, surges in rows.items():
            was, told = self.noted.get(account_id, []), noted.get(account_id, [])
            if surges[-1]["ended_at"] is None:
                assert told
                assert len(told) <= len(was) + 1
                assert told == was or not was or was[-1] < surges[-1]["started_at"]
                assert told[-1] >= surges[-1]["started_at"] or surges[-1]["started_at"] <= self.looked_at
        self.noted = noted
        self.looked_at = await tick(self.world)
        return rows


def _two(ids, pair):
    """Two different ones, if there are."""
    one, other = (ids[number % len(ids)] for number in pair) if ids else (None, None)
    return None if one == other else (one, other)


@given(NUMBERS, _RUNS, _LOOKS)
async def test_live_is_from_scratch_is_by_hand(database, numbers, run, looks):
    """Whoever reads is told what the interpreter says; whenever the worker has looked, that is what is stored; working
    everything out anew changes nothing; nobody is told of a surge twice."""
    going = Going(await make_world(database, now=NOON), numbers)
    await going.change(numbers)
    for (what, value), look in zip(run, looks, strict=False):
        await getattr(going, what)(value)
        if look == "read":
            assert await read(going.world) == await reckoned(going.world, going.numbers)
        elif look == "settle":
            await going.look()
    found = await going.look()
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
