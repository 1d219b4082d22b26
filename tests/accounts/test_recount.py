"""After any mix of events, merges, unmerges and deletions, what an account shows is a recount of the events."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kenbun.accounts.days import days_of
from kenbun.accounts.one import get_account
from kenbun.accounts.timeline import TimelineFilters, account_timeline
from kenbun.kit.ids import parse, public
from tests.activity.deleting import carry_out, start
from tests.histories import NOW, RULES, TYPES, histories
from tests.interpreter.scores import score_at
from tests.interpreter.sessions import sessions
from tests.members import join
from tests.merging.merged import merge, take_back
from tests.world import make_world

PEOPLE = ("ada@acme.com", "bob@acme.com", "cy@acme.com", "eva@beta.com", "cookie:c1")
TIMEOUT = timedelta(minutes=30)
_ACTS = st.lists(st.sampled_from(["hear", "hear", "merge", "unmerge", "delete"]), min_size=1, max_size=4)


@given(RULES, histories(people=PEOPLE, max_size=30), _ACTS, st.data())
async def test_numbers_are_a_recount(database, rules, calls, acts, data):
    """Leads, active ones, last activity, engagement and sessions; the timeline with who was there together, by days."""
    world = await make_world(database, rules, now=NOW)
    eve = await join(world, "Eve")
    merges = []
    for act in [*acts, "hear"]:
        world.clock.forward(minutes=5)
        if act == "hear" and calls:
            size = data.draw(st.integers(1, len(calls)))
            await world.hear(*calls[:size])
            calls = calls[size:]
        elif act == "merge":
            await merge_two(world, merges, data)
        elif act == "unmerge" and merges:
            await take_back(world, merges.pop(data.draw(st.integers(0, len(merges) - 1))))
        elif act == "delete":
            await delete_some(world, eve, data.draw(st.sampled_from(TYPES)))
        if act != "hear":
            await check(world, rules)
    await check(world, rules)


async def merge_two(world, merges, data):
    """Of leads that are of no two companies, which would be asked about."""
    rows = await world.rows("SELECT lead_id, account_id FROM leads WHERE workspace_id = :w ORDER BY lead_id")
    pairs = [
        (one, other)
        for one in rows
        for other in rows
        if (one != other and None in (one["account_id"], other["account_id"]))
        or (one != other and one["account_id"] == other["account_id"])
    ]
    if pairs:
        target, source = data.draw(st.sampled_from(pairs))
        merges += await merge(world, target["lead_id"], source["lead_id"])


async def delete_some(world, eve, name):
    found = await world.rows(
        "SELECT 1 FROM events e JOIN event_types t USING (workspace_id, type_id)"
        " WHERE workspace_id = :w AND t.name = :name",
        name=name,
    )
    if found:
        await start(world, eve, event_type=name)
        await carry_out(world)


async def check(world, rules):
    stored = await world.rows(
        "SELECT e.event_id, e.lead_id, e.happened_at, e.channel, e.message_id, e.metadata, t.name"
        " FROM events e JOIN event_types t USING (workspace_id, type_id) WHERE workspace_id = :w"
    )
    leads = await world.rows("SELECT * FROM leads WHERE workspace_id = :w")
    [tick] = await world.rows("SELECT ticked_at FROM workspace_ticks WHERE workspace_id = :w")
    for row in await world.rows("SELECT account_id FROM accounts WHERE workspace_id = :w"):
        people = [lead for lead in leads if lead["account_id"] == row["account_id"]]
        ids = {lead["lead_id"] for lead in people}
        theirs = [one for one in stored if one["lead_id"] in ids]
        await check_head(world, row["account_id"], people, theirs, rules, tick["ticked_at"])
        await check_timeline(world, row["account_id"], theirs)


async def check_head(world, account_id, people, theirs, rules, now):
    async with world.database.snapshot() as connection:
        shown = await get_account(connection, world.workspace_id, account_id)
    active = [one for one in theirs if one["channel"] != "system"]
    lately = {one["lead_id"] for one in active if one["happened_at"] > now - timedelta(days=30)}
    assert shown.leads == len(people)
    assert shown.active_leads == len(lately)
    assert shown.last_activity_at == max((one["happened_at"] for one in active), default=None)
    by_lead = {
        lead["lead_id"]: [said(one) for one in theirs if one["lead_id"] == lead["lead_id"]] for lead in people
    }
    assert shown.sessions == sum(len(sessions(own)) for own in by_lead.values())
    scores = {
        lead["lead_id"]: score_at(rules, by_lead[lead["lead_id"]], lead["scored_at"], "UTC")
        for lead in people
    }
    assert shown.engagement_score == sum(scores.values())
    ahead = [phrase for phrase in shown.why if phrase.kind == "ahead"]
    best = min(scores, key=lambda one: (-scores[one], one), default=None)
    if best is not None and scores[best] > 0:
        assert [parse("ld", phrase.lead_id) for phrase in ahead] == [best]
    else:
        assert not ahead


def said(row):
    """As the interpreter reads it."""
    return {
        "event_type": row["name"],
        "timestamp": row["happened_at"],
        "message_id": row["message_id"],
        "metadata": row["metadata"] | {"channel": row["channel"]},
    }


async def check_timeline(world, account_id, theirs):
    read, before = [], None
    async with world.database.snapshot() as connection:
        place = (connection, world.workspace_id, account_id)
        while True:
            page = await account_timeline(*place, TimelineFilters(), before, 4)
            read += page.events
            before = page.next
            if before is None:
                break
        whole = await account_timeline(*place, TimelineFilters(), None, 100)
        days = await days_of(*place, whole, "UTC")
    expected = sorted(theirs, key=lambda one: (one["happened_at"], one["event_id"]), reverse=True)
    assert [one.event_id for one in read] == [public("evt", one["event_id"]) for one in expected]
    assert read == whole.events
    active = [one for one in theirs if one["channel"] != "system"]
    for entry, row in zip(read, expected, strict=True):
        near = {
            public("ld", one["lead_id"])
            for one in active
            if one["lead_id"] != row["lead_id"] and abs(one["happened_at"] - row["happened_at"]) < TIMEOUT
        }
        assert {one.lead_id for one in entry.together} == (near if row["channel"] != "system" else set())
    for day in days:
        there = {one["lead_id"] for one in active if one["happened_at"].date() == day.date}
        assert day.people == len(there)
