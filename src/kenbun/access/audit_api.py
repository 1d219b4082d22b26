"""The API of the audit log. Of admins."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from kenbun.access.audit import AuditFilters, list_audit
from kenbun.access.audit.export import lines, note_export
from kenbun.access.callers import Caller
from kenbun.access.http import Admin, Page, errors
from kenbun.access.shapes import EntryList, EntryShape, paged
from kenbun.services import Services

router = APIRouter(prefix="/api/audit", tags=["access"])

_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {
            "text/csv": {
                "schema": {"type": "string"},
                "example": "audit_id,at,actor\r\naud_0192f0c1a5b77e3c8d2e4f6071829304,2026-03-04T12:00:00Z,Ada\r\n",
            }
        },
    }
}


def filters_of(
    actor: Annotated[
        str, Query(description="Part of the name of who did it, or the id of a member or token.")
    ] = "",
    action: Annotated[
        str, Query(description="What was done, as `rule.change`; or its first word, as `rule`.")
    ] = "",
    subject: Annotated[str, Query(description="The id of what it was done to.")] = "",
    address: Annotated[str, Query(description="The address it came from.")] = "",
    first: Annotated[
        str, Query(alias="from", description="The first day, as 2026-01-31, in the workspace's zone.")
    ] = "",
    last: Annotated[str, Query(alias="to", description="The last day.")] = "",
) -> AuditFilters:
    named = {"actor": actor, "action": action, "subject": subject, "address": address}
    return AuditFilters.read({**named, "from": first, "to": last})


Filters = Annotated[AuditFilters, Depends(filters_of)]


@router.get("", summary="List the audit log", responses=errors())
async def list_entries(request: Request, caller: Admin, paging: Page, filters: Filters) -> EntryList:
    """Who did what to what, when, from where, before and after; the latest first."""
    async with request.app.state.services.database.snapshot() as connection:
        found, total = await list_audit(connection, caller.workspace_id, paging, filters, caller.time_zone)
    return EntryList(entries=[EntryShape.of(each) for each in found], **paged(paging, total))


@router.get(
    "/export",
    summary="Export the audit log",
    response_class=StreamingResponse,
    responses=errors(429) | _FILE,
)
async def export(request: Request, caller: Admin, filters: Filters) -> StreamingResponse:
    """All that the filters find, the latest first, as CSV; before and after are JSON. The log notes who took it."""
    return await as_file(request.app.state.services, caller, filters)


async def as_file(services: Services, caller: Caller, filters: AuditFilters) -> StreamingResponse:
    name = await note_export(services.database, caller, filters, services.clock)
    return StreamingResponse(
        lines(services.database, caller, filters),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
