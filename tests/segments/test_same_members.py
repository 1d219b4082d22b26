"""Live and from scratch the members of segments are the same, whatever comes in whatever order and batches."""

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kenbun.accounts.archive import archive_accounts
from kenbun.erasure.erase import delete_lead
from kenbun.kit.ids import public
from kenbun.leads.field_edits import edit_fields
from kenbun.owners.assign import assign_owner, find_owner
from kenbun.segments.member_queries import BY_HAND
from kenbun.watching.watch import unwatch_lead, watch_lead
from tests.members import join
from tests.merging.accounts.merged import merge as merge_accounts
from tests.merging.accounts.merged import take_back as take_accounts_back
from tests.merging.merged import merge, take_back
from tests.segments.segmented import Segments, counted, wishes
from tests.world import event, group, identify, make_world, rule

RULES = [rule("Viewed", "Page View", 10, 2.5), rule("Asked", "Demo Requested", 40)]
TYPES = ("Page View", "Demo Requested", "Invite Sent")
PEOPLE = ("ada@acme.com", "bob@acme.com", "cyd@other.com", "cookie:c1")
_HALF_DAY = timedelta(hours=12)

_WINDOW = st.sampled_from([{}, {"within_days": 1}, {"within_days": 2}, {"within_days": 3}])
_TIMES = st.builds(
    lambda how, number: {"times": {how: number}},
    st.sampled_from(["at_least", "at_most", "exactly"]),
    st.integers(0, 3),
)
_PATH = {"field": "metadata.path", "operator": "equals", "value": "/pricing"}
_DID = st.builds(
    lambda name, where, times, window: {"did": name, **where, **times, **window},
    st.sampled_from([*TYPES, "page_view", None, "Never Seen"]),
    st.sampled_from([{}, {}, {"where": _PATH}, {"where": {"none": [_PATH]}}]),
    _TIMES,
    _WINDOW,
)
_NUMBER = st.fixed_dictionaries(
    {"operator": st.sampled_from(["gte", "lt", "equals"]), "value": st.sampled_from([0, 1, 10, 40, 50])}
)
_SCORES = st.builds(
    lambda number, over: {"score": "engagement", **number, **over},
    _NUMBER,
    st.sampled_from([{}, {}, {"within_days": 1}, {"ever": True}]),
)
_EITHER = st.one_of(
    _DID,
    _SCORES,
    st.builds(
        lambda how, days: {"last_activity": how, "days": days},
        st.sampled_from(["within", "not_within"]),
        st.integers(1, 3),
    ),
    st.integers(1, 3).map(lambda days: {"created_within_days": days}),
    st.builds(
        lambda trait, so: {trait: so}, st.sampled_from(["watched", "converted", "surging"]), st.booleans()
    ),
    st.just({"owner": None}),
    st.just({"field": "account.industry", "operator": "equals", "value": "software"}),
    st.just({"field": "account.industry", "operator": "is_empty"}),
    st.just({"member_of": "First"}),
)
_OF_LEADS = st.one_of(
    _EITHER,
    _EITHER,
    st.sampled_from(
        [
            {"did": "Page View", "then": "Demo Requested", "within_seconds": 86_400},
            {"field": "lead.status", "operator": "equals", "value": "Quiet"},
            {"field": "lead.title", "operator": "contains", "value": "vp"},
            {"field": "lead.title", "operator": "is_empty"},
            {"has_account": True},
            {"level": "engagement", "operator": "at_least", "value": "Warm"},
        ]
    ),
)
_OF_ACCOUNTS = st.one_of(
    _EITHER,
    _EITHER,
    st.builds(lambda who, number: {who: number}, st.sampled_from(["leads", "active_leads"]), _NUMBER),
)


def _trees(leaves):
    return st.recursive(
        leaves,
        lambda nodes: st.builds(
            lambda kind, parts: {kind: parts},
            st.sampled_from(["all", "any", "none"]),
            st.lists(nodes, min_size=1, max_size=3),
        ),
        max_leaves=5,
    )


