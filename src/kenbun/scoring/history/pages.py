"""The chart on the lead page, and the drawer “What changed?”."""

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from kenbun.access.callers import Caller
from kenbun.access.http import Viewer
from kenbun.access.queries.ticks import visible
from kenbun.database import Connection
from kenbun.identity.roots import find_lead
from kenbun.kit.errors import Invalid
from kenbun.levels.queries import bands_in_force
from kenbun.scoring.history import queries
from kenbun.scoring.history.api import aware, change_of
from kenbun.scoring.history.change import Dimension
from kenbun.scoring.history.queries import Subject
from kenbun.scoring.history.read import Conversion, conversions, history
from kenbun.scoring.history.trend import WINDOW
from kenbun.scoring.receipt_queries import Known
from kenbun.web.render import fragment
from kenbun.web.shown import day

router = APIRouter(include_in_schema=False)

RANGES = {30: "30 days", 90: "90 days", 365: "A year", 0: "All"}


@router.get("/leads/{lead_id}/history")
async def show_history(
    request: Request, caller: Viewer, lead_id: str, dimension: Dimension = "engagement", days: int = 90
) -> Response:
    if days not in RANGES:
        raise Invalid(f"Choose one of {', '.join(map(str, RANGES))}.", field="days")
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        of = Subject("lead", found, dimension)
        score = await queries.shown_score(connection, caller.workspace_id, of) or 0
        now = await visible(connection, caller.workspace_id)
        converted = await conversions(connection, caller.workspace_id, of)
        chart = await _chart(connection, caller, of, now, days, converted)
    return fragment(
        request,
        "scoring/history.html",
        lead_id=lead_id,
        dimension=dimension,
        days=days,
        ranges=RANGES,
        converted=converted[0] if converted else None,
        converted_on=day(converted[0].at, caller.time_zone) if converted else "",
        chart=json.dumps(chart | {"now": [_milliseconds(now), score]}),
        score=score,
        empty=not chart["points"] and not score,
    )


async def _chart(
    connection: Connection, caller: Caller, of: Subject, now: datetime, days: int, converted: list[Conversion]
) -> dict[str, Any]:
    """As the script draws it: times in milliseconds, bands from the lowest."""
    first = now - timedelta(days=days) if days else None
    bands = await bands_in_force(connection, caller.workspace_id, of.dimension)
    found = await history(connection, caller.workspace_id, of, caller.time_zone, now, first)
    return {
        "points": [
            [_milliseconds(one.at), one.last, one.low, one.high, one.reconstructed] for one in found.points
        ],
        "conversions": [
            [_milliseconds(one.at), one.score, one.definition]
            for one in converted
            if first is None or one.at >= first
        ],
        "bands": [
            {"name": band.name, "min": band.min, "max": band.max, "color": band.color} for band in bands.bands
        ],
        "zone": caller.time_zone,
    }


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


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
