"""The drawer “Why these scores?” of an account."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.http import Viewer
from kenbun.identity.roots import find_account
from kenbun.kit.ids import public
from kenbun.levels.in_force import levels_in_force
from kenbun.mapping.named_queries import names_of
from kenbun.scoring.fit.account_receipt import engagement_of, settle_account
from kenbun.scoring.fit.cards import account_cards_of
from kenbun.scoring.receipt_pages import moment_of
from kenbun.scoring.settled import settle
from kenbun.web.render import fragment, wants_fragment

router = APIRouter(include_in_schema=False)

# The API lists them all.
MOST_LEADS = 100


@router.get("/accounts/{account_id}/receipt")
async def show_receipt(
    request: Request,
    caller: Viewer,
    account_id: str,
    at: str = "",
    first: Literal["account", "engagement"] = "account",
    rule: Annotated[str, Query(pattern="^(rule_[0-9a-f]{32})?$")] = "",
) -> Response:
    """The drawer's content: its own score by rule, and its engagement lead by lead.

    Opened as a page of its own, it leads to the account with the drawer open.
    """
    if not wants_fragment(request):
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/accounts/{account_id}?open={quote(here, safe='/')}", status_code=303)
    services = request.app.state.services
    pinned: datetime | None = moment_of(at, caller.time_zone) if at else None
    async with services.database.snapshot() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
    place = (services.database, caller.workspace_id)
    if pinned:
        await settle(*place, pinned, services.clock)
    moment = pinned or await settle_account(*place, found, services.clock)
    async with services.database.snapshot() as connection:
        of = (connection, caller.workspace_id, found, moment)
        levels = await levels_in_force(connection, caller.workspace_id, moment)
        names = await names_of(connection, caller.workspace_id, "account", [found])
        cards = await account_cards_of(*of)
        engagement = await engagement_of(*of)
    others = engagement.lines[MOST_LEADS:]
    return fragment(
        request,
        "scoring/account_receipt.html",
        account_id=public("acct", found),
        name=names.get(found, ""),
        cards=cards,
        engagement=engagement,
        bands=levels.account_engagement,
        listed=engagement.lines[:MOST_LEADS],
        others=others,
        others_points=sum(Decimal(line.points) for line in others),
        first=first,
        moment=moment,
        pinned=pinned is not None,
        pointed=rule,
        at_text=quote(moment.isoformat()),
    )
