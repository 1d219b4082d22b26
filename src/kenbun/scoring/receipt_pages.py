"""The drawer “Why this score?”."""

from datetime import MAXYEAR, MINYEAR, datetime
from typing import Literal
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.http import Viewer
from kenbun.access.ticks import reading_time
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.ids import parse
from kenbun.leads.one import get_lead
from kenbun.levels.progress import progress
from kenbun.levels.queries import bands_in_force
from kenbun.scoring.grouped import summarize
from kenbun.scoring.receipt import explain
from kenbun.web.render import fragment, wants_fragment

router = APIRouter(include_in_schema=False)

# Lines shown in a group before it is asked for in full.
LINE_LIMIT = 50


@router.get("/leads/{lead_id}/receipt")
async def show_receipt(
    request: Request,
    caller: Viewer,
    lead_id: str,
    at: str = "",
    by: Literal["rule", "day"] = "rule",
    full: str = "",
) -> Response:
    """The drawer's content; opened as a page of its own, it leads to the lead with the drawer open."""
    if not wants_fragment(request):
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/leads/{lead_id}?open={quote(here, safe='/')}", status_code=303)
    services = request.app.state.services
    found = parse("ld", lead_id)
    pinned = _moment(at, caller.time_zone) if at else None
    if found is None:
        raise NotFound("There is no such lead.")
    async with services.database.transaction() as connection:
        moment = pinned or await reading_time(connection, caller.workspace_id, services.clock)
    async with services.database.snapshot() as connection:
        lead = await get_lead(connection, caller.workspace_id, found)
        if lead is None:
            raise NotFound("There is no such lead.")
        receipt = await explain(connection, caller.workspace_id, found, moment)
        bands = await bands_in_force(connection, caller.workspace_id, "engagement", pinned)
    return fragment(
        request,
        "scoring/receipt.html",
        lead_id=lead_id,
        name=lead.name,
        receipt=receipt,
        cards=[(score, summarize(score, by, caller.time_zone)) for score in receipt.scores],
        progress=progress(bands, receipt.scores[0].score),
        colors={band.name: band.color for band in bands.bands},
        pinned=pinned is not None,
        at_text=quote(receipt.at.isoformat()),
        by=by,
        full=full,
        line_limit=LINE_LIMIT,
    )


def _moment(text: str, zone: str) -> datetime:
    """RFC 3339, or without an offset the clock of the workspace, as the field in the drawer sends it."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("Give a time like 2026-11-22T04:31.", field="at") from None
    # at either end of the calendar another zone's clock has no such time
    if not MINYEAR < moment.year < MAXYEAR:
        raise Invalid(f"Give a time from the year {MINYEAR + 1} to {MAXYEAR - 1}.", field="at")
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
