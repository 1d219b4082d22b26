"""Trying what a trigger does: each thing once, at once, so that nobody else is told and nothing is changed."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from kenbun.access.http import Admin
from kenbun.triggers.definitions import find_trigger
from kenbun.triggers.trial import try_trigger
from kenbun.web.render import fragment

router = APIRouter(prefix="/configure/triggers", include_in_schema=False)


@router.post("/{trigger_id}/test")
async def send_test(request: Request, caller: Admin, trigger_id: str) -> Response:
    """In the drawer: how each went."""
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        trigger = await find_trigger(connection, caller.workspace_id, trigger_id)
    tried = await try_trigger(services.database, services.worker.means, caller, trigger)
    return fragment(request, "triggers/configure/tested.html", trigger=trigger, tried=tried)
