"""The API of deliveries: what left, or is to leave; sending it again; trying a channel."""

from dataclasses import replace
from datetime import MAXYEAR, MINYEAR
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from pydantic import AwareDatetime, BeforeValidator

from kenbun.access.http import Admin, Page, Viewer, errors
from kenbun.alerts.channels.api import ChannelId, parse_channel
from kenbun.alerts.deliveries import listing, replay
from kenbun.alerts.deliveries.about import about, read_id
from kenbun.alerts.deliveries.filters import DeliveryFilters, State
from kenbun.alerts.deliveries.shapes import (
    DeliveryDetail,
    DeliveryList,
    DeliveryShape,
    Range,
    Replayed,
    TrialShape,
)
from kenbun.alerts.deliveries.trial import try_channel
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.ids import parse
from kenbun.kit.moments import written

router = APIRouter(prefix="/api", tags=["channels"])

DeliveryId = Annotated[str, Path(examples=["dlv_0192f0c1a5b77e3c8d2e4f6071829304"])]
_SomeId = Annotated[str | None, Query(max_length=100)]


@router.get("/deliveries", summary="List deliveries", responses=errors())
async def list_all(
    request: Request,
    caller: Viewer,
    paging: Page,
    state: State | None = None,
    channel_id: _SomeId = None,
    firing_id: _SomeId = None,
    trigger_id: _SomeId = None,
    since: Annotated[
        AwareDatetime | None, BeforeValidator(written), Query(description="ordered then or later")
    ] = None,
    until: Annotated[
        AwareDatetime | None, BeforeValidator(written), Query(description="ordered before")
    ] = None,
    lead_id: _SomeId = None,
    account_id: _SomeId = None,
) -> DeliveryList:
    """The latest first. They are kept for 90 days. With `lead_id` or `account_id` those about it."""
    filters = read_filters(state, channel_id, firing_id, trigger_id, since, until)
    async with request.app.state.services.database.snapshot() as connection:
        filters = replace(filters, about=await about(connection, caller.workspace_id, lead_id, account_id))
        place = (connection, caller.workspace_id)
        rows, total = await listing.list_deliveries(
            *place, filters, paging, letters=caller.is_at_least("admin")
        )
    shown = [DeliveryShape.of(row) for row in rows]
    return DeliveryList(deliveries=shown, total=total, page=paging.page, limit=paging.limit)


@router.post("/deliveries/replay", summary="Send a range again", responses=errors())
async def replay_range(request: Request, caller: Admin, asked: Range) -> Replayed:
    """Those whose channel is there and on. With `dry_run` they are counted only."""
    services = request.app.state.services
    filters = read_filters(
        asked.state, asked.channel_id, asked.firing_id, asked.trigger_id, asked.since, asked.until
    )
    async with services.database.snapshot() as connection:
        whom = await about(connection, caller.workspace_id, asked.lead_id, asked.account_id)
        filters = replace(filters, about=whom)
        if filters == DeliveryFilters():
            raise Invalid(
                "Say which: by state, channel, trigger, firing, lead, account or time.", field="state"
            )
        if asked.dry_run:
            return Replayed(deliveries=await replay.count_range(connection, caller, filters))
    async with services.database.transaction() as connection:
        sent = await replay.replay_range(connection, caller, filters, services.clock())
    services.worker.wake_deliverer()
    return Replayed(deliveries=sent)


@router.get("/deliveries/{delivery_id}", summary="Get a delivery", responses=errors(404))
async def get(request: Request, caller: Viewer, delivery_id: DeliveryId) -> DeliveryDetail:
    """With what was told, and every attempt."""
    known = parse_delivery(delivery_id)
    async with request.app.state.services.database.snapshot() as connection:
        place = (connection, caller.workspace_id)
        seen = await listing.get_delivery(*place, known, letters=caller.is_at_least("admin"))
    return DeliveryDetail.whole(seen)


@router.post("/deliveries/{delivery_id}/replay", summary="Send a delivery again", responses=errors(404, 409))
async def replay_one(request: Request, caller: Admin, delivery_id: DeliveryId) -> DeliveryDetail:
    """As the same message under the same id, so that a receiver that had it can tell."""
    services = request.app.state.services
    known = parse_delivery(delivery_id)
    async with services.database.transaction() as connection:
        await replay.replay_one(connection, caller, known, services.clock())
        seen = await listing.get_delivery(connection, caller.workspace_id, known, letters=True)
    services.worker.wake_deliverer()
    return DeliveryDetail.whole(seen)


@router.post("/channels/{channel_id}/test", summary="Try a channel", responses=errors(404))
async def test(request: Request, caller: Admin, channel_id: ChannelId) -> TrialShape:
    """Sends a message that says that it is a test, once, and answers how that went; after some 15 seconds at most."""
    services = request.app.state.services
    known = parse_channel(channel_id)
    made = await try_channel(services.database, caller, known, services.worker.means)
    async with services.database.snapshot() as connection:
        seen = [await listing.get_delivery(connection, caller.workspace_id, one) for one in made]
    shown = [DeliveryShape.of(one.row) for one in seen]
    return TrialShape(arrived=all(one.state == "delivered" for one in shown), deliveries=shown)


@router.post("/channels/{channel_id}/retry", summary="Try what a channel has missed", responses=errors(404))
async def retry(request: Request, caller: Admin, channel_id: ChannelId) -> Replayed:
    """Switches it on, and sends what waits, and what has failed since it began to fail or was switched off."""
    services = request.app.state.services
    known = parse_channel(channel_id)
    async with services.database.transaction() as connection:
        sent = await replay.try_again(connection, caller, known, services.clock())
    services.worker.wake_deliverer()
    return Replayed(deliveries=sent)


def parse_delivery(text: str) -> UUID:
    found = parse("dlv", text)
    if found is None:
        raise NotFound("There is no such delivery.", field="delivery_id")
    return found


def read_filters(
    state: State | None,
    channel_id: str | None,
    firing_id: str | None,
    trigger_id: str | None,
    since: AwareDatetime | None,
    until: AwareDatetime | None,
) -> DeliveryFilters:
    """Raises Invalid."""
    return DeliveryFilters(
        state,
        read_id("chn", channel_id, "channel_id"),
        read_id("fir", firing_id, "firing_id"),
        read_id("trg", trigger_id, "trigger_id"),
        _moment(since, "since"),
        _moment(until, "until"),
    )


def _moment(at: AwareDatetime | None, field: str) -> AwareDatetime | None:
    if at is not None and at.year in (MINYEAR, MAXYEAR):
        raise Invalid("The time is out of range.", field=field)
    return at
