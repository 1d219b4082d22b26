"""Export Leads, and Export Accounts: the file of what the list shows or of what is selected, and the choice of its
columns."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.callers import Caller
from kenbun.access.http import Viewer
from kenbun.lists import url
from kenbun.mapping.custom_fields import all_fields
from kenbun.transfer.exports.api import as_file
from kenbun.transfer.exports.export import open_export
from kenbun.transfer.exports.files import ACCOUNTS, LEADS, File, Selection
from kenbun.web.render import fragment, wants_fragment


def _of(file: File) -> APIRouter:
    router = APIRouter(prefix=f"/{file.nouns}/export", include_in_schema=False)

    @router.get("")
    async def export_list(
        request: Request, caller: Viewer, columns: Annotated[list[str] | None, Query(max_length=300)] = None
    ) -> Response:
        """Of all pages of the list."""
        services = request.app.state.services
        selection = _listed(request, caller, file)
        return as_file(
            services, await open_export(services.database, caller, selection, columns or (), services.clock)
        )

    @router.post("")
    async def export_selection(request: Request, caller: Viewer) -> Response:
        services = request.app.state.services
        form = await request.form()
        selection = _selected(form, caller, file)
        columns = [text for text in form.getlist("columns") if isinstance(text, str)]
        return as_file(
            services, await open_export(services.database, caller, selection, columns, services.clock)
        )

    @router.get("/columns")
    async def choose(request: Request, caller: Viewer) -> Response:
        """In the drawer: which columns, and how many it will be."""
        selection = _listed(request, caller, file)
        if not wants_fragment(request):
            return RedirectResponse(f"/{file.nouns}?{selection.given()[1]}", status_code=303)
        return await _choices(request, caller, file, selection)

    @router.post("/columns")
    async def choose_of_selection(request: Request, caller: Viewer) -> Response:
        return await _choices(request, caller, file, _selected(await request.form(), caller, file))

    return router


leads_router, accounts_router = _of(LEADS), _of(ACCOUNTS)


def _listed(request: Request, caller: Caller, file: File) -> Selection:
    filters = url.read(file.selection.FILTERS, request.query_params.multi_items())
    selection: Selection = file.selection(filters=filters, member_id=caller.user_id)
    return selection


def _selected(form: Mapping[str, object], caller: Caller, file: File) -> Selection:
    selection: Selection = file.selection.of_form(form, caller.user_id)
    return selection


async def _choices(request: Request, caller: Caller, file: File, selection: Selection) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        count = await file.count(connection, caller.workspace_id, selection)
        fields = await all_fields(connection, caller.workspace_id)
    filters = selection.filters
    return fragment(
        request,
        "transfer/export_columns.html",
        file=file,
        count=count,
        given=selection.given(),
        narrowed=filters is not None and filters.narrows,
        every_column=file.columns(fields),
    )
