"""The API of saved views, for each list that has some."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from kenbun.access.http import Editor, Viewer, errors
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse
from kenbun.lists.views import views
from kenbun.lists.views.shapes import NewView, ViewList, ViewShape
from kenbun.lists.views.views import Listed

ViewId = Annotated[str, Path(examples=["view_0192f0c1a5b77e3c8d2e4f6071829304"])]


def views_of(listed: Listed) -> APIRouter:
    router = APIRouter(prefix=f"/api/{listed.name}/views", tags=[listed.name])

    @router.get("", summary=f"List saved views of {listed.name}", responses=errors())
    async def list_all(request: Request, caller: Viewer) -> ViewList:
        """Named queries of the list, by name; everyone in the workspace sees the same."""
        async with request.app.state.services.database.snapshot() as connection:
            found = await views.list_views(connection, caller.workspace_id, listed.name)
        return ViewList(views=[ViewShape.of(one) for one in found])

    @router.post("", status_code=201, summary=f"Save a view of {listed.name}", responses=errors(409))
    async def add(request: Request, caller: Editor, new: NewView) -> ViewShape:
        """Under a name that is free."""
        services = request.app.state.services
        async with services.database.transaction() as connection:
            view = await views.save_view(connection, caller, listed, new.name, new.query, services.clock())
        return ViewShape.of(view)

    @router.delete(
        "/{view_id}", status_code=204, summary=f"Remove a view of {listed.name}", responses=errors(404)
    )
    async def remove(request: Request, caller: Editor, view_id: ViewId) -> Response:
        """What it shows stays as it is."""
        services = request.app.state.services
        found = parse("view", view_id)
        if found is None:
            raise NotFound("There is no such view.", field="view_id")
        async with services.database.transaction() as connection:
            await views.remove_view(connection, caller, listed, found, services.clock())
        return Response(status_code=204)

    return router
