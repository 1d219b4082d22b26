"""What is ordered waits in the outbox, from the moment at which its cause is committed."""

from typing import Any

from sqlalchemy import text

from kenbun.alerts.deliveries import Order, order
from kenbun.kit.ids import new_id
from tests.world import World

_ALL = text("""
    SELECT channel_id, act, firing_id, kind, body, state, last_answer, next_try_at FROM deliveries
    WHERE workspace_id = :w ORDER BY delivery_id
""")


async def test_what_is_ordered_waits_but_for_what_has_nowhere_to_go(make: Any) -> None:
    """An act needs no channel; one that is gone cancels what is for it, and the row says why."""
    world: World = await make()
    firing, gone = new_id(), new_id()
    async with world.database.transaction() as connection:
        wanted = [
            Order("milestone", act={"act": "notify_owner"}, firing_id=firing),
            Order("segment", channel_id=gone, firing_id=firing),
        ]
        await order(connection, world.workspace_id, wanted, world.clock())
        await order(connection, world.workspace_id, [], world.clock())
        act, lost = (await connection.execute(_ALL, {"w": world.workspace_id})).all()
    assert act == (None, {"act": "notify_owner"}, firing, "milestone", None, "waiting", None, world.clock())
    assert lost[:6] == (gone, None, firing, "segment", None, "cancelled")
    assert lost.last_answer == "The channel was deleted."
