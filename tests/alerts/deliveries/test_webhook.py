"""What a receiver of webhooks sees: a message that it can check, the same in every attempt."""

from datetime import timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from kenbun.alerts.channels.edit import rotate_key, signing_key
from kenbun.alerts.message import Message
from kenbun.kit.clock import system_clock
from kenbun.kit.ids import public
from tests.alerts.deliveries.outbox import Outbox
from tests.receiver import HANG, RESET, Received, Receiver


def accepts(key: str, received: Received) -> Any:
    return Webhook(key).verify(received.body, received.headers)


async def test_a_message_arrives_signed(outbox: Outbox, receiver: Receiver) -> None:
    """The official library accepts it with the key of the channel and with no other."""
    outbox.world.clock.now = system_clock()
    channel = await outbox.channel(url=receiver.url)
    (firing,) = await outbox.order(channel)
    await outbox.deliver()
    (received,) = receiver.received
    body = accepts(signing_key(channel) or "", received)
    assert Message.model_validate(body).id == received.headers["webhook-id"] == public("fir", firing)
    assert received.headers["content-type"] == "application/json"
    other = await outbox.channel(name="Other", url=receiver.url)
    with pytest.raises(WebhookVerificationError):
        accepts(signing_key(other) or "", received)
    one = await outbox.only()
    assert (one.state, one.attempts, one.last_answer) == ("delivered", 1, "thanks")
    assert one.delivered_at == outbox.world.clock()
    (attempt,) = await outbox.attempts()
    assert (attempt.number, attempt.status, attempt.answer) == (1, 200, "thanks")


async def test_every_attempt_says_the_same(outbox: Outbox, receiver: Receiver) -> None:
    """Byte for byte under one id, though what it is about has changed meanwhile; only the signature's time is new."""
    channel = await outbox.channel(url=receiver.url)
    await outbox.order(channel)
    receiver.answers.extend([500, (503, {"Retry-After": "1"})])
    start = outbox.world.clock()
    for seconds in (0, 10, 60):
        await outbox.deliver_at(start + timedelta(seconds=seconds))
    first, second, third = receiver.received
    assert first.body == second.body == third.body
    assert first.headers["webhook-id"] == third.headers["webhook-id"]
    assert first.headers["webhook-timestamp"] != third.headers["webhook-timestamp"]
    assert len(outbox.rendered) == 1
    assert [one.status for one in await outbox.attempts()] == [500, 503, 200]


async def test_a_key_is_rotated_without_a_gap(outbox: Outbox, receiver: Receiver) -> None:
    """For a while both keys are good, then the new one alone."""
    world = outbox.world
    world.clock.now = system_clock()
    channel = await outbox.channel(url=receiver.url)
    former = signing_key(channel) or ""
    async with world.database.transaction() as connection:
        place = (connection, world.caller, channel.channel_id)
        channel = await rotate_key(*place, timedelta(seconds=60), world.clock())
    new = signing_key(channel) or ""
    await outbox.order(channel)
    await outbox.deliver()
    assert accepts(former, receiver.received[0]) == accepts(new, receiver.received[0])
    world.clock.forward(seconds=61)
    await outbox.order(channel)
    await outbox.deliver()
    assert accepts(new, receiver.received[1])
    with pytest.raises(WebhookVerificationError):
        accepts(former, receiver.received[1])


@pytest.mark.parametrize(
    ("way", "status", "said"),
    [
        (HANG, None, "No answer within"),
        (RESET, None, "The connection failed"),
        (500, 500, "thanks"),
        (429, 429, "thanks"),
        (404, 404, "thanks"),
        ((307, {"Location": "http://10.0.0.1/"}), 307, "Redirects are not followed"),
    ],
)
async def test_a_failed_attempt_is_made_again(
    outbox: Outbox,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    way: Any,
    status: int | None,
    said: str,
) -> None:
    """However it failed: the row says how, and when it is tried next."""
    monkeypatch.setattr("kenbun.outgoing.post.WHOLE_TIMEOUT", 0.2)
    channel = await outbox.channel(url=receiver.url)
    await outbox.order(channel)
    receiver.answers.append(way)
    await outbox.deliver()
    one = await outbox.only()
    assert (one.state, one.claimed_until) == ("waiting", None)
    assert one.last_answer.startswith(said)
    assert timedelta(seconds=3) < one.next_try_at - outbox.world.clock() < timedelta(seconds=7)
    assert (await outbox.look_at(channel)).failing_since == outbox.world.clock()
    await outbox.deliver_at(one.next_try_at)
    assert [each.status for each in await outbox.attempts()] == [status, 200]
    assert (await outbox.only()).state == "delivered"
    assert (await outbox.look_at(channel)).failing_since is None


async def test_no_private_address_is_called(outbox: Outbox, receiver: Receiver) -> None:
    """Where the name of a webhook leads into the own network by now, the attempt fails and says why."""
    channel = await outbox.channel(url="http://localhost:9/")
    await outbox.order(channel)
    await outbox.deliver(allowed=())
    assert "no public address" in (await outbox.only()).last_answer
    assert receiver.connections == 0
