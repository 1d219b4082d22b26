"""The API of saved views."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from kenbun.access.http import Editor, Viewer, errors
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse, public
from kenbun.kit.text import Storable
from kenbun.leads.views import views
from kenbun.leads.views.views import View

router = APIRouter(prefix="/api/leads/views", tags=["leads"])

ViewId = Annotated[str, Path(examples=["view_0192f0c1a5b77e3c8d2e4f6071829304"])]


class NewView(BaseModel):
    """`query` is what stands after the question mark of `GET /leads`: its filters and its sort are kept."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "Hot this week", "query": "level=Hot&last_active=7d"}]},
    )

    name: Annotated[Storable, Field(max_length=80)]
    query: Annotated[Storable, Field(max_length=10_000)]


class ViewShape(BaseModel):
    """`query` may be spelled otherwise than it was sent, and means the same."""

    view_id: str
    name: str
    query: str
    created_at: datetime
    created_by: str

    @classmethod
    def of(cls, view: View) -> Self:
        return cls(
            view_id=public("view", view.view_id),
            name=view.name,
            query=view.query,
            created_at=view.created_at,
            created_by=view.created_by,
        )


class ViewList(BaseModel):
    views: list[ViewShape]


@router.get("", summary="List saved views", responses=errors())
async def list_all(request: Request, caller: Viewer) -> ViewList:
    """Named queries of the list of leads, by name; everyone in the workspace sees the same."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await views.list_views(connection, caller.workspace_id)
    return ViewList(views=[ViewShape.of(one) for one in found])


@router.post("", status_code=201, summary="Save a view", responses=errors(409))
async def add(request: Request, caller: Editor, new: NewView) -> ViewShape:
    """Under a name that is free."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        view = await views.save_view(connection, caller, new.name, new.query, services.clock())
    return ViewShape.of(view)


@router.delete("/{view_id}", status_code=204, summary="Remove a view", responses=errors(404))
async def remove(request: Request, caller: Editor, view_id: ViewId) -> Response:
    """The leads that it shows stay as they are."""
    services = request.app.state.services
    found = parse("view", view_id)
    if found is None:
        raise NotFound("There is no such view.", field="view_id")
    async with services.database.transaction() as connection:
        await views.remove_view(connection, caller, found, services.clock())
    return Response(status_code=204)
