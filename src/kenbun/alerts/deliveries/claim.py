"""Taking deliveries in hand: nobody else does for half a minute, and what is told is put into words once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kenbun.alerts.deliveries import claim_queries as queries
from kenbun.database import Connection

# Longer than any attempt takes; who has not said by then how it went is taken to have died.
CLAIM = timedelta(seconds=30)
TEST = "test"
"""The kind of what only tries a channel."""

Render = Callable[[Connection, UUID, Sequence[UUID]], Awaitable[Mapping[UUID, Mapping[str, Any]]]]
"""Messages (`alerts.message`) of firings of a workspace, by firing; one that is gone has none."""


@dataclass(frozen=True, slots=True)
class Claimed:
    delivery_id: UUID
    firing_id: UUID | None
    kind: str
    recipient: str | None
    tried_since: datetime
    body: dict[str, Any] | None


async def claim(
    connection: Connection, workspace_id: UUID, channel_id: UUID, most: int, now: datetime, render: Render
) -> list[Claimed]:
    """Those that have waited longest, with what they tell. Sent after the commit alone."""
    rows = await queries.claim(connection, workspace_id, channel_id, most, now, now + CLAIM)
    claimed = [Claimed(**row._mapping) for row in rows]
    wordless = {one.firing_id for one in claimed if one.body is None and one.firing_id}
    if wordless:
        await _put_into_words(connection, workspace_id, claimed, wordless, render)
    if gone := [one.delivery_id for one in claimed if one.body is None]:
        await queries.cancel(connection, workspace_id, gone, "What it was about is gone.")
    return [one for one in claimed if one.body is not None]


async def _put_into_words(
    connection: Connection, workspace_id: UUID, claimed: list[Claimed], firings: set[UUID], render: Render
) -> None:
    messages = await render(connection, workspace_id, sorted(firings))
    bodies = {
        one.delivery_id: messages[one.firing_id]
        for one in claimed
        if one.body is None and one.firing_id and one.firing_id in messages
    }
    # What is sent is what the database gives back: so it is the same bytes in the next attempt.
    kept = await queries.keep_bodies(connection, workspace_id, bodies)
    for place, one in enumerate(claimed):
        if one.delivery_id in kept:
            claimed[place] = replace(one, body=kept[one.delivery_id])


async def claim_these(
    connection: Connection, workspace_id: UUID, delivery_ids: Sequence[UUID], now: datetime
) -> list[Claimed]:
    """Of those ordered with their words, those that wait."""
    rows = await queries.claim_these(connection, workspace_id, delivery_ids, now + CLAIM)
    return [Claimed(**row._mapping) for row in rows]