@st.composite
def _heard(draw):
    """Events on a grid of half days, so that they leave windows as others come; some that tell who somebody is."""
    found = []
    for _ in range(draw(st.integers(1, 4))):
        who = draw(st.sampled_from(PEOPLE))
        ago = draw(st.sampled_from([0, 0, 0, 0, 1, 2, 3, 5, 60, 180])) * _HALF_DAY
        names = [who, "cookie:c1"] if draw(st.integers(0, 9)) == 0 and who != "cookie:c1" else [who]
        what = draw(st.sampled_from(["event"] * 6 + ["identify", "group"]))
        told = draw(st.sampled_from(["VP", "Engineer"]))
        path = draw(st.sampled_from([{}, {"path": "/pricing"}, {"channel": "system"}]))
        found.append((what, names, draw(st.sampled_from(TYPES)), ago, told, path))
    return found


_PAIR = st.tuples(st.integers(0, 9), st.integers(0, 9))
_STEPS = st.one_of(
    st.tuples(st.just("hear"), _heard()),
    st.tuples(st.just("hear"), _heard()),
    st.tuples(st.just("hear"), _heard()),
    st.tuples(st.just("wait"), st.sampled_from([1, 1, 2, 3, 7]).map(lambda number: number * _HALF_DAY)),
    st.tuples(st.just("wait"), st.sampled_from([timedelta(microseconds=1), timedelta(days=31)])),
    st.tuples(st.just("merge"), _PAIR),
    st.tuples(st.just("unmerge"), st.integers(0, 9)),
    st.tuples(st.just("merge_accounts"), _PAIR),
    st.tuples(st.just("unmerge_accounts"), st.integers(0, 9)),
    st.tuples(st.just("delete"), st.integers(0, 9)),
    st.tuples(st.just("by_hand"), st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 3))),
    st.tuples(st.just("name"), _PAIR),
    st.tuples(st.just("own"), _PAIR),
    st.tuples(st.just("watch"), _PAIR),
    st.tuples(st.just("archive"), _PAIR),
    st.tuples(st.just("publish"), st.sampled_from([5, 30])),
)


