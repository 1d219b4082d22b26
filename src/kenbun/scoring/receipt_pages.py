"""The drawer “Why this score?”."""

from datetime import MAXYEAR, MINYEAR, datetime
from typing import Annotated
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.http import Viewer
from kenbun.identity.roots import find_lead
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.ids import parse, public
from kenbun.leads.one import name_of
from kenbun.scoring.fit.cards import clicked_first, fit_cards_of
from kenbun.scoring.fit.receipt import deleted_of
from kenbun.scoring.group_lines import lines_of_group
from kenbun.scoring.grouped import cards_of
from kenbun.scoring.grouped_queries import By
from kenbun.scoring.kinds import Dimension
from kenbun.scoring.settled import settle, settle_present
from kenbun.scoring.version_queries import numbers_in_force
from kenbun.web.render import fragment, wants_fragment

router = APIRouter(include_in_schema=False)


@router.get("/leads/{lead_id}/receipt")
async def show_receipt(
    request: Request,
    caller: Viewer,
    lead_id: str,
    at: str = "",
    by: By = "rule",
    first: Dimension = "engagement",
    rule: Annotated[str, Query(pattern="^(rule_[0-9a-f]{32})?$")] = "",
) -> Response:
    """The drawer's content, beginning with the dimension that was clicked, at the line of the rule.

    Opened as a page of its own, it leads to the lead with the drawer open.
    """
    if not wants_fragment(request):
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/leads/{lead_id}?open={quote(here, safe='/')}", status_code=303)
    services = request.app.state.services
    pinned = moment_of(at, caller.time_zone) if at else None
    async with services.database.snapshot() as connection:
        root_id = await find_lead(connection, caller.workspace_id, lead_id)
    if pinned is None:
        moment = await settle_present(services.database, caller.workspace_id, root_id, services.clock)
    else:
        await settle(services.database, caller.workspace_id, pinned, services.clock)
        moment = pinned
    async with services.database.snapshot() as connection:
        name = await name_of(connection, caller.workspace_id, root_id)
        found = parse("ld", lead_id) or root_id
        cards = await cards_of(connection, caller.workspace_id, found, moment, by, caller.time_zone)
        fit_cards = await fit_cards_of(connection, caller.workspace_id, found, moment)
        numbers = await numbers_in_force(connection, caller.workspace_id, moment)
        deleted = await deleted_of(connection, caller.workspace_id, found, moment)
    return fragment(
        request,
        "scoring/receipt.html",
        lead_id=lead_id,
        name=name,
        cards=clicked_first([*cards, *fit_cards], first),
        engagement=cards[0],
        first=first,
        moment=moment,
        pinned=pinned is not None,
        at_text=quote(moment.isoformat()),
        by=by,
        pointed=rule,
        deleted=deleted,
        numbers={public("rs", ruleset_id): number for ruleset_id, number in numbers.items()},
        may_share=caller.is_at_least("editor"),
    )


@router.get("/leads/{lead_id}/receipt/lines")
async def show_lines(
    request: Request, caller: Viewer, lead_id: str, at: str, ruleset: str, group: str
) -> Response:
    """The lines of a group, of the receipt at a time that the drawer has settled."""
    found = parse("ld", lead_id)
    moment = moment_of(at, caller.time_zone)
    if found is None:
        raise NotFound("There is no such lead.")
    async with request.app.state.services.database.snapshot() as connection:
        listed = await lines_of_group(
            connection, caller.workspace_id, found, moment, ruleset, group, caller.time_zone
        )
    return fragment(request, "scoring/receipt_lines.html", listed=listed, by_day=group[:1].isdecimal())


def moment_of(text: str, zone: str) -> datetime:
    """RFC 3339, or without an offset the clock of the workspace, as the field in the drawer sends it."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("Give a time like 2026-11-22T04:31.", field="at") from None
    # at either end of the calendar another zone's clock has no such time
    if not MINYEAR < moment.year < MAXYEAR:
        raise Invalid(f"Give a time from the year {MINYEAR + 1} to {MAXYEAR - 1}.", field="at")
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
