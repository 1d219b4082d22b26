"""Configure, Deliveries: what left or is to leave, each with its attempts, and sending it again."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.callers import Caller
from kenbun.access.http import Admin, PageNumber, Viewer
from kenbun.alerts.channels.channels import list_channels
from kenbun.alerts.deliveries import listing, replay
from kenbun.alerts.deliveries.api import parse_delivery
from kenbun.alerts.deliveries.filters import DeliveryFilters, State
from kenbun.kit.errors import Conflict
from kenbun.kit.ids import parse, public
from kenbun.kit.paging import Paging
from kenbun.web.links import Links
from kenbun.web.render import page

router = APIRouter(prefix="/configure/deliveries", include_in_schema=False)

_ON_PAGE = 50
STATES: dict[State, str] = {
    "waiting": "Waiting",
    "delivered": "Delivered",
    "failed": "Failed",
    "cancelled": "Cancelled",
}
_Text = Annotated[str, Query(max_length=100)]
_FormText = Annotated[str, Form(max_length=100)]


@router.get("")
async def show(
    request: Request,
    caller: Viewer,
    state: _Text = "",
    channel: _Text = "",
    number: PageNumber = 1,
    sent: Annotated[int | None, Query(ge=0, le=10**9)] = None,
) -> Response:
    """A filter that is none shows all. `sent` tells how many have just been sent again."""
    filters = _read(state, channel)
    paging = Paging(number, _ON_PAGE)
    async with request.app.state.services.database.snapshot() as connection:
        rows, total = await listing.list_deliveries(connection, caller.workspace_id, filters, paging)
        channels = await list_channels(connection, caller.workspace_id)
        again = await _could_go_again(connection, caller, filters)
    return page(
        request,
        "alerts/deliveries/list.html",
        rows=[(public("dlv", row.delivery_id), row) for row in rows],
        total=total,
        paging=paging,
        links=Links(request),
        filters=filters,
        states=STATES,
        channels=[(public("chn", one.channel_id), one) for one in channels],
        channel=channel,
        again=again,
        sent=sent,
    )


@router.post("/replay")
async def replay_range(
    request: Request, caller: Admin, state: _FormText = "", channel: _FormText = ""
) -> Response:
    """What the list shows, all pages of it."""
    services = request.app.state.services
    filters = _read(state, channel)
    async with services.database.transaction() as connection:
        sent = await replay.replay_range(connection, caller, filters, services.clock())
    services.worker.wake_deliverer()
    return RedirectResponse(f"/configure/deliveries?channel={channel}&sent={sent}", status_code=303)


@router.get("/{delivery_id}")
async def one(request: Request, caller: Viewer, delivery_id: str) -> Response:
    return await _one(request, caller, delivery_id)


@router.post("/{delivery_id}/replay")
async def replay_one(request: Request, caller: Admin, delivery_id: str) -> Response:
    services = request.app.state.services
    known = parse_delivery(delivery_id)
    try:
        async with services.database.transaction() as connection:
            await replay.replay_one(connection, caller, known, services.clock())
    except Conflict as problem:
        return await _one(request, caller, delivery_id, problem=problem.detail)
    services.worker.wake_deliverer()
    return RedirectResponse(f"/configure/deliveries/{delivery_id}", status_code=303)


async def _could_go_again(connection: Any, caller: Caller, filters: DeliveryFilters) -> int:
    """Of a list that is narrowed to what did not arrive, for those who may."""
    if filters.state != "failed" or not caller.is_at_least("admin"):
        return 0
    return await replay.count_range(connection, caller, filters)


async def _one(request: Request, caller: Caller, delivery_id: str, problem: str = "") -> Response:
    known = parse_delivery(delivery_id)
    async with request.app.state.services.database.snapshot() as connection:
        seen = await listing.get_delivery(connection, caller.workspace_id, known)
    is_letter = seen.row.channel_id is None and seen.row.act is None
    return page(
        request,
        "alerts/deliveries/one.html",
        status=409 if problem else 200,
        id=delivery_id,
        row=seen.row,
        attempts=seen.attempts,
        states=STATES,
        trigger_id=public("trg", seen.row.trigger_id) if seen.row.trigger_id else None,
        channel_id=public("chn", seen.row.channel_id) if seen.row.channel_id else None,
        may_replay=caller.is_at_least("admin") and (not is_letter or seen.row.state == "waiting"),
        problem=problem,
    )


def _read(state: str, channel: str) -> DeliveryFilters:
    known = state if state in STATES else None
    return DeliveryFilters(state=known, channel_id=parse("chn", channel))
