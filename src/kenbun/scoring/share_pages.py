"""The popover that shares a receipt, and the page that its link leads to."""

from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from kenbun.access.callers import Caller
from kenbun.access.http import Editor
from kenbun.access.http.callers import address_of
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse, public
from kenbun.scoring import share
from kenbun.scoring.receipt_pages import moment_of
from kenbun.scoring.share_api import link
from kenbun.web.render import fragment, page

router = APIRouter(include_in_schema=False)


@router.get("/leads/{lead_id}/receipt/shares")
async def show_holding(request: Request, caller: Editor, lead_id: str, at: str = "") -> Response:
    """The links that hold, whatever moment they are of; `at` is that of the receipt that is shown."""
    return await _popover(request, caller, _lead(lead_id), at)


@router.post("/leads/{lead_id}/receipt/share")
async def make(request: Request, caller: Editor, lead_id: str, at: str = "") -> Response:
    """Makes a link to the receipt that is shown, and lists those that hold."""
    services = request.app.state.services
    found = _lead(lead_id)
    moment = moment_of(at, caller.time_zone) if at else None
    _, token = await share.share(services.database, caller, found, moment, services.clock)
    return await _popover(request, caller, found, at, link(request, token))


@router.post("/leads/{lead_id}/receipt/shares/{share_id}/revoke")
async def revoke(request: Request, caller: Editor, lead_id: str, share_id: str, at: str = "") -> Response:
    services = request.app.state.services
    found, one = _lead(lead_id), parse("shr", share_id)
    if one is None:
        raise NotFound("There is no such link.")
    async with services.database.transaction() as connection:
        await share.revoke_share(connection, caller, found, one, services.clock())
    return await _popover(request, caller, found, at)


@router.get("/share/score/{token}")
async def show(request: Request, token: str) -> Response:
    services = request.app.state.services
    found = await share.open_share(services.database, token, address_of(request), services.clock)
    answer = page(request, "scoring/shared.html", shared=found)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


async def _popover(
    request: Request, caller: Caller, lead_id: UUID, at: str, made: str | None = None
) -> Response:
    services = request.app.state.services
    shares = await share.list_shares(services.database, caller, lead_id, services.clock())
    return fragment(
        request,
        "scoring/share.html",
        made=made,
        shares=[(public("shr", each.share_id), each) for each in shares],
        room=len(shares) < share.MOST,
        lead_id=public("ld", lead_id),
        query="?" + urlencode({"at": at}) if at else "",
    )


def _lead(text: str) -> UUID:
    found = parse("ld", text)
    if found is None:
        raise NotFound("There is no such lead.")
    return found
