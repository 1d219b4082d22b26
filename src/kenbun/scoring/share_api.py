"""The API of share links of receipts."""

from datetime import UTC
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import AwareDatetime, BeforeValidator

from kenbun.access.http import Editor, Viewer, errors
from kenbun.access.http.callers import address_of
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.ids import parse
from kenbun.kit.moments import written
from kenbun.scoring import share
from kenbun.scoring.share_shapes import CreatedShare, SharedShape, ShareList, ShareShape

router = APIRouter(prefix="/api", tags=["scoring"])

LeadId = Annotated[str, Path(examples=["ld_0192f0c1a5b77e3c8d2e4f6071829304"])]
ShareId = Annotated[str, Path(examples=["shr_0192f0c1a5b77e3c8d2e4f6071829304"])]
_CALENDAR_ENDS = (1, 9999)


@router.post(
    "/leads/{lead_id}/share-explain", status_code=201, summary="Share a receipt", responses=errors(404, 409)
)
async def make(
    request: Request,
    caller: Editor,
    lead_id: LeadId,
    at: Annotated[
        AwareDatetime | None,
        BeforeValidator(written),
        Query(description="As of this time; the present if left out."),
    ] = None,
) -> CreatedShare:
    """A link by which anyone reads this receipt, as of that time, for seven days."""
    services = request.app.state.services
    if at is not None and at.year in _CALENDAR_ENDS:
        raise Invalid("The time is out of range.", field="at")
    moment = at.astimezone(UTC) if at else None
    made, token = await share.share(services.database, caller, _lead(lead_id), moment, services.clock)
    return CreatedShare.made(made, link(request, token))


@router.get("/leads/{lead_id}/shares", summary="List share links", responses=errors(404))
async def list_all(request: Request, caller: Viewer, lead_id: LeadId) -> ShareList:
    """Those that hold, the latest first."""
    services = request.app.state.services
    found = await share.list_shares(services.database, caller, _lead(lead_id), services.clock())
    return ShareList(shares=[ShareShape.of(each) for each in found])


@router.delete(
    "/leads/{lead_id}/shares/{share_id}",
    status_code=204,
    summary="Revoke a share link",
    responses=errors(404),
)
async def revoke(request: Request, caller: Editor, lead_id: LeadId, share_id: ShareId) -> Response:
    """It is as if it had never been, at once."""
    services = request.app.state.services
    found = parse("shr", share_id)
    if found is None:
        raise NotFound("There is no such link.", field="share_id")
    async with services.database.transaction() as connection:
        await share.revoke_share(connection, caller, _lead(lead_id), found, services.clock())
    return Response(status_code=204)


@router.get("/public/score-explain/{token}", summary="Read a shared receipt", responses=errors(404, 429))
async def show(
    request: Request, response: Response, token: Annotated[str, Path(examples=["kbn_share_0192f0c1"])]
) -> SharedShape:
    """For whoever has the link: needs no token but its own."""
    services = request.app.state.services
    found = await share.open_share(services.database, token, address_of(request), services.clock)
    response.headers["Cache-Control"] = "no-store"
    return SharedShape.of(found)


def link(request: Request, token: str) -> str:
    return f"{request.app.state.services.settings.address}/share/score/{token}"


def _lead(text: str) -> UUID:
    found = parse("ld", text)
    if found is None:
        raise NotFound("There is no such lead.", field="lead_id")
    return found
