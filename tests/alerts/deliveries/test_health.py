"""One failure is one failure: a channel is switched off by a day of them, and by nothing that only looks like one."""

from datetime import timedelta

from kenbun.alerts.channels.channels import Channel
from kenbun.settings import Settings
from tests.alerts.deliveries.outbox import Outbox
from tests.mail_catcher import catching
from tests.receiver import Receiver
from tests.world import NOON

DAY = timedelta(days=1)


async def order_at(outbox: Outbox, channel: Channel, days: int) -> bool:
    """Whether it is on after something was ordered and tried so many days later."""
    outbox.world.clock.now = NOON + days * DAY
    await outbox.order(channel)
    await outbox.deliver()
    return (await outbox.look_at(channel)).active


async def test_a_test_that_fails_counts_for_nothing(outbox: Outbox, receiver: Receiver) -> None:
    """Not even where it is answered that nothing is wanted any more: whoever tries it is mending it."""
    channel = await outbox.channel(url=receiver.url)
    receiver.answers.extend([500, 410, (429, {"Retry-After": "86400"})])
    for _ in range(3):
        await outbox.try_it(channel)
    seen = await outbox.look_at(channel)
    assert (seen.active, seen.failing_since, seen.resting_until) == (True, None, None)
    receiver.answers.append(503)
    assert await order_at(outbox, channel, days=2)


async def test_a_test_that_arrives_hides_no_failure(outbox: Outbox, receiver: Receiver) -> None:
    """What was missed is still offered to be sent again."""
    channel = await outbox.channel(url=receiver.url)
    receiver.answers.append(500)
    await outbox.order(channel)
    await outbox.deliver()
    await outbox.try_it(channel)
    assert (await outbox.look_at(channel)).failing_since == NOON


async def test_one_who_is_refused_for_good_makes_no_day_of_it(outbox: Outbox) -> None:
    """A failure days later is tried again like any other; only where all that was sent fails is it switched off."""
    async with catching() as catcher:
        outbox.settings = Settings(smtp_url=catcher.url)
        channel = await outbox.channel("email", "Team", to=["ada@acme.com"])
        catcher.recipient_answer = "550 no such person"
        assert await order_at(outbox, channel, days=0)
        catcher.recipient_answer = "451 not now"
        assert await order_at(outbox, channel, days=2)
        catcher.recipient_answer = "250 OK"
        assert await order_at(outbox, channel, days=2)
        await outbox.deliver_at(NOON + 2 * DAY + timedelta(minutes=1))
        assert (await outbox.look_at(channel)).failing_since is None
        catcher.recipient_answer = "550 no such person"
        assert [await order_at(outbox, channel, days) for days in (3, 4, 5)] == [True, True, False]
