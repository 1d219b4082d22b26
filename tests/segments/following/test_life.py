"""Who is in a segment follows what happens: in the batch of an event, behind other changes, and as time passes."""

from kenbun.accounts.archive import archive_accounts
from kenbun.segments.defining.definitions import get_segment
from tests.merging.merged import merge, take_back
from tests.segments.segmented import Segments
from tests.world import NOON, days, event, hours, identify, minutes, rule

RULES = [rule("Viewed", "Page View", 10), rule("Asked", "Demo Requested", 40, 7)]
VIEWED_TWICE = {"did": "Page View", "times": {"at_least": 2}, "within_days": 7}
HOT = {"score": "engagement", "operator": "gte", "value": 50}


async def test_an_event_brings_one_in_at_once(make):
    """In the transaction of the event, with the leaf that let it in; the same again changes nothing."""
    world = await make(RULES)
    segments = Segments(world)
    await segments.add("Twice", {"all": [VIEWED_TWICE, {"converted": False}]})
    await world.hear(event("ada@acme.com", "Page View"), event("bob@acme.com", "Page View"))
    assert await segments.named("Twice") == []
    world.clock.now += minutes(1)
    await world.hear(event("ada@acme.com", "page_view", world.clock()))
    assert await segments.named("Twice") == ["ada@acme.com"]
    leaf = {"path": "all[0]", "leaf": VIEWED_TWICE}
    assert await segments.changes("Twice") == [("in", "event", True, leaf)]
    [why] = await segments.why("Twice", "ada@acme.com")
    assert [one["path"] for one in why] == ["all[0]", "all[1]"]
    await world.hear(event("ada@acme.com", "Page View", world.clock()))
    assert len(await segments.changes("Twice")) == 1


async def test_a_segment_finds_who_is_there(make):
    """Who is in is there as soon as it is saved, where few are to be looked at; nothing is set off by it."""
    world = await make(RULES)
    await world.hear(event("ada@acme.com", "Demo Requested"), event("bob@acme.com", "Page View"))
    await world.hear(event("ada@acme.com", "Page View"))
    segments = Segments(world)
    made = await segments.add("Hot", HOT)
    assert (made.members, made.progress, made.evaluated_at is None) == (1, None, False)
    assert await segments.named("Hot") == ["ada@acme.com"]
    assert await segments.changes("Hot") == [("in", "edit", False, {"path": "", "leaf": HOT})]
    changed = await segments.change("Hot", conditions=HOT | {"value": 10})
    assert changed.members == 2
    assert (await segments.change("Hot", active=False)).members == 0
    assert await segments.stored() == {}
    assert (await segments.change("Hot", active=True)).members == 2
    assert (await segments.change("Hot", conditions=None)).members == 0


async def test_time_takes_one_out(make):
    """Once the window has slid past the event, and not before; others are not looked at."""
    world = await make(RULES)
    segments = Segments(world)
    await segments.add("Twice", VIEWED_TWICE)
    await segments.add("Quiet", {"last_activity": "not_within", "days": 3})
    await world.hear(*(event("ada@acme.com", "Page View", NOON - hours(n)) for n in (0, 1)))
    await world.hear(event("bob@acme.com", "Page View", NOON))
    world.clock.now = NOON + days(3)
    await segments.pass_time()
    assert await segments.named("Quiet") == ["ada@acme.com", "bob@acme.com"]
    world.clock.now = NOON + days(7) - hours(1) - minutes(1)
    await segments.pass_time()
    assert await segments.named("Twice") == ["ada@acme.com"]
    world.clock.now += minutes(1)
    assert await segments.pass_time() == 1
    assert await segments.named("Twice") == []
    assert (await segments.changes("Twice"))[-1] == ("out", "time", True, {"path": "", "leaf": VIEWED_TWICE})
    assert await segments.pass_time() == 0


async def test_what_is_old_moves_in_silence(make):
    """An event of more than a day ago changes who is in, and sets nothing off."""
    world = await make(RULES)
    segments = Segments(world)
    await segments.add("Viewed", {"did": "Page View"})
    await world.hear(event("ada@acme.com", "Page View", NOON - days(2)), event("bob@acme.com", "Page View"))
    assert sorted((way, fires) for way, _, fires, _ in await segments.changes("Viewed")) == [
        ("in", False),
        ("in", True),
    ]


async def test_segments_of_segments(make):
    """They follow those that they ask for, in the same batch, also once these are switched off."""
    world = await make(RULES)
    segments = Segments(world)
    await segments.add("Viewed", {"did": "Page View"})
    await segments.add("Not", {"none": [{"member_of": segments.public("Viewed")}]})
    await segments.add("Both", {"all": [{"member_of": segments.public("Viewed")}, {"did": "Demo Requested"}]})
    await world.hear(event("ada@acme.com", "Demo Requested"))
    assert await segments.named("Not") == ["ada@acme.com"]
    await world.hear(event("ada@acme.com", "Page View"))
    assert (await segments.named("Not"), await segments.named("Both")) == ([], ["ada@acme.com"])
    await segments.change("Viewed", active=False)
    assert (await segments.named("Not"), await segments.named("Both")) == (["ada@acme.com"], [])


async def test_who_stays_in_for_another_reason_has_that_one(make):
    """It is neither an entry nor an exit."""
    world = await make(RULES)
    segments = Segments(world)
    await segments.add("Either", {"any": [{"did": "Page View", "within_days": 7}, {"did": "Demo Requested"}]})
    await world.hear(event("ada@acme.com", "Page View"))
    reasons = []
    for _ in range(2):
        reasons += [[one["path"] for one in why] for why in await segments.why("Either", "ada@acme.com")]
        await world.hear(event("ada@acme.com", "Demo Requested"))
    world.clock.now += days(7)
    await segments.pass_time()
    reasons += [[one["path"] for one in why] for why in await segments.why("Either", "ada@acme.com")]
    assert reasons == [["any[0]"], ["any[0]", "any[1]"], ["any[1]"]]
    assert len(await segments.changes("Either")) == 1


