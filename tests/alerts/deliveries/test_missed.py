"""What a channel has missed is what failed while nothing arrived there, and what waits; nothing from long before."""

from datetime import datetime, timedelta

import pytest_asyncio

from kenbun.alerts.channels.channels import Channel
from kenbun.alerts.deliveries import replay
from tests.alerts.deliveries.outbox import Outbox
from tests.receiver import Receiver
from tests.world import NOON

DAY = timedelta(days=1)


async def fail(outbox: Outbox, receiver: Receiver, channel: Channel, at: datetime) -> None:
    """For good: it has waited for so long that it is tried once."""
    outbox.world.clock.now = at - DAY
    await outbox.order(channel)
    receiver.answers.append(500)
    await outbox.deliver_at(at)
    assert (await outbox.deliveries())[-1].state == "failed"


@pytest_asyncio.fixture
async def channel(outbox: Outbox, receiver: Receiver) -> Channel:
    """One failed long ago, and another has arrived since."""
    channel = await outbox.channel(url=receiver.url)
    await fail(outbox, receiver, channel, NOON - 10 * DAY)
    await outbox.order(channel)
    await outbox.deliver()
    outbox.world.clock.now = NOON
    return channel


async def missed(outbox: Outbox, channel: Channel) -> int:
    """As its page says, and then done."""
    async with outbox.world.database.snapshot() as connection:
        said = await replay.missed(connection, outbox.world.workspace_id, channel.channel_id)
    assert await outbox.try_again(channel) == said
    await outbox.deliver()
    assert not any(one.state == "waiting" for one in await outbox.deliveries())
    return said


async def test_one_that_does_well_has_missed_nothing(outbox: Outbox, channel: Channel) -> None:
    """What failed long ago did so among others that arrived; what waits goes."""
    assert await missed(outbox, channel) == 0
    await outbox.order(channel)
    assert await missed(outbox, channel) == 1


async def test_one_that_fails_has_missed_what_failed_since(
    outbox: Outbox, receiver: Receiver, channel: Channel
) -> None:
    """What was given up, and what is to be tried again."""
    await fail(outbox, receiver, channel, NOON)
    receiver.answers.append(500)
    await outbox.order(channel)
    await outbox.deliver()
    assert await missed(outbox, channel) == 2


async def test_one_that_is_gone_has_missed_what_said_so(
    outbox: Outbox, receiver: Receiver, channel: Channel
) -> None:
    """And what has been ordered since."""
    receiver.answers.append(410)
    await outbox.order(channel)
    await outbox.deliver()
    await outbox.change(channel, name="Renamed")
    outbox.world.clock.forward(hours=2)
    await outbox.order(channel)
    assert await missed(outbox, channel) == 2


async def test_one_that_people_switched_off_has_missed_what_waits(outbox: Outbox, channel: Channel) -> None:
    """It failed nobody while it was off."""
    await outbox.change(channel, active=False)
    await outbox.order(channel)
    assert await missed(outbox, channel) == 1


async def test_one_that_failed_when_people_switched_it_off(
    outbox: Outbox, receiver: Receiver, channel: Channel
) -> None:
    """Has missed what failed before that, too."""
    await fail(outbox, receiver, channel, NOON)
    outbox.world.clock.forward(hours=2)
    await outbox.change(channel, active=False)
    assert await missed(outbox, channel) == 1
