"""How deliveries fare: what failed is told, though all that is sent now arrives."""

from datetime import timedelta
from typing import Any

import pytest

from kenbun.alerts.deliveries import Order
from kenbun.alerts.deliveries.deeds import CannotBeDone
from kenbun.health import queries
from kenbun.health.parts import Part, _deliveries
from kenbun.kit.ids import new_id
from tests.alerts.deliveries.conftest import outbox, receiver
from tests.alerts.deliveries.outbox import Outbox
from tests.receiver import Receiver

__all__ = ["outbox", "receiver"]


async def _told(box: Outbox) -> Part:
    world, now = box.world, box.world.clock()
    async with world.database.snapshot() as connection:
        return _deliveries(await queries.of_workspace(connection, world.workspace_id, now), now)


async def _fail(box: Outbox, count: int, kind: str = "milestone") -> None:
    async def refuse(*_: Any) -> None:
        raise CannotBeDone("Whoever was to own them is gone.")

    box.acting = refuse
    await box.order_these([Order(kind, act={"kind": "owner"}, firing_id=new_id()) for _ in range(count)])
    await box.deliver()


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 delivery failed"), (2, "2 deliveries failed")], ids=["one", "two"]
)
async def test_what_failed_in_the_last_day_is_a_warning(
    outbox: Outbox,
    count: int,
    words: str,
) -> None:
    """How many; after a day it is fine again, and they are counted still."""
    assert (await _told(outbox)).words == "What triggers fire arrives."
    await _fail(outbox, count)
    told = await _told(outbox)
    assert (told.state, told.words) == ("warning", f"{words} in the last day.")
    assert (told.numbers["failed_in_the_last_day"], told.numbers["failed"]) == (count, count)
    outbox.world.clock.forward(days=1)
    told = await _told(outbox)
    assert (told.state, told.numbers["failed_in_the_last_day"], told.numbers["failed"]) == ("ok", 0, count)


async def test_a_test_that_failed_is_none_of_them(outbox: Outbox) -> None:
    """Whoever tried it was looking."""
    await _fail(outbox, 1, "test")
    assert (await _told(outbox)).state == "ok"


async def test_how_long_the_oldest_waits_is_told(outbox: Outbox, receiver: Receiver) -> None:
    """As soon as that is minutes."""
    channel = await outbox.channel(url=receiver.url)
    await outbox.order(channel)
    outbox.world.clock.now += timedelta(seconds=20)
    assert (await _told(outbox)).words == "What triggers fire arrives."
    outbox.world.clock.now += timedelta(minutes=5)
    told = await _told(outbox)
    assert told.words == "Nothing failed in the last day. The oldest that waits has done so for 5 min."
    assert told.numbers["oldest_seconds"] == 320
    await outbox.deliver()
    assert (await _told(outbox)).numbers["oldest_seconds"] == 0
