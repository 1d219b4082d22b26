"""The page Sessions: each run of activity, with where it began and ended and what it brought."""

from typing import Any

from fastapi import APIRouter, Request, Response

from kenbun.access.http import PageNumber, Viewer
from kenbun.activity.chips import chips_of
from kenbun.activity.filters import Filters
from kenbun.activity.sessions.lists import list_sessions
from kenbun.events.types import CHANNELS
from kenbun.kit.paging import Paging
from kenbun.web.links import Links
from kenbun.web.render import fragment, page, wants_fragment

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 50


@router.get("/sessions")
async def show_list(request: Request, caller: Viewer, number: PageNumber = 1) -> Response:
    chosen = Filters.read(request.query_params.multi_items())
    paging = Paging(number, PAGE_SIZE)
    async with request.app.state.services.database.snapshot() as connection:
        sessions = await list_sessions(connection, caller.workspace_id, chosen, paging)
        chips = await chips_of(connection, caller.workspace_id, chosen)
    context: dict[str, Any] = {
        "sessions": sessions,
        "chosen": chosen,
        "channels": CHANNELS,
        "chips": chips,
        "paging": paging,
        "links": Links(request),
        "address": "/sessions",
    }
    if wants_fragment(request):
        return fragment(request, "activity/sessions/list_parts.html", **context)
    return page(request, "activity/sessions/list.html", **context)
