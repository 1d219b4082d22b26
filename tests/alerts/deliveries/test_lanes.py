"""What waits is delivered at least once, by whoever is there, as fast as each destination bears, for a day at most."""

import asyncio
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest

from kenbun.access.audit import list_audit
from kenbun.alerts.channels import health
from kenbun.alerts.deliveries import Order
from kenbun.alerts.deliveries.backoff import next_try
from kenbun.alerts.deliveries.claim import CLAIM
from kenbun.alerts.deliveries.pace import Pace
from kenbun.alerts.notifications import list_notifications
from kenbun.kit.ids import new_id, public
from kenbun.kit.paging import Paging
from tests.alerts.deliveries.outbox import Outbox
from tests.members import join
from tests.receiver import Receiver, receiving
from tests.world import NOON

DAY = timedelta(days=1)


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_attempts_become_rarer_for_a_day(chance: float) -> None:
    """From a few seconds to hours, some 15 of them, the last one when the day is over."""
    times, at = [NOON], next_try(NOON, NOON, None, chance)
    while at is not None:
        times.append(at)
        at = next_try(at, NOON, None, chance)
    waits = [after - before for before, after in pairwise(times)]
    assert timedelta(seconds=3) < waits[0] < timedelta(seconds=7)
    assert waits[:-1] == sorted(waits[:-1])
    assert max(waits) <= timedelta(hours=5)
    assert (10 < len(times) < 25, times[-1]) == (True, NOON + DAY)


def test_a_destination_that_says_when_is_asked_no_sooner() -> None:
    """Even where that is after the day in which it would be tried."""
    late = NOON + timedelta(hours=23)
    assert next_try(NOON, NOON, timedelta(hours=1), 0.5) == NOON + timedelta(hours=1)
    assert next_try(late, NOON, timedelta(hours=5), 0.5) == late + timedelta(hours=5)


def test_a_pace_bounds_what_goes_in_a_second() -> None:
    """What is not used is lost, so that silence is followed by no burst."""
    now = 0.0
    pace = Pace(2, lambda: now)
    assert (pace.take(5), pace.take(5), pace.wait()) == (2, 0, 0.5)
    now = 60.0
    assert (pace.take(5), pace.wait()) == (2, 0.5)
    pace.give_back(1)
    assert (pace.wait(), Pace(None).take(7)) == (0.0, 7)


async def test_two_deliverers_send_each_once(outbox: Outbox, receiver: Receiver) -> None:
    """They share the work, and no more is under way at one destination than it is meant to bear."""
    channel = await outbox.channel(url=receiver.url)
    receiver.slow = 0.002
    await outbox.order(channel, 200)
    await asyncio.gather(outbox.deliver(), outbox.deliver())
    ids = Counter(one.headers["webhook-id"] for one in receiver.received)
    assert (len(ids), set(ids.values())) == (200, {1})
    assert {one.state for one in await outbox.deliveries()} == {"delivered"}
    assert 4 < receiver.most_at_once <= 2 * channel.kind.at_once


async def test_what_a_dead_process_had_in_hand_is_sent_by_another(outbox: Outbox, receiver: Receiver) -> None:
    """Once its claim is over, and not before; as the same message, for it may have arrived already."""
    channel = await outbox.channel(url=receiver.url)
    await outbox.order(channel)
    receiver.slow = 60
    dying = outbox.deliverer()
    await dying.round()
    async with asyncio.timeout(5):
        while not receiver.received:
            await asyncio.sleep(0.01)
    for task in list(dying._tasks.values()):
        task.cancel()
    receiver.slow = 0
    await outbox.deliver()
    assert len(receiver.received) == 1
    await outbox.deliver_at(outbox.world.clock() + CLAIM)
    first, second = receiver.received
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    assert (await outbox.only()).state == "delivered"


async def test_a_slow_destination_holds_up_no_other(outbox: Outbox, receiver: Receiver) -> None:
    """Each channel has a lane of its own."""
    slow = await outbox.channel(name="Slow", url=receiver.url)
    receiver.slow = 5
    async with receiving() as quick:
        fast = await outbox.channel(name="Fast", url=quick.url)
        await outbox.order(slow)
        await outbox.order(fast, 20)
        deliverer = outbox.deliverer()
        await deliverer.round()
        async with asyncio.timeout(3):
            while len(quick.received) < 20:
                await asyncio.sleep(0.01)
        assert len(receiver.received) == 1
        receiver.slow = 0
        for task in list(deliverer._tasks.values()):
            task.cancel()
        await deliverer.stop()


async def test_a_message_that_hangs_holds_up_none_behind_it(outbox: Outbox, receiver: Receiver) -> None:
    """What comes while one is under way goes beside it, as far as the channel bears."""
    channel = await outbox.channel(url=receiver.url)
    await outbox.order(channel)
    receiver.slow = 60
    deliverer = outbox.deliverer()
    await deliverer.round()
    async with asyncio.timeout(5):
        while not receiver.received:
            await asyncio.sleep(0.01)
        receiver.slow = 0
        await outbox.order(channel)
        await deliverer.round()
        while len(receiver.received) < 2 or (await outbox.deliveries())[1].state != "delivered":
            await asyncio.sleep(0.01)
    for task in list(deliverer._tasks.values()):
        task.cancel()
    await deliverer.stop()


