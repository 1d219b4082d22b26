"""The API of everything known of one person."""

from typing import Any

from fastapi import APIRouter, Request, Response

from kenbun.access import audit
from kenbun.access.http import Viewer, errors
from kenbun.dossier.document import dossier
from kenbun.identity.roots import find_lead
from kenbun.kit.ids import public
from kenbun.leads.api import LeadId

router = APIRouter(prefix="/api", tags=["leads"])

_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The document, as a file to download.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["lead", "aliases", "fields", "field_changes", "sessions", "events"],
                    "properties": {"lead": {"type": "object"}, "events": {"type": "array"}},
                }
            }
        },
    }
}


@router.get(
    "/lead/{lead_id}/export",
    summary="Export everything known of a person",
    response_class=Response,
    responses=_ANSWER | errors(404),
)
async def export(request: Request, caller: Viewer, lead_id: LeadId) -> Response:
    """One JSON document, ordered: the same bytes as long as nothing happens to the person."""
    services = request.app.state.services
    # whole before it is sent: nobody who reads slowly holds a connection to the database
    async with services.database.snapshot() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        text = await dossier(connection, caller, found)
    async with services.database.transaction() as connection:
        subject = ("lead", public("ld", found))
        await audit.record(connection, caller, "lead.export", subject, now=services.clock())
    headers = {
        "Content-Disposition": f'attachment; filename="{public("ld", found)}.json"',
        "Cache-Control": "no-store",
    }
    return Response(text, media_type="application/json", headers=headers)
