"""What was told of somebody outside goes with them: the messages, and what was answered to these."""

from typing import Any

from kenbun.alerts.channels.drafts import ChannelDraft
from kenbun.alerts.channels.edit import add_channel
from kenbun.alerts.channels.kind import Means
from kenbun.alerts.deliveries.deliverer import Deliverer
from kenbun.erasure.erase import delete_lead
from kenbun.kit.ids import public
from kenbun.outgoing import Outgoing, networks
from kenbun.settings import Settings
from kenbun.triggers.acts import perform
from kenbun.triggers.message import renderer
from tests.receiver import receiving
from tests.triggers.triggered import HOT, Triggers
from tests.world import World, event, rule

HERE = networks("127.0.0.0/8")


async def test_deliveries_go_with_the_person(make: Any) -> None:
    """Those of others stay."""
    world: World = await make([rule("Asked", "Demo", 60)])
    async with receiving() as receiver:
        receiver.otherwise, receiver.text = 500, "no room for ada@acme.com"
        draft = ChannelDraft(name="Hook", kind="webhook", config={"url": receiver.url})
        async with world.database.transaction() as connection:
            channel = await add_channel(connection, world.caller, draft, HERE, world.clock())
        hook = {"channel_id": public("chn", channel.channel_id)}
        await Triggers(world).add("Hot", HOT, outputs=[hook])
        await world.hear(event("ada@acme.com", "Demo"))
        await world.hear(event("bob@beta.com", "Demo"))
        world.clock.forward(seconds=1)
        means = Means(Outgoing(HERE), Settings(), world.clock)
        deliverer = Deliverer(world.database, means, renderer("https://kenbun.example"), perform)
        await deliverer.drain()
        await deliverer.stop()
    ada = await world.lead_by_alias(("email", "ada@acme.com"))
    told = "SELECT body -> 'lead' ->> 'name' AS name FROM deliveries WHERE workspace_id = :w"
    assert {row["name"] for row in await world.rows(told)} == {"ada@acme.com", "bob@beta.com"}
    async with world.database.transaction() as connection:
        await delete_lead(connection, world.caller, ada, world.clock)
    assert {row["name"] for row in await world.rows(told)} == {"bob@beta.com"}
    kept = await world.rows("SELECT delivery_id FROM delivery_attempts WHERE workspace_id = :w")
    assert len(kept) == 1
