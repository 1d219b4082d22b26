"""What a firing does within kenbun: once, as its trigger's doing, for whom it is about by then."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kenbun.access.callers import Caller
from kenbun.alerts.channels.kind import Means
from kenbun.alerts.deliveries.deliverer import Deliverer
from kenbun.alerts.message import Message
from kenbun.alerts.notifications import Told, list_notifications
from kenbun.alerts.preferences import Preferences, set_preferences
from kenbun.committee.edit import put_roles
from kenbun.committee.roles import RoleDraft
from kenbun.committee.settle import detect_due
from kenbun.kit.ids import parse, public
from kenbun.kit.paging import Paging
from kenbun.leads.field_edits import edit_fields
from kenbun.mapping.hand_queries import shown_fields
from kenbun.outgoing import Outgoing
from kenbun.segments.defining.drafts import SegmentDraft
from kenbun.segments.defining.edit import add_segment
from kenbun.segments.following.settle import settle as settle_segments
from kenbun.settings import Settings
from kenbun.triggers.acts import perform
from kenbun.triggers.edit import remove_trigger
from kenbun.triggers.message import renderer
from tests.members import join
from tests.triggers.triggered import BUSY, HOT, Triggers
from tests.world import World, event, rule


@pytest.fixture
async def world(make: Any) -> World:
    made: World = await make([rule("Demo", "Demo", 60)])
    return made


async def deliver(world: World) -> None:
    """What is due a second later: ticks are a little ahead of a clock that stands still."""
    world.clock.forward(seconds=1)
    means = Means(Outgoing(()), Settings(), world.clock)
    deliverer = Deliverer(world.database, means, renderer("https://kenbun.example"), perform)
    await deliverer.drain()
    await deliverer.stop()


async def answers(world: World) -> list[tuple[str, str]]:
    rows = await world.rows(
        "SELECT state, last_answer FROM deliveries WHERE workspace_id = :w ORDER BY delivery_id"
    )
    return [(row["state"], row["last_answer"]) for row in rows]


async def told(world: World, who: Caller) -> Told:
    async with world.database.snapshot() as connection:
        return await list_notifications(connection, who, Paging())


async def only_lead(world: World) -> UUID:
    (one,) = await world.rows("SELECT lead_id FROM leads WHERE workspace_id = :w")
    found: UUID = one["lead_id"]
    return found


async def test_members_are_told_as_they_wish(world: World) -> None:
    """In a sentence with a link, in the kind of the trigger; who has switched that off is not."""
    eve, mia = await join(world, "Eve", "admin"), await join(world, "Mia")
    async with world.database.transaction() as connection:
        await set_preferences(connection, mia, Preferences(True, {"milestone": False}), world.clock())
    triggers = Triggers(world)
    everyone = {"act": "notify", "members": "everyone"}
    named = {"act": "notify", "members": [public("usr", eve.member_id)]}
    await triggers.add("Hot lead", HOT, outputs=[everyone, named, {"act": "notify", "members": "admins"}])
    await world.hear(event("ada@acme.com", "Demo"))
    await deliver(world)
    (first, *others), ada = (await told(world, eve)).rows, await only_lead(world)
    assert len(others) == 2
    assert (first.kind, first.link) == ("milestone", f"/leads/{public('ld', ada)}")
    assert first.text == "Hot lead: ada@acme.com. Engagement went from 0 to 60 with Demo."
    assert (await told(world, mia)).total == 0


async def test_the_owner_is_told(world: World) -> None:
    """If there is one."""
    await Triggers(world).add("Hot lead", HOT, outputs=[{"act": "notify_owner"}])
    await world.hear(event("ada@acme.com", "Demo"))
    await deliver(world)
    assert await answers(world) == [("delivered", "It has no owner.")]


async def test_leads_are_handed_out_in_turn(world: World) -> None:
    """Each to the next of those named; whoever has left is passed over; the new owner is told once."""
    eve, mia = await join(world, "Eve"), await join(world, "Mia")
    owners = [public("usr", one.member_id) for one in (eve, mia)]
    await Triggers(world).add("Route", HOT, outputs=[{"act": "assign", "owners": owners}])
    await world.hear(*(event(f"p{n}@acme.com", "Demo") for n in range(4)))
    await deliver(world)
    owned = await world.rows("SELECT owner_id FROM leads WHERE workspace_id = :w ORDER BY lead_id")
    assert sorted(one["owner_id"] for one in owned) == sorted([eve.member_id, mia.member_id] * 2)
    assert (await told(world, eve)).total == 2
    log = await world.rows(
        "SELECT actor_label FROM audit_log WHERE workspace_id = :w AND action = 'lead.assign'"
    )
    assert {one["actor_label"] for one in log} == {"Trigger Route"}


async def test_whose_a_lead_is_already_keeps_it(world: World) -> None:
    """However often the trigger fires for it: the turn is the next lead's, and nobody is told again."""
    members = [await join(world, name) for name in ("Eve", "Mia", "Lou")]
    owners = [public("usr", one.member_id) for one in members]
    whenever = BUSY | {"event_type": "Demo", "count": 1}
    await Triggers(world).add("Route", whenever, outputs=[{"act": "assign", "owners": owners}])
    for who in ("ada", "ada", "ada", "bob", "ada", "cy"):
        world.clock.forward(hours=2)
        await world.hear(event(f"{who}@acme.com", "Demo", world.clock()))
        await deliver(world)
    owned = await world.rows("SELECT owner_id FROM leads WHERE workspace_id = :w ORDER BY lead_id")
    assert [one["owner_id"] for one in owned] == [one.member_id for one in members]
    assert [(await told(world, one)).total for one in members] == [1, 1, 1]
    assert (await answers(world))[1:3] == [("delivered", "Eve is its owner already.")] * 2