class Going:
    """A world that goes through a run."""

    def __init__(self, world, eve):
        self.world = world
        self.eve = eve
        self.segments = Segments(world)
        self.merges, self.account_merges = [], []

    async def hear(self, calls):
        now, said = self.world.clock(), []
        for what, names, event_type, ago, told, more in calls:
            if what == "identify":
                said.append(identify(names, now - ago, title=told))
            elif what == "group":
                said.append(
                    group(names, "acme", now - ago, industry="Software" if told == "VP" else "Retail")
                )
            else:
                said.append(event(names, event_type, now - ago, **more))
        await self.world.say(*said)
        await self.world.work_off()

    async def wait(self, span):
        self.world.clock.now += span
        await self.world.fade()

    async def merge(self, pair):
        if two := await self._two("lead", pair):
            self.merges += await merge(self.world, *two)

    async def unmerge(self, number):
        if self.merges:
            await take_back(self.world, self.merges.pop(number % len(self.merges)))

    async def merge_accounts(self, pair):
        if two := await self._two("account", pair):
            self.account_merges += await merge_accounts(self.world, *two)

    async def unmerge_accounts(self, number):
        if self.account_merges:
            await take_accounts_back(self.world, self.account_merges.pop(number % len(self.account_merges)))

    async def delete(self, number):
        if (lead := await self._one("lead", number)) and not self.merges:
            async with self.world.database.transaction() as connection:
                await delete_lead(connection, self.world.caller, lead, self.world.clock)

    async def by_hand(self, numbers):
        name = list(self.segments.ids)[numbers[0] % len(self.segments.ids)]
        kind = "account" if name.startswith("Account") else "lead"
        act = ("add", "remove", "keep_out", "release")[numbers[2]]
        if one := await self._one(kind, numbers[1]):
            await self.segments.by_hand(act, name, one)

    async def name(self, pair):
        if lead := await self._one("lead", pair[0]):
            fields = {"title": ("VP", "Engineer")[pair[1] % 2]}
            async with self.world.database.transaction() as connection:
                await edit_fields(
                    connection, self.world.caller, "lead", lead, fields, self.world.clock, by_hand=True
                )

    async def own(self, pair):
        if lead := await self._one("lead", pair[0]):
            async with self.world.database.transaction() as connection:
                eve = await find_owner(connection, self.world.workspace_id, public("usr", self.eve.member_id))
                owner = eve if pair[1] % 2 else None
                await assign_owner(connection, self.world.caller, [lead], owner, self.world.clock)

    async def watch(self, pair):
        if lead := await self._one("lead", pair[0]):
            async with self.world.database.transaction() as connection:
                if pair[1] % 2:
                    await watch_lead(connection, self.eve, lead, {}, self.world.clock())
                else:
                    await unwatch_lead(connection, self.eve, lead, self.world.clock())

    async def archive(self, pair):
        if account := await self._one("account", pair[0]):
            async with self.world.database.transaction() as connection:
                archived = bool(pair[1] % 2)
                await archive_accounts(
                    connection, self.world.caller, [account], self.world.clock, archived=archived
                )

    async def publish(self, points):
        await self.world.publish([rule("Viewed", "Page View", points, 2.5)])

    async def _one(self, kind, number):
        ids = await self._ids(kind)
        return ids[number % len(ids)] if ids else None

    async def _two(self, kind, pair):
        ids = await self._ids(kind)
        if len(ids) < 2 or pair[0] % len(ids) == pair[1] % len(ids):
            return None
        return ids[pair[0] % len(ids)], ids[pair[1] % len(ids)]

    async def _ids(self, kind):
        rows = await self.world.rows(
            f"SELECT {kind}_id AS id FROM {kind}s WHERE workspace_id = :w ORDER BY {kind}_id"
        )
        return [row["id"] for row in rows]

    async def check(self):
        """What is stored is what conditions say from scratch, and people beside them; and adds up."""
        await self.segments.settle()
        await self.segments.pass_time()
        expected = await self.segments.from_scratch()
        for pair, wish in (await wishes(self.segments)).items():
            if wish == "in":
                expected[pair] = [BY_HAND, *expected.get(pair, [])]
            else:
                expected.pop(pair, None)
        stored = await self.segments.stored()
        assert stored == expected
        said, added_up = await counted(self.segments)
        assert said == Counter(segment for segment, _ in stored)
        assert added_up == said


@settings(max_examples=max(settings().max_examples // 6, 10))
@given(
    st.lists(_trees(_OF_LEADS), min_size=1, max_size=4),
    st.lists(_trees(_OF_ACCOUNTS), min_size=1, max_size=2),
    st.lists(_STEPS, min_size=2, max_size=8),
    st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Auckland"]),
    st.integers(1, 3),
)
async def test_live_is_from_scratch(database, of_leads, of_accounts, run, zone, looks):
    """Whenever one looks: events late and in order, visitors who turn out to be somebody, merges and what takes them
    back, edits, owners, watches, archives, hands, publishing and time."""
    world = await make_world(database, RULES, zone=zone)
    going = Going(world, await join(world, "Eve"))
    await going.segments.add("First", {"did": "Page View", "within_days": 2})
    await going.segments.add("Accounts first", {"did": "Page View", "within_days": 2}, "account")
    for number, tree in enumerate(of_leads):
        await going.segments.add(f"Leads {number}", _named(tree, going.segments.public("First")))
    for number, tree in enumerate(of_accounts):
        await going.segments.add(
            f"Accounts {number}", _named(tree, going.segments.public("Accounts first")), "account"
        )
    for number, (what, value) in enumerate(run, 1):
        await getattr(going, what)(value)
        # what one step left behind, the next ones stand on
        if number == len(run) or number % looks == 0:
            await going.check()


def _named(tree, first):
    """The first segment of the same kind, by its id."""
    if isinstance(tree, list):
        return [_named(part, first) for part in tree]
    if not isinstance(tree, dict):
        return tree
    return {key: first if key == "member_of" else _named(value, first) for key, value in tree.items()}
