"""Saving and removing a view from the page of a list."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from kenbun.access.http import Editor
from kenbun.kit.errors import NotFound, Problem
from kenbun.kit.ids import parse
from kenbun.lists.views import views
from kenbun.lists.views.views import Listed
from kenbun.web.render import fragment


def views_of(listed: Listed) -> APIRouter:
    router = APIRouter(prefix=f"/{listed.name}/views", include_in_schema=False)

    @router.post("")
    async def add(
        request: Request,
        caller: Editor,
        name: Annotated[str, Form()] = "",
        query: Annotated[str, Form()] = "",
    ) -> Response:
        services = request.app.state.services
        try:
            async with services.database.transaction() as connection:
                view = await views.save_view(connection, caller, listed, name, query, services.clock())
        except Problem as problem:
            return fragment(
                request,
                "lists/views/form.html",
                status=422,
                query=query,
                name=name,
                problem=problem.detail,
                listed=listed,
            )
        return Response(status_code=204, headers={"HX-Redirect": f"/{listed.name}?{view.query}"})

    @router.post("/{view_id}/remove")
    async def remove(request: Request, caller: Editor, view_id: str) -> Response:
        services = request.app.state.services
        found = parse("view", view_id)
        if found is None:
            raise NotFound("There is no such view.")
        async with services.database.transaction() as connection:
            await views.remove_view(connection, caller, listed, found, services.clock())
        return Response(status_code=204, headers={"HX-Redirect": f"/{listed.name}"})

    return router
