"""Trying where a trigger sends to: each of its channels gets a message that says so, once, at once."""

from __future__ import annotations

import asyncio
from uuid import UUID

from fastapi import APIRouter, Request, Response

from kenbun.access.callers import Caller
from kenbun.access.http import Admin
from kenbun.alerts.deliveries import listing
from kenbun.alerts.deliveries.trial import try_channel
from kenbun.kit.errors import NotFound
from kenbun.services import Services
from kenbun.triggers.definitions import find_trigger
from kenbun.triggers.outputs import channel_of
from kenbun.web.render import fragment

router = APIRouter(prefix="/configure/triggers", include_in_schema=False)


@router.post("/{trigger_id}/test")
async def send_test(request: Request, caller: Admin, trigger_id: str) -> Response:
    """In the drawer: how each attempt went. What it does within kenbun is not tried."""
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        trigger = await find_trigger(connection, caller.workspace_id, trigger_id)
    channels = [one for output in trigger.definition.outputs if (one := channel_of(output))]
    made = await asyncio.gather(*(_tried(services, caller, one) for one in channels))
    async with services.database.snapshot() as connection:
        tried = [
            (await listing.get_delivery(connection, caller.workspace_id, one)).row
            for some in made
            for one in some
        ]
    return fragment(request, "triggers/configure/tested.html", trigger=trigger, tried=tried)


async def _tried(services: Services, caller: Caller, channel_id: UUID) -> list[UUID]:
    """None of a channel that was deleted since."""
    try:
        return await try_channel(services.database, caller, channel_id, services.worker.means)
    except NotFound:
        return []
