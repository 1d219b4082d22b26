"""News fires triggers: judged once, written with what comes of it, in one transaction under the tick."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from kenbun.access.workspaces import Workspace
from kenbun.alerts.deliveries.order import Order, order
from kenbun.database import Connection
from kenbun.triggers import firing_queries, round_queries
from kenbun.triggers.definitions import Trigger
from kenbun.triggers.detect import happened_since
from kenbun.triggers.detect.deeds import Came
from kenbun.triggers.in_force import InForce
from kenbun.triggers.judge import firings_of, meant
from kenbun.triggers.outputs import channel_of
from kenbun.triggers.spans import Span


async def fire_since(
    connection: Connection,
    workspace: Workspace,
    triggers: InForce,
    since: datetime,
    now: datetime,
    came: Came | None = None,
) -> None:
    """All that has happened since then, up to the tick `now`; `came` are the events that came with it. What is no
    news follows behind (`silence.py`)."""
    workspace_id, span = workspace.workspace_id, Span(since, now)
    found = await happened_since(connection, workspace_id, triggers, span, came)
    found = await meant(connection, workspace, found, now)
    if found:
        judged = await firings_of(connection, workspace_id, found, span, now)
        await firing_queries.add(connection, workspace_id, [one.firing for one in judged])
        fired = [
            (one.happening.trigger.trigger, one.firing.firing_id)
            for one in judged
            if one.firing.state == "fired"
        ]
        await order(connection, workspace_id, orders_of(fired), now)
    await round_queries.judged(connection, workspace_id, now)


def orders_of(fired: Iterable[tuple[Trigger, UUID]]) -> list[Order]:
    """What comes of these firings."""
    return [
        Order(
            trigger.kind,
            channel_id=channel_of(output),
            act=None if "channel_id" in output else output,
            firing_id=firing_id,
        )
        for trigger, firing_id in fired
        for output in trigger.definition.outputs
    ]
