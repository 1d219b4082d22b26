"""A channel that asks to be left alone is, all of it, until then; or until people say otherwise."""

import asyncio
from datetime import timedelta

import pytest

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


@pytest.mark.parametrize("other", [500, 200])
async def test_what_was_under_way_ends_no_rest(outbox: Outbox, receiver: Receiver, other: int) -> None:
    """However it ends: it left before the rest was asked for."""
    channel = await outbox.channel(url=receiver.url)
    receiver.answers.extend([RESTS_A_DAY, other])
    receiver.slow = 0.3
    await outbox.order(channel)
    deliverer = outbox.deliverer()
    await deliverer.round()
    async with asyncio.timeout(5):
        while not receiver.received:
            await asyncio.sleep(0.01)
    receiver.slow = 0
    await outbox.order(channel)
    await deliverer.drain()
    await deliverer.stop()
    assert {one.status for one in await outbox.attempts()} == {429, other}
    assert (await outbox.look_at(channel)).resting_until == NOON + 24 * HOUR
