"""What is over goes after ninety days; what waits for a channel that is off is given up after one."""

from datetime import timedelta
from typing import Any

from kenbun.alerts.channels.drafts import ChannelChange
from kenbun.alerts.channels.edit import change_channel
from kenbun.alerts.deliveries.tidy import KEPT_FOR, tidy
from tests.alerts.deliveries.outbox import HERE, Outbox
from tests.receiver import receiving


async def _tidied(outbox: Outbox) -> list[tuple[Any, ...]]:
    world = outbox.world
    await tidy(world.database, world.workspace_id, world.clock)
    return [(one.state, one.last_answer) for one in await outbox.deliveries()]


async def test_what_is_over_goes_and_what_waits_stays(outbox: Outbox) -> None:
    """With its attempts, a while after everybody could look at it; a message that still waits is never forgotten."""
    async with receiving() as receiver:
        channel = await outbox.channel(url=receiver.url)
        await outbox.order(channel)
        await outbox.deliver()
    outbox.world.clock.now += KEPT_FOR
    await outbox.order(channel)
    assert [state for state, _ in await _tidied(outbox)] == ["delivered", "waiting"]
    outbox.world.clock.now += timedelta(seconds=1)
    assert [state for state, _ in await _tidied(outbox)] == ["waiting"]
    assert await outbox.attempts() == []


async def test_what_waits_for_a_channel_that_is_off_is_given_up_after_a_day(outbox: Outbox) -> None:
    """And says so; what waits for one that is on is left to its attempts."""
    off, on = (
        await outbox.channel(name="Off", url="http://127.0.0.1:9/"),
        await outbox.channel(name="On", url="http://127.0.0.1:9/"),
    )
    await outbox.order(off)
    await outbox.order(on)
    world = outbox.world
    async with world.database.transaction() as connection:
        await change_channel(
            connection, world.caller, off.channel_id, ChannelChange(active=False), HERE, world.clock()
        )
    world.clock.now += timedelta(days=1)
    assert [state for state, _ in await _tidied(outbox)] == ["waiting", "waiting"]
    world.clock.now += timedelta(seconds=1)
    assert await _tidied(outbox) == [("failed", "The channel was switched off."), ("waiting", None)]
