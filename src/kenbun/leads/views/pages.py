"""Saving and removing a view from the list of leads."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from kenbun.access.http import Editor
from kenbun.kit.errors import NotFound, Problem
from kenbun.kit.ids import parse
from kenbun.leads.views import views
from kenbun.web.render import fragment

router = APIRouter(prefix="/leads/views", include_in_schema=False)


@router.post("")
async def add(
    request: Request, caller: Editor, name: Annotated[str, Form()] = "", query: Annotated[str, Form()] = ""
) -> Response:
    services = request.app.state.services
    try:
        async with services.database.transaction() as connection:
            view = await views.save_view(connection, caller, name, query, services.clock())
    except Problem as problem:
        said = problem.detail
        return fragment(request, "leads/views/form.html", status=422, query=query, name=name, problem=said)
    return Response(status_code=204, headers={"HX-Redirect": f"/leads?{view.query}"})


@router.post("/{view_id}/remove")
async def remove(request: Request, caller: Editor, view_id: str) -> Response:
    services = request.app.state.services
    found = parse("view", view_id)
    if found is None:
        raise NotFound("There is no such view.")
    async with services.database.transaction() as connection:
        await views.remove_view(connection, caller, found, services.clock())
    return Response(status_code=204, headers={"HX-Redirect": "/leads"})