async def test_a_field_is_set(world: World) -> None:
    """Like an event of that moment; a field that is gone by then fails for good, with the reason."""
    await Triggers(world).add("Stage", HOT, outputs=[{"act": "set_field", "field": "title", "value": "CTO"}])
    await world.hear(event("ada@acme.com", "Demo"))
    await deliver(world)
    async with world.database.snapshot() as connection:
        place = (connection, world.workspace_id, "lead", await only_lead(world))
        assert (await shown_fields(*place) or {})["title"] == "CTO"
    assert await answers(world) == [("delivered", "Set title.")]


async def test_what_people_have_set_stands_over_an_act(world: World) -> None:
    """What was done says so; the act's value shows when theirs is released."""
    await Triggers(world).add("Stage", HOT, outputs=[{"act": "set_field", "field": "title", "value": "CTO"}])
    await world.hear(event("ada@acme.com", "Demo"))
    ada = await only_lead(world)
    async with world.database.transaction() as connection:
        await edit_fields(connection, world.caller, "lead", ada, {"title": "CEO"}, world.clock, by_hand=True)
    await deliver(world)
    stands = "A value set by hand stands over title: this one shows if that is released."
    assert await answers(world) == [("delivered", stands)]
    async with world.database.transaction() as connection:
        assert (await shown_fields(connection, world.workspace_id, "lead", ada) or {})["title"] == "CEO"
        after = await edit_fields(
            connection, world.caller, "lead", ada, {"title": None}, world.clock, by_hand=True
        )
    assert after["title"] == "CTO"


async def test_segments_by_hand(world: World) -> None:
    """Put in, and taken out whatever the conditions say."""
    async with world.database.transaction() as connection:
        draft = SegmentDraft(kind="lead", name="Chosen")
        segment = await add_segment(connection, world.caller, draft, world.clock)
    chosen = {"segment_id": public("seg", segment.segment_id)}
    triggers = Triggers(world)
    await triggers.add("In", HOT, outputs=[{"act": "add_to_segment", **chosen}])
    await world.hear(event("ada@acme.com", "Demo"))
    await deliver(world)
    members = "SELECT count(*) AS n FROM segment_members WHERE workspace_id = :w"
    assert [one["n"] for one in await world.rows(members)] == [1]
    await triggers.add("Out", HOT | {"threshold": 100}, outputs=[{"act": "take_out_of_segment", **chosen}])
    world.clock.forward(seconds=1)
    await world.hear(event("ada@acme.com", "Demo", world.clock()))
    await deliver(world)
    assert [one["n"] for one in await world.rows(members)] == [0]
    assert [said for _, said in await answers(world)] == ["Added to “Chosen”.", "Taken out of “Chosen”."]


