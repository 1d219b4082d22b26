"""The API of the file of leads."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from kenbun.access.http import Viewer, errors
from kenbun.leads.api import filters_of
from kenbun.leads.lists import LeadFilters, Selection
from kenbun.services import Services
from kenbun.transfer.exports.export import Export, lines, open_export

router = APIRouter(prefix="/api", tags=["leads"])

_CSV: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {
            "text/csv": {
                "schema": {"type": "string"},
                "example": "lead_id,email\r\nld_0192f0c1a5b77e3c8d2e4f6071829304,ada@example.com\r\n",
            }
        },
    }
}


@router.get(
    "/leads/export",
    summary="Export leads",
    response_class=StreamingResponse,
    responses=errors(429) | _CSV,
)
async def export(
    request: Request,
    caller: Viewer,
    filters: Annotated[LeadFilters, Depends(filters_of)],
    columns: Annotated[
        list[str] | None,
        Query(
            max_length=200, description="Which columns, in this order; by default those of the page's export."
        ),
    ] = None,
) -> StreamingResponse:
    """All that the filters find, in the order of `sort`, as CSV (UTF-8, with a line of headings).

    A cell that a spreadsheet would take for a formula has an apostrophe before it; numbers stay numbers.
    """
    services = request.app.state.services
    selection = Selection(filters=filters, member_id=caller.user_id)
    opened = await open_export(services.database, caller, selection, columns or (), services.clock)
    return as_file(services, opened)


def as_file(services: Services, opened: Export) -> StreamingResponse:
    return StreamingResponse(
        lines(services.database, opened),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{opened.file_name}"'},
    )
