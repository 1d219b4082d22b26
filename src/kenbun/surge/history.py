"""What the tab Surge History of an account shows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.surge.read import surges_of
from kenbun.surge.settings_queries import numbers_of
from kenbun.surge.weeks import height, share, windows_of


async def history_of(
    connection: Connection, workspace_id: UUID, account_id: UUID, clock: Clock
) -> dict[str, Any]:
    """The context of `surge/history.html`."""
    surges, now = await surges_of(connection, workspace_id, account_id, clock)
    numbers = await numbers_of(connection, workspace_id)
    windows = await windows_of(connection, workspace_id, account_id, numbers, now)
    spans = [
        (share(windows, one.started_at), share(windows, one.ended_at or now))
        for one in surges
        if one.ended_at is None or one.ended_at > windows[0].start
    ]
    return {
        "surges": surges,
        "numbers": numbers,
        "windows": windows,
        "surge_spans": spans,
        "highest": height(windows, numbers.start_ratio),
    }
