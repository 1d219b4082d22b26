"""The page Events: what people did, the latest first, with how much there was on each day."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from kenbun.access.http import Viewer
from kenbun.access.queries import ticks
from kenbun.activity.chips import chips_of
from kenbun.activity.days import count_by_day
from kenbun.activity.filters import EventFilters
from kenbun.activity.lists import event_types, list_events
from kenbun.events.types import CHANNELS
from kenbun.kit.paging import Paging
from kenbun.web.links import Links
from kenbun.web.render import fragment, page, wants_fragment

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 50
# A chart of more bars is drawn by weeks.
_BARS = 92


class ListQuery:
    """What the URL of the list says."""

    def __init__(self, request: Request, page: int = 1) -> None:
        self.filters = EventFilters.read(request.query_params.multi_items())
        self.page = page


@router.get("/events")
async def show_list(request: Request, caller: Viewer, query: Annotated[ListQuery, Depends()]) -> Response:
    paging = Paging(query.page, PAGE_SIZE)
    async with request.app.state.services.database.snapshot() as connection:
        tick = await ticks.visible(connection, caller.workspace_id)
        events = await list_events(connection, caller.workspace_id, query.filters, paging)
        types = await event_types(connection, caller.workspace_id)
        chips = await chips_of(connection, caller.workspace_id, query.filters)
    context: dict[str, Any] = {
        "events": events,
        "types": types,
        "channels": CHANNELS,
        "chosen": query.filters,
        "chips": chips,
        "paging": paging,
        "tick": tick.isoformat(),
        "links": Links(request),
        "address": "/events",
        "may_delete": caller.is_at_least("editor") and query.filters.segment is None,
    }
    if wants_fragment(request):
        return fragment(request, "activity/list_parts.html", **context)
    return page(request, "activity/list.html", **context)


@router.get("/events/chart")
async def show_chart(request: Request, caller: Viewer, query: Annotated[ListQuery, Depends()]) -> Response:
    """Fetched once the list is there; of many days by the week, each bar leading to its days."""
    async with request.app.state.services.database.snapshot() as connection:
        days = await count_by_day(connection, caller.workspace_id, query.filters)
    step = 1 if len(days) <= _BARS else 7
    bars = [days[start : start + step] for start in range(0, len(days), step)]
    return fragment(
        request,
        "activity/chart.html",
        bars=[(some[0].day, some[-1].day, sum(one.events for one in some)) for some in bars],
        total=sum(one.events for one in days),
        days=len(days),
        links=Links(request, "/events"),
    )


@router.get("/events/live")
async def show_changes(
    request: Request,
    caller: Viewer,
    query: Annotated[ListQuery, Depends()],
    total: int = 0,
    since: str = "",
    shown: Annotated[list[str] | None, Query(max_length=PAGE_SIZE)] = None,
) -> Response:
    """How many events the list does not show yet, and its rows with fresh times; 204 if nothing happened."""
    paging = Paging(1, PAGE_SIZE)
    async with request.app.state.services.database.snapshot() as connection:
        tick = (await ticks.visible(connection, caller.workspace_id)).isoformat()
        if tick == since:
            return Response(status_code=204)
        events = await list_events(connection, caller.workspace_id, query.filters, paging)
    fresh = [row for row in events.rows if row.event_id not in (shown or [])]
    return fragment(
        request,
        "activity/live.html",
        headers={"Kenbun-Tick": tick},
        shown=[row for row in events.rows if row.event_id in (shown or [])],
        newcomers=max(len(fresh), events.total - total) if query.page == 1 else events.total - total,
        links=Links(request, "/events"),
    )
