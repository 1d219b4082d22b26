"""Deleting a lead on its page: what goes, in numbers, before it does."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.http import Editor
from kenbun.erasure.erase import delete_lead
from kenbun.erasure.preview import preview
from kenbun.identity.roots import find_lead
from kenbun.web.render import fragment, wants_fragment

router = APIRouter(include_in_schema=False)


@router.get("/leads/{lead_id}/delete")
async def confirm(request: Request, caller: Editor, lead_id: str) -> Response:
    if not wants_fragment(request):
        return RedirectResponse(f"/leads/{lead_id}?open=/leads/{lead_id}/delete", status_code=303)
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        seen = await preview(connection, caller.workspace_id, found)
    return fragment(request, "erasure/confirm.html", lead_id=lead_id, seen=seen)


@router.post("/leads/{lead_id}/delete")
async def delete(request: Request, caller: Editor, lead_id: str) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        await delete_lead(connection, caller, found, services.clock)
    if wants_fragment(request):
        return Response(status_code=204, headers={"HX-Redirect": "/leads"})
    return RedirectResponse("/leads", status_code=303)
