"""The pages Events and Rejected events."""

import json
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.http import Editor, Viewer
from kenbun.access.queries import ticks
from kenbun.activity.lists import EventFilters, event_types, list_events
from kenbun.events import rejected
from kenbun.kit.ids import parse, public
from kenbun.kit.paging import Paging
from kenbun.web.links import Links
from kenbun.web.render import fragment, page, wants_fragment

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 50


@dataclass
class ListQuery:
    """What the URL of the list says; blank is not given."""

    lead: str = ""
    event_type: str = ""
    campaign: str = ""
    suppressed: str = ""
    page: int = 1

    @property
    def filters(self) -> EventFilters:
        return EventFilters(
            lead=self.lead.strip() or None,
            event_type=self.event_type or None,
            campaign=self.campaign.strip() or None,
            suppressed={"yes": True, "no": False}.get(self.suppressed),
        )

    @property
    def filtered(self) -> bool:
        chosen = (self.lead.strip(), self.event_type, self.campaign.strip(), self.suppressed)
        return any(chosen)


@router.get("/events")
async def show_list(request: Request, caller: Viewer, query: Annotated[ListQuery, Depends()]) -> Response:
    paging = Paging(query.page, PAGE_SIZE)
    async with request.app.state.services.database.snapshot() as connection:
        tick = await ticks.visible(connection, caller.workspace_id)
        events = await list_events(connection, caller.workspace_id, query.filters, paging)
        types = await event_types(connection, caller.workspace_id)
    context: dict[str, Any] = {
        "events": events,
        "types": types,
        "chosen": query,
        "filtered": query.filtered,
        "paging": paging,
        "tick": tick.isoformat(),
        "links": Links(request),
    }
    if wants_fragment(request):
        return fragment(request, "events/table.html", **context)
    return page(request, "events/list.html", **context)


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
        "events/live.html",
        headers={"Kenbun-Tick": tick},
        shown=[row for row in events.rows if row.event_id in (shown or [])],
        newcomers=max(len(fresh), events.total - total) if query.page == 1 else events.total - total,
        links=Links(request, "/events"),
    )


@router.get("/events/rejected")
async def show_rejected(
    request: Request,
    caller: Viewer,
    number: Annotated[int, Query(alias="page")] = 1,
    accepted: int = 0,
    left: int = 0,
) -> Response:
    """`accepted` and `left` tell what became of those that were just tried again."""
    paging = Paging(number, PAGE_SIZE)
    async with request.app.state.services.database.snapshot() as connection:
        found, total = await rejected.list_rejected(connection, caller.workspace_id, paging)
    return page(
        request,
        "events/rejected.html",
        rejected=[(public("rej", event.rejected_id), event) for event in found],
        total=total,
        paging=paging,
        links=Links(request),
        may_retry=caller.is_at_least("editor"),
        accepted=accepted,
        left=left,
        pretty=_pretty,
    )


@router.post("/events/rejected/retry")
async def retry(
    request: Request, caller: Editor, rejected_id: Annotated[list[str], Form(max_length=PAGE_SIZE)]
) -> Response:
    services = request.app.state.services
    ids = [found for text in rejected_id if (found := parse("rej", text))]
    async with services.database.transaction() as connection:
        outcome = await rejected.retry(connection, caller, ids, services.clock())
    if outcome.accepted:
        services.inbox.on_commit(caller.workspace_id)
    gone = outcome.accepted + outcome.duplicates
    return RedirectResponse(f"/events/rejected?accepted={gone}&left={outcome.rejected}", status_code=303)


def _pretty(payload: str) -> str:
    """Indented, where it is whole JSON."""
    try:
        return json.dumps(json.loads(payload), indent=2, ensure_ascii=True)
    except (ValueError, RecursionError):
        return payload