async def test_by_hand_is_for_good(make):
    """Who is put in stays in, and who is kept out stays out, whatever happens; taken back, the conditions decide."""
    world = await make(RULES)
    segments = Segments(world)
    await segments.add("Viewed", {"did": "Page View"})
    await segments.add("Others", {"none": [{"member_of": segments.public("Viewed")}]})
    await world.hear(event("ada@acme.com", "Page View"), event("bob@acme.com", "Demo Requested"))
    moved = await segments.by_hand("add", "Viewed", "ada@acme.com", "bob@acme.com")
    assert (moved.changed, moved.unchanged) == (1, 1)
    assert await segments.named("Viewed") == ["ada@acme.com", "bob@acme.com"]
    assert await segments.named("Others") == []
    assert [one[0]["by_hand"] for one in await segments.why("Viewed", "bob@acme.com")] == [True]
    assert len((await segments.why("Viewed", "ada@acme.com"))[0]) == 2
    await segments.by_hand("remove", "Viewed", "ada@acme.com", "bob@acme.com")
    assert await segments.named("Viewed") == ["ada@acme.com"]
    await segments.by_hand("keep_out", "Viewed", "ada@acme.com")
    world.clock.now += minutes(1)
    await world.hear(event("ada@acme.com", "Page View", world.clock()))
    assert await segments.named("Viewed") == []
    assert await segments.named("Others") == ["ada@acme.com", "bob@acme.com"]
    await segments.by_hand("release", "Viewed", "ada@acme.com")
    assert await segments.named("Viewed") == ["ada@acme.com"]


async def test_of_what_was_said_of_two_who_are_one_the_last_holds(make):
    """Whichever of them it was said of; taken apart, each has its own again."""
    world = await make(RULES)
    segments = Segments(world)
    for name in ("First", "Second"):
        await segments.add(name, None)
    await world.hear(event("ada@acme.com", "Page View"), event("bob@acme.com", "Page View"))
    said = (
        ("add", "First", "bob"),
        ("keep_out", "Second", "ada"),
        ("keep_out", "First", "ada"),
        ("add", "Second", "bob"),
    )
    for act, segment, who in said:
        world.clock.now += minutes(1)
        await segments.by_hand(act, segment, f"{who}@acme.com")
    [link] = await merge(world, "ada@acme.com", "bob@acme.com")
    await segments.settle()
    assert (await segments.named("First"), await segments.named("Second")) == ([], ["ada@acme.com"])
    await take_back(world, link)
    await segments.settle()
    assert (await segments.named("First"), await segments.named("Second")) == (
        ["bob@acme.com"],
        ["bob@acme.com"],
    )


async def test_fields_and_accounts_are_followed(make):
    """What an account is known by reaches its leads, too; what its leads do reaches the account."""
    world = await make(RULES)
    segments = Segments(world)
    software = {"field": "account.industry", "operator": "equals", "value": "Software"}
    await segments.add("In software", software)
    await segments.add("Software", software, "account")
    await segments.add("Busy", {"did": "Page View", "times": {"at_least": 2}}, "account")
    await world.hear(event("ada@acme.com", "Page View"), event("bob@acme.com", "Page View"))
    [account] = await world.rows("SELECT account_id FROM accounts WHERE workspace_id = :w")
    assert await segments.members("Busy") == {account["account_id"]}
    call = event("ada@acme.com", "", NOON, traits={"industry": "Software"}, account_id="acme")
    await world.hear(call | {"kind": "group", "event_type": None})
    assert await segments.members("Software") == {account["account_id"]}
    assert await segments.named("In software") == ["ada@acme.com", "bob@acme.com"]


async def test_what_a_segment_shows(make):
    """How many are in, and up to when time has been followed."""
    world = await make(RULES)
    segments = Segments(world)
    made = await segments.add("Twice", VIEWED_TWICE)
    await world.hear(*(event(f"{name}@acme.com", "Page View") for name in ("ada", "ada", "bob", "bob")))
    world.clock.now += hours(1)
    await segments.pass_time()
    async with world.database.snapshot() as connection:
        seen = await get_segment(connection, world.workspace_id, made.segment_id)
    assert (seen.members, seen.evaluated_at) == (2, world.clock())
    await world.hear(identify("ada@acme.com", world.clock(), title="VP"))


async def test_an_archived_account_is_in_nothing(make):
    """Nor are its leads, even by hand, until one of them is active: then all of them are back, in that batch."""
    world = await make(RULES)
    segments = Segments(world)
    await segments.add("Viewed", {"did": "Page View"})
    await segments.add("Companies", {"did": "Page View"}, "account")
    await world.hear(event("ada@acme.com", "Page View"), event("bob@acme.com", "Page View"))
    [account] = await segments.members("Companies")
    async with world.database.transaction() as connection:
        await archive_accounts(connection, world.caller, [account], world.clock, archived=True)
    await segments.settle()
    await segments.by_hand("add", "Viewed", "ada@acme.com")
    await segments.change("Viewed", conditions={"did": "Page View", "within_days": 7})
    assert await segments.stored() == {}
    world.clock.now += hours(1)
    await world.hear(event("ada@acme.com", "Page View", world.clock()))
    assert await segments.named("Viewed") == ["ada@acme.com", "bob@acme.com"]
    assert await segments.members("Companies") == {account}