async def test_a_whole_channel_rests_when_asked(outbox: Outbox, receiver: Receiver) -> None:
    """`Retry-After` is for all that waits there, not for the one message that was answered with it."""
    channel = await outbox.channel(url=receiver.url)
    await outbox.order(channel)
    receiver.answers.append((429, {"Retry-After": "120"}))
    await outbox.deliver()
    await outbox.order(channel)
    assert len(receiver.received) == 1
    await outbox.deliver_at(NOON + timedelta(seconds=100))
    assert len(receiver.received) == 1
    await outbox.deliver_at(NOON + timedelta(seconds=121))
    assert [one.state for one in await outbox.deliveries()] == ["delivered"] * 2


async def test_one_that_is_gone_is_switched_off(outbox: Outbox, receiver: Receiver) -> None:
    """410 fails what was sent; what waits stays, admins are told once, and the audit log knows who did it."""
    eve = await join(outbox.world, "Eve", "admin")
    channel = await outbox.channel(url=receiver.url)
    await outbox.order(channel)
    receiver.otherwise = 410
    await outbox.deliver()
    await outbox.order(channel)
    await outbox.deliver()
    assert [one.state for one in await outbox.deliveries()] == ["failed", "waiting"]
    seen = await outbox.look_at(channel)
    assert (seen.active, seen.switched_off_because) == (False, "It answered that it is gone (410).")
    async with outbox.world.database.snapshot() as connection:
        told = await list_notifications(connection, eve, Paging())
        (latest, *_), _ = await list_audit(connection, outbox.world.workspace_id, Paging())
    assert [one.kind for one in told.rows] == ["channel"]
    assert told.rows[0].text == f"The channel Hook was switched off. {seen.switched_off_because}"
    assert told.rows[0].link == f"/configure/channels/{public('chn', channel.channel_id)}"
    assert (latest.action, latest.actor_label) == ("channel.switch_off", "kenbun")


async def test_one_that_fails_for_a_day_is_switched_off(outbox: Outbox, receiver: Receiver) -> None:
    """Not sooner; and one message that arrives in between begins the day anew."""
    channel = await outbox.channel(url=receiver.url)
    receiver.otherwise = 500
    await outbox.order(channel)
    await outbox.deliver()
    almost = NOON + health.SWITCHED_OFF_AFTER - timedelta(minutes=1)
    await outbox.deliver_at(almost)
    assert (await outbox.look_at(channel)).active
    await outbox.deliver_at((await outbox.only()).next_try_at)
    seen = await outbox.look_at(channel)
    assert not seen.active
    assert seen.switched_off_because == "Nothing has arrived for a day. The last answer: thanks"
    assert (await outbox.only()).state == "failed"


async def test_a_delivery_that_is_given_up_switches_off(outbox: Outbox, receiver: Receiver) -> None:
    """Its day began when it was ordered, and its first attempt was later: nothing else would tell anybody."""
    channel = await outbox.channel(url=receiver.url)
    receiver.otherwise = 500
    await outbox.order(channel)
    await outbox.deliver_at(NOON + timedelta(seconds=30))
    await outbox.deliver_at(NOON + DAY)
    assert ((await outbox.only()).state, (await outbox.look_at(channel)).active) == ("failed", False)


async def test_what_had_to_wait_for_a_day_switches_nothing_off(outbox: Outbox, receiver: Receiver) -> None:
    """It is given up by its first attempt, which is one failure and no day of them."""
    channel = await outbox.channel(url=receiver.url)
    receiver.otherwise = 500
    await outbox.order(channel)
    await outbox.deliver_at(NOON + 2 * DAY)
    assert ((await outbox.only()).state, (await outbox.look_at(channel)).active) == ("failed", True)


async def test_what_is_gone_is_told_to_nobody(outbox: Outbox, receiver: Receiver) -> None:
    """A firing of somebody who was erased while it waited."""
    channel = await outbox.channel(url=receiver.url)
    outbox.gone.update(await outbox.order(channel))
    await outbox.order(channel)
    await outbox.deliver()
    assert [(one.state, one.last_answer) for one in await outbox.deliveries()] == [
        ("cancelled", "What it was about is gone."),
        ("delivered", "thanks"),
    ]


async def test_an_act_is_done_exactly_once(outbox: Outbox) -> None:
    """What it did and that it is done are one transaction; one that goes wrong is taken back and tried again."""
    firing = new_id()
    wanted = [Order("level", act={"act": "notify_owner", "n": n}, firing_id=firing) for n in range(3)]
    await outbox.order_these(wanted)
    failing = [True]

    async def act(connection: object, deed: object) -> None:
        if failing.pop() if failing else False:
            raise RuntimeError("not today")

    outbox.acting = act
    await outbox.deliver()
    assert [one.act["n"] for one in outbox.deeds] == [1, 2]
    first, *others = await outbox.deliveries()
    assert (first.state, {one.state for one in others}) == ("waiting", {"delivered"})
    outbox.world.clock.now = first.next_try_at
    await asyncio.gather(outbox.deliver(), outbox.deliver())
    assert [one.act["n"] for one in outbox.deeds] == [1, 2, 0]
    assert [one.answer for one in await outbox.attempts()] == [
        "It went wrong within kenbun: the log says how.",
        *["Done."] * 3,
    ]
