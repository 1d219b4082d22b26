"""Configure, Deliveries: what left or is to leave, each with its attempts, and sending it again."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.callers import Caller
from kenbun.access.http import Admin, PageNumber, Viewer
from kenbun.activity.choose import like
from kenbun.alerts.channels.channels import list_channels
from kenbun.alerts.deliveries import listing, replay
from kenbun.alerts.deliveries.about import shown_in
from kenbun.alerts.deliveries.api import parse_delivery
from kenbun.alerts.deliveries.asked import Asked
from kenbun.alerts.deliveries.filters import STATES, DeliveryFilters
from kenbun.database import Connection
from kenbun.kit.days import instants
from kenbun.kit.errors import Conflict
from kenbun.kit.ids import parse, public
from kenbun.kit.paging import Paging
from kenbun.triggers.fired import find_fired
from kenbun.web.links import Links
from kenbun.web.render import page

router = APIRouter(prefix="/configure/deliveries", include_in_schema=False)

_ON_PAGE = 50
_Text = Annotated[str, Query(max_length=200)]
_FormText = Annotated[str, Form(max_length=200)]


@router.get("")
async def show(
    request: Request,
    caller: Viewer,
    state: _Text = "",
    channel: _Text = "",
    whom: _Text = "",
    first: Annotated[str, Query(alias="from", max_length=20)] = "",
    last: Annotated[str, Query(alias="to", max_length=20)] = "",
    number: PageNumber = 1,
    sent: Annotated[int | None, Query(ge=0, le=10**9)] = None,
) -> Response:
    """A state or channel that is none shows all. `sent` tells how many have just been sent again."""
    asked = Asked.read(state, channel, whom, first, last)
    paging = Paging(number, _ON_PAGE)
    async with request.app.state.services.database.snapshot() as connection:
        filters = await _filters(connection, caller, asked)
        place, letters = (connection, caller.workspace_id), caller.is_at_least("admin")
        rows, total = await listing.list_deliveries(*place, filters, paging, letters=letters)
        about = await _about(connection, caller, rows)
        channels = await list_channels(connection, caller.workspace_id)
        again = await _could_go_again(connection, caller, filters)
    return page(
        request,
        "alerts/deliveries/list.html",
        rows=[(public("dlv", row.delivery_id), row, about.get(row.firing_id)) for row in rows],
        total=total,
        paging=paging,
        links=Links(request),
        chosen=asked,
        states=STATES,
        channels=[(public("chn", one.channel_id), one) for one in channels],
        again=again,
        sent=sent,
    )


@router.post("/replay")
async def replay_range(
    request: Request,
    caller: Admin,
    state: _FormText = "",
    channel: _FormText = "",
    whom: _FormText = "",
    first: Annotated[str, Form(alias="from", max_length=20)] = "",
    last: Annotated[str, Form(alias="to", max_length=20)] = "",
) -> Response:
    """What the list shows, all pages of it."""
    services = request.app.state.services
    asked = Asked.read(state, channel, whom, first, last)
    async with services.database.transaction() as connection:
        filters = await _filters(connection, caller, asked)
        sent = await replay.replay_range(connection, caller, filters, services.clock())
    services.worker.wake_deliverer()
    # what is on its way again has not failed
    shown = urlencode([*asked.pairs(without="state"), ("sent", sent)])
    return RedirectResponse(f"/configure/deliveries?{shown}", status_code=303)


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


async def _could_go_again(connection: Connection, caller: Caller, filters: DeliveryFilters) -> int:
    """Of a list that is narrowed to what did not arrive, or to some days, for those who may."""
    if not (filters.state == "failed" or filters.since) or not caller.is_at_least("admin"):
        return 0
    return await replay.count_range(connection, caller, filters)


async def _one(request: Request, caller: Caller, delivery_id: str, problem: str = "") -> Response:
    known = parse_delivery(delivery_id)
    async with request.app.state.services.database.snapshot() as connection:
        place, letters = (connection, caller.workspace_id), caller.is_at_least("admin")
        seen = await listing.get_delivery(*place, known, letters=letters)
        about = await _about(connection, caller, [seen.row])
    is_letter = seen.row.channel_id is None and seen.row.act is None
    return page(
        request,
        "alerts/deliveries/one.html",
        status=409 if problem else 200,
        id=delivery_id,
        row=seen.row,
        attempts=seen.attempts,
        about=about.get(seen.row.firing_id),
        states=STATES,
        trigger_id=public("trg", seen.row.trigger_id) if seen.row.trigger_id else None,
        channel_id=public("chn", seen.row.channel_id) if seen.row.channel_id else None,
        may_replay=caller.is_at_least("admin") and (not is_letter or seen.row.state == "waiting"),
        problem=problem,
    )


async def _filters(connection: Connection, caller: Caller, asked: Asked) -> DeliveryFilters:
    since, until = instants(asked.since, asked.until, caller.time_zone)
    about = None
    if asked.whom:
        place = (connection, caller.workspace_id)
        about = await shown_in(*place, *(await like(*place, asked.whom)))
    return DeliveryFilters(
        state=asked.state,
        channel_id=parse("chn", asked.channel),
        since=since,
        until=until,
        about=about,
    )


async def _about(connection: Connection, caller: Caller, rows: Sequence[Any]) -> dict[UUID, tuple[str, str]]:
    """Of each firing the page of the lead or account that it is about, and the name."""
    ids = {row.firing_id for row in rows if row.firing_id}
    return {
        one.firing_id: (one.path, one.name) for one in await find_fired(connection, caller.workspace_id, ids)
    }
