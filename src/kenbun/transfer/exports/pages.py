"""Export Leads: the file of what the list shows or of what is selected, and the choice of its columns."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.http import Viewer
from kenbun.leads.lists import Selection, count_selected, url
from kenbun.mapping.custom_fields import all_fields
from kenbun.transfer.exports.api import as_file
from kenbun.transfer.exports.columns import every_column
from kenbun.transfer.exports.export import open_export
from kenbun.web.render import fragment, wants_fragment

router = APIRouter(prefix="/leads/export", include_in_schema=False)


@router.get("")
async def export_list(
    request: Request, caller: Viewer, columns: Annotated[list[str] | None, Query(max_length=200)] = None
) -> Response:
    """Of all pages of the list."""
    services = request.app.state.services
    selection = Selection(filters=url.read(request.query_params.multi_items()), member_id=caller.user_id)
    return as_file(
        services, await open_export(services.database, caller, selection, columns or (), services.clock)
    )


@router.post("")
async def export_selection(request: Request, caller: Viewer) -> Response:
    services = request.app.state.services
    selection = Selection.of_form(await request.form(), caller.user_id)
    return as_file(services, await open_export(services.database, caller, selection, (), services.clock))


@router.get("/columns")
async def choose(request: Request, caller: Viewer) -> Response:
    """In the drawer: which columns, and how many leads it will be."""
    filters = url.read(request.query_params.multi_items())
    query = url.written(filters)
    if not wants_fragment(request):
        return RedirectResponse(f"/leads?{query}", status_code=303)
    async with request.app.state.services.database.snapshot() as connection:
        selection = Selection(filters=filters, member_id=caller.user_id)
        count = await count_selected(connection, caller.workspace_id, selection)
        fields = await all_fields(connection, caller.workspace_id)
    return fragment(
        request,
        "transfer/export_columns.html",
        count=count,
        given=url.pairs_of(filters),
        narrowed=filters.narrows,
        every_column=every_column(fields),
    )
