"""A channel that asks to be left alone is, all of it, until then; or until people say otherwise."""

from datetime import timedelta

from tests.alerts.deliveries.outbox import Outbox
from tests.receiver import Receiver
from tests.world import NOON

HOUR = timedelta(hours=1)
RESTS_A_DAY = (429, {"Retry-After": "86400"})


async def test_who_tries_again_means_now(outbox: Outbox, receiver: Receiver) -> None:
    """Though the channel has asked for a day."""
    channel = await outbox.channel(url=receiver.url)
    await outbox.order(channel)
    receiver.answers.append(RESTS_A_DAY)
    await outbox.deliver()
    assert (await outbox.look_at(channel)).rests(NOON + HOUR)
    outbox.world.clock.now = NOON + HOUR
    assert await outbox.try_again(channel) == 1
    await outbox.deliver()
    assert (await outbox.only()).state == "delivered"


async def test_who_changes_a_channel_means_now(outbox: Outbox, receiver: Receiver) -> None:
    """What has only waited for the rest to end goes to where it leads from now on."""
    channel = await outbox.channel(url=receiver.url)
    await outbox.order(channel)
    receiver.answers.append(RESTS_A_DAY)
    await outbox.deliver()
    await outbox.order(channel)
    await outbox.change(channel, config={"url": f"{receiver.url}/elsewhere"})
    await outbox.deliver()
    assert [one.state for one in await outbox.deliveries()] == ["waiting", "delivered"]
    assert receiver.received[-1].path == "/hook/elsewhere"
