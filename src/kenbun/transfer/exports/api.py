"""The API of the files of leads and of accounts."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from kenbun.access.http import Viewer, errors
from kenbun.accounts import lists as accounts
from kenbun.accounts.lists import AccountFilters
from kenbun.accounts.lists import api as accounts_api
from kenbun.leads.api import filters_of
from kenbun.leads.lists import LeadFilters, Selection
from kenbun.services import Services
from kenbun.transfer.exports.export import Export, lines, open_export

router = APIRouter(prefix="/api")


def _csv(example: str) -> dict[int | str, dict[str, Any]]:
    schema = {"schema": {"type": "string"}, "example": example}
    return {200: {"description": "The file.", "content": {"text/csv": schema}}}


Columns = Annotated[
    list[str] | None,
    Query(max_length=300, description="Which columns, in this order; by default those of the page's export."),
]


@router.get(
    "/leads/export",
    summary="Export leads",
    response_class=StreamingResponse,
    tags=["leads"],
    responses=errors(429) | _csv("lead_id,email\r\nld_0192f0c1a5b77e3c8d2e4f6071829304,ada@example.com\r\n"),
)
async def export(
    request: Request,
    caller: Viewer,
    filters: Annotated[LeadFilters, Depends(filters_of)],
    columns: Columns = None,
) -> StreamingResponse:
    """All that the filters find, in the order of `sort`, as CSV (UTF-8, with a line of headings).

    A cell that a spreadsheet would take for a formula has an apostrophe before it; numbers stay numbers.
    """
    services = request.app.state.services
    selection = Selection(filters=filters, member_id=caller.user_id)
    opened = await open_export(services.database, caller, selection, columns or (), services.clock)
    return as_file(services, opened)


@router.get(
    "/accounts/export",
    summary="Export accounts",
    response_class=StreamingResponse,
    tags=["accounts"],
    responses=errors(429) | _csv("name,account_id\r\nAcme,acct_0192f0c1a5b77e3c8d2e4f6071829304\r\n"),
)
async def export_accounts(
    request: Request,
    caller: Viewer,
    filters: Annotated[AccountFilters, Depends(accounts_api.filters_of)],
    columns: Columns = None,
) -> StreamingResponse:
    """Likewise; fields of accounts are columns by their names."""
    services = request.app.state.services
    selection = accounts.Selection(filters=filters, member_id=caller.user_id)
    opened = await open_export(services.database, caller, selection, columns or (), services.clock)
    return as_file(services, opened)


def as_file(services: Services, opened: Export) -> StreamingResponse:
    return StreamingResponse(
        lines(services.database, opened),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{opened.file_name}"'},
    )
