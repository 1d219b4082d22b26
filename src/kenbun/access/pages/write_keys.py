"""Settings, Sources: write keys, made, shown once and revoked. Of admins."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access import sources
from kenbun.access.http import Admin
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.ids import parse, public
from kenbun.kit.paging import Paging
from kenbun.web.render import page

router = APIRouter(prefix="/settings/sources")

_KINDS = {"website": "Website", "server": "Server", "other": "Other"}
_LIMIT = 50


@router.get("")
async def show(request: Request, caller: Admin, page: int = 1) -> Response:
    return await _page(request, caller, page)


@router.post("")
async def create(
    request: Request,
    caller: Admin,
    name: Annotated[str, Form()] = "",
    kind: Annotated[Literal["website", "server", "other"], Form()] = "server",
    allowed_origins: Annotated[str, Form()] = "",
) -> Response:
    """The answer to the form itself shows the key: nothing keeps it, so no other page could."""
    services = request.app.state.services
    form = {"name": name, "kind": kind, "allowed_origins": allowed_origins}
    try:
        async with services.database.transaction() as connection:
            made = await sources.create_source(
                connection,
                caller,
                name,
                services.clock(),
                kind=kind,
                allowed_origins=allowed_origins.split(),
            )
    except Invalid as problem:
        return await _page(request, caller, form=form, problem=problem)
    return await _page(request, caller, made=made)


@router.post("/{source_id}/revoke")
async def revoke(request: Request, caller: Admin, source_id: str) -> Response:
    found = parse("src", source_id)
    if found is None:
        raise NotFound("There is no such source.")
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await sources.revoke_source(connection, caller, found, services.clock())
    request.app.state.write_keys.forget(found)
    return RedirectResponse("/settings/sources", status_code=303)


async def _page(
    request: Request,
    caller: Admin,
    number: int = 1,
    *,
    made: tuple[sources.Source, str] | None = None,
    form: dict[str, str] | None = None,
    problem: Invalid | None = None,
) -> Response:
    paging = Paging(number, _LIMIT)
    async with request.app.state.services.database.snapshot() as connection:
        found, total = await sources.list_sources(connection, caller.workspace_id, paging)
    return page(
        request,
        "access/sources.html",
        status=422 if problem else 200,
        sources=[(public("src", each.source_id), each) for each in found],
        total=total,
        paging=paging,
        kinds=_KINDS,
        made=made,
        address=request.app.state.services.settings.address,
        form=form or {"name": "", "kind": "server", "allowed_origins": ""},
        problem=problem,
    )
