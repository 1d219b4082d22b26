"""The owner on a lead's page: who it is, and a list to choose another from."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.http import Editor
from kenbun.identity.roots import find_lead
from kenbun.kit.ids import public
from kenbun.leads.pages import first_activity
from kenbun.owners.assign import assign_owner, find_owner
from kenbun.owners.choices import choices
from kenbun.web.render import fragment, wants_fragment

router = APIRouter(include_in_schema=False)


@router.post("/leads/{lead_id}/owner")
async def assign(
    request: Request, caller: Editor, lead_id: str, owner_id: Annotated[str, Form()] = ""
) -> Response:
    """The list again, and beside it the timeline with what has just been done."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        owner = await find_owner(connection, caller.workspace_id, owner_id) if owner_id else None
        await assign_owner(connection, caller, [found], owner, services.clock)
    if not wants_fragment(request):
        return RedirectResponse(f"/leads/{lead_id}", status_code=303)
    async with services.database.snapshot() as connection:
        context = {
            "owner_id": public("usr", owner.user_id) if owner else "",
            "owners": await choices(connection, caller.workspace_id),
            **await first_activity(connection, caller.workspace_id, found),
        }
    return fragment(request, "owners/assigned.html", lead_id=lead_id, **context)
