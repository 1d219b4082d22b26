"""The page Event types: whether each is shown, and on which channel its events are."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from kenbun.access.http import Admin, Viewer
from kenbun.events.type_queries import all_types
from kenbun.events.type_settings import set_type
from kenbun.events.types import CHANNELS
from kenbun.web.render import fragment, page

router = APIRouter(include_in_schema=False)


@router.get("/events/types")
async def show_types(request: Request, caller: Viewer) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        types = await all_types(connection, caller.workspace_id)
    may_edit = caller.is_at_least("admin")
    return page(request, "events/types.html", types=types, channels=CHANNELS, may_edit=may_edit)


@router.post("/events/types")
async def save_type(
    request: Request,
    caller: Admin,
    event_type: Annotated[str, Form(max_length=1000)] = "",
    channel: Annotated[str, Form(max_length=100)] = "",
    shown: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Answers the row as it then is."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        changed = await set_type(
            connection, caller, event_type, services.clock, channel=channel or None, hidden=not shown
        )
    context: dict[str, Any] = {"type": changed, "channels": CHANNELS, "may_edit": True}
    return fragment(request, "events/type.html", **context)
