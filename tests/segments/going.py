"""A world that goes through a run of what can happen to leads, accounts and segments."""

import json
from collections import Counter
from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st
from sqlalchemy import insert

from kenbun.accounts.archive import archive_accounts
from kenbun.committee.edit import put_roles
from kenbun.committee.roles import RoleDraft
from kenbun.conversions.definitions import Draft, add_definition
from kenbun.erasure.erase import delete_lead
from kenbun.kit.ids import new_id, public
from kenbun.leads.field_edits import edit_fields
from kenbun.owners.assign import assign_owner, find_owner
from kenbun.pipeline import take_batch
from kenbun.segments.members.member_queries import BY_HAND
from kenbun.segments.tables import segments
from kenbun.surge.settings import Numbers
from kenbun.surge.settings_queries import put_numbers
from kenbun.watching.watch import unwatch_lead, watch_lead
from tests.fits import add_fit, fit_rule
from tests.histories import batches
from tests.members import join
from tests.merging.accounts.merged import merge as merge_accounts
from tests.merging.accounts.merged import take_back as take_accounts_back
from tests.merging.merged import merge, take_back
from tests.segments.probes import OF_ACCOUNTS, OF_LEADS, ROLE
from tests.segments.segmented import Segments, counted, wishes
from tests.world import days, event, group, identify, make_world, rule

RULES = [rule("Viewed", "Page View", 10, 2.5), rule("Asked", "Demo Requested", 40)]
TYPES = ("Page View", "Demo Requested", "Invite Sent")
PEOPLE = ("ada@acme.com", "bob@acme.com", "cyd@other.com", "cookie:c1")
_HALF_DAY = timedelta(hours=12)
# A few events on one day are a surge, after a week of anything.
_NUMBERS = Numbers(
    window_days=1, baseline_days=7, history_days=7, min_events=3, min_leads=1, min_average=Decimal(1)
)


@st.composite
def _heard(draw):
    """Events on a grid of half days, so that they leave windows as others come; some that tell who somebody is. With
    the sizes of the batches that they are worked on in."""
    found = []
    for _ in range(draw(st.integers(1, 4))):
        who = draw(st.sampled_from(PEOPLE))
        ago = draw(st.sampled_from([0, 0, 0, 0, 1, 2, 3, 5, 60, 180])) * _HALF_DAY
        names = [who, "cookie:c1"] if draw(st.integers(0, 9)) == 0 and who != "cookie:c1" else [who]
        what = draw(st.sampled_from(["event"] * 6 + ["identify", "group"]))
        told = draw(st.sampled_from(["VP", "Engineer"]))
        path = draw(st.sampled_from([{}, {"path": "/pricing"}, {"channel": "system"}]))
        found.append((what, names, draw(st.sampled_from(TYPES)), ago, told, path))
    return found, draw(batches(len(found)))


_PAIR = st.tuples(st.integers(0, 9), st.integers(0, 9))
STEPS = st.one_of(
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
    st.tuples(st.just("surge"), st.integers(0, 9)),
    st.tuples(st.just("come_back"), st.integers(0, 9)),
)


class Going:
    """A world that goes through a run."""

    def __init__(self, world, eve):
        self.world = world
        self.eve = eve
        self.segments = Segments(world)
        self.merges, self.account_merges = [], []

    @classmethod
    async def begin(cls, database, zone, alone):
        """Everybody is known by something that scores nothing, long enough ago for a surge: of new ones segments ask
        everything anyway. `alone` says which of the leaves of leads and of accounts have a segment: by place."""
        world = await make_world(database, RULES, zone=zone)
        has_role = {"field": "lead.title", "operator": "contains", "value": "vp"}
        draft = {"name": ROLE, "conditions": [{"name": "Title", "weight": 50, "conditions": has_role}]}
        async with world.database.transaction() as connection:
            await put_numbers(connection, world.workspace_id, _NUMBERS, world.clock())
            await add_definition(connection, world.caller, Draft("Asked", "Demo Requested"), world.clock)
            [role] = await put_roles(connection, world.caller, [RoleDraft.model_validate(draft)], world.clock)
        await add_fit(world, "profile", [fit_rule("Leads", "title", "contains", "vp", 20)])
        await add_fit(world, "account", [fit_rule("Makes software", "industry", "equals", "software", 30)])
        going = cls(world, await join(world, "Eve"))
        await going.plant(public("role", role.role_id), alone)
        await world.hear(*(event(who, "Signed Up", world.clock() - days(10)) for who in PEOPLE))
        return going

    async def plant(self, role, alone):
        """A segment for each of these leaves, made where there is nobody yet who could be in it."""
        now = self.world.clock()
        same = {"workspace_id": self.world.workspace_id, "active": True}
        same |= {"created_at": now, "changed_at": now, "evaluated_at": now}
        rows = []
        for place, (kind, leaves) in enumerate((("lead", OF_LEADS), ("account", OF_ACCOUNTS))):
            for leaf in (leaves[one] for one in sorted(alone[place])):
                name, segment_id = json.dumps(leaf), new_id()
                conditions = {"committee_role": role} if "committee_role" in leaf else leaf
                rows.append(
                    same | {"segment_id": segment_id, "kind": kind, "name": name, "conditions": conditions}
                )
                self.segments.ids[f"{kind.capitalize()} {name}"] = segment_id
        if rows:
            async with self.world.database.transaction() as connection:
                await connection.execute(insert(segments), rows)

    async def hear(self, heard):
        calls, sizes = heard
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
        for size in sizes:
            await take_batch(self.world.database, self.world.workspace_id, self.world.clock, size)
        await self.world.work_off()

    async def come_back(self, number):
        """Archived, and seen to be; then what one does brings the account back, with all its leads."""
        ids = await self._ids("account")
        async with self.world.database.transaction() as connection:
            await archive_accounts(connection, self.world.caller, ids, self.world.clock, archived=True)
        await self.segments.settle()
        self.world.clock.now += timedelta(seconds=1)
        await self.world.hear(event(PEOPLE[number % 3], "Signed Up", self.world.clock()))

    async def surge(self, number):
        """So much on one day that the company of Ada and Bob surges."""
        who = PEOPLE[number % 2]
        await self.world.hear(*(event(who, "Invite Sent", self.world.clock()) for _ in range(4)))

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
