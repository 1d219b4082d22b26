"""The charts on the pages of leads and accounts, and the drawer “What changed?”."""

import json
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from kenbun.access.callers import Caller
from kenbun.access.http import Viewer
from kenbun.identity.roots import find_account, find_lead
from kenbun.kit.errors import Invalid
from kenbun.scoring.history import queries
from kenbun.scoring.history.api import aware, change_of
from kenbun.scoring.history.change import Dimension
from kenbun.scoring.history.chart import RANGES, Chart, chart
from kenbun.scoring.history.queries import Subject
from kenbun.scoring.history.trend import WINDOW
from kenbun.scoring.receipt_queries import Known
from kenbun.web.render import fragment
from kenbun.web.shown import day

router = APIRouter(include_in_schema=False)


@router.get("/leads/{lead_id}/history")
async def show_history(
    request: Request, caller: Viewer, lead_id: str, dimension: Dimension = "engagement", days: int = 90
) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        of = Subject("lead", found, dimension)
        shown = await chart(connection, caller.workspace_id, of, caller.time_zone, days)
    place = {"address": f"/leads/{lead_id}", "place": "history", "dimensions": ("engagement", "profile")}
    return _drawn(request, caller, shown, place, of, days)


@router.get("/accounts/{account_id}/history")
async def show_account_history(
    request: Request,
    caller: Viewer,
    account_id: str,
    dimension: Literal["engagement", "account"] = "engagement",
    days: int = 90,
) -> Response:
    """One of the two charts of an account, each with its own range."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
        of = Subject("account", found, dimension)
        shown = await chart(connection, caller.workspace_id, of, caller.time_zone, days)
    place = {
        "address": f"/accounts/{account_id}",
        "place": f"history-{dimension}",
        "dimensions": (dimension,),
    }
    return _drawn(request, caller, shown, place, of, days)


def _drawn(
    request: Request, caller: Caller, shown: Chart, place: dict[str, Any], of: Subject, days: int
) -> Response:
    first = shown.converted[0] if shown.converted else None
    return fragment(
        request,
        "scoring/history.html",
        subject=of.kind,
        dimension=of.dimension,
        days=days,
        ranges=RANGES,
        converted=first,
        converted_on=day(first.at, caller.time_zone) if first else "",
        chart=json.dumps(shown.data),
        score=shown.score,
        empty=not shown.data["points"] and not shown.score,
        **place,
    )


@router.get("/leads/{lead_id}/change")
async def show_change(
    request: Request, caller: Viewer, lead_id: str, dimension: Dimension = "engagement"
) -> Response:
    """Between two times by the workspace's clock; a week ago and now if none are given.

    As the chart has it: from before the first recorded point by today's knowledge, else by what was known then.
    """
    services = request.app.state.services
    now: datetime = services.clock()
    start = _moment(request.query_params.get("from", ""), caller.time_zone, now - WINDOW, "from")
    end = _moment(request.query_params.get("to", ""), caller.time_zone, now, "to")
    start, end = min(start, end), max(start, end)
    async with services.database.snapshot() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        of = Subject("lead", found, dimension)
        recorded = await queries.first_point(connection, caller.workspace_id, of)
    known: Known = "then" if recorded and recorded <= start else "now"
    change = await change_of(services, caller, lead_id, dimension, start, end, known)
    return fragment(
        request,
        "scoring/change.html",
        lead_id=lead_id,
        change=change,
        known=known,
        dimension=dimension,
        start=start,
        end=end,
    )


def _moment(text: str, zone: str, otherwise: datetime, field: str) -> datetime:
    """RFC 3339, or without an offset the clock of the workspace."""
    if not text:
        return otherwise
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("Give a time like 2026-11-22T04:31.", field=field) from None
    return aware(moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone)), field)