async def test_a_chain_of_acts_is_known(world: World) -> None:
    """What an act brings about fires the next trigger as its link, and never the one whose act it was."""
    async with world.database.transaction() as connection:
        draft = SegmentDraft(kind="lead", name="Chosen")
        segment = await add_segment(connection, world.caller, draft, world.clock)
    chosen = public("seg", segment.segment_id)
    triggers = Triggers(world)
    await triggers.add("First", HOT, outputs=[{"act": "add_to_segment", "segment_id": chosen}])
    entering = {"kind": "segment", "subject": "lead", "segment_id": chosen, "on": "enter"}
    await triggers.add("Second", entering)
    await world.hear(event("ada@acme.com", "Demo"))
    await deliver(world)
    await triggers.settle()
    assert [one["chain"] for one in await triggers.firings("First")] == [0]
    assert [one["chain"] for one in await triggers.firings("Second")] == [1]


async def test_a_role_that_comes_of_an_act_is_its_doing(world: World) -> None:
    """Else two triggers that set and unset a title by who has the role would go on for ever."""
    tree = {"field": "lead.title", "operator": "equals", "value": "CTO"}
    draft = {"name": "Chief", "conditions": [{"name": "Title", "weight": 50, "conditions": tree}]}
    async with world.database.transaction() as connection:
        [role] = await put_roles(connection, world.caller, [RoleDraft.model_validate(draft)], world.clock)
        assert role.role_id
        conditions = {"committee_role": public("role", role.role_id)}
        made = SegmentDraft(kind="lead", name="Chiefs", conditions=conditions)
        segment = await add_segment(connection, world.caller, made, world.clock)
    triggers = Triggers(world)
    await triggers.add("First", HOT, outputs=[{"act": "set_field", "field": "title", "value": "CTO"}])
    entering = {"kind": "segment", "subject": "lead", "segment_id": public("seg", segment.segment_id)}
    await triggers.add("Second", entering | {"on": "enter"})
    await world.hear(event("ada@acme.com", "Demo"))
    await deliver(world)
    await detect_due(world.database, world.workspace_id, world.clock)
    await settle_segments(world.database, world.workspace_id, world.clock)
    await triggers.settle()
    assert [one["chain"] for one in await triggers.firings("Second")] == [1]


async def test_what_is_gone_is_not_acted_on(world: World) -> None:
    """Its trigger was deleted while it waited."""
    triggers = Triggers(world)
    await triggers.add("Hot lead", HOT, outputs=[{"act": "notify", "members": "everyone"}])
    await world.hear(event("ada@acme.com", "Demo"))
    async with world.database.transaction() as connection:
        await remove_trigger(connection, world.caller, triggers.ids["Hot lead"], world.clock)
    await deliver(world)
    assert await answers(world) == [("failed", "What it was about is gone.")]


async def test_the_message_of_a_firing(world: World) -> None:
    """As the firing was, under the name and the page that it has now."""
    triggers = Triggers(world)
    await triggers.add("Hot lead", HOT, outputs=[{"act": "notify_owner"}])
    await world.hear(event("ada@acme.com", "Demo"))
    (firing,) = await triggers.firings("Hot lead")
    world.clock.forward(hours=1)
    await world.hear(event("ada@acme.com", "Demo", world.clock() - timedelta(minutes=1)))
    async with world.database.snapshot() as connection:
        render = renderer("https://kenbun.example")
        said = await render(connection, world.workspace_id, [firing["firing_id"]])
    message = Message.model_validate(said[firing["firing_id"]])
    ada = await only_lead(world)
    assert parse("fir", message.id) == firing["firing_id"]
    assert message.subject.url == f"https://kenbun.example/leads/{public('ld', ada)}"
    assert message.subject.scores["engagement"] == 60
    assert message.subject.why.startswith("Demo")
    assert message.cause.words == "Engagement went from 0 to 60 with Demo."
    assert (message.type, message.trigger.kind) == ("trigger.milestone", "milestone")
