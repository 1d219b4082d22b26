"""Settings, Sources: write keys, made, shown once, changed and revoked. Of admins."""

from datetime import timedelta
from typing import Annotated, Literal
from uuid import UUID

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
_BESIDE = {
    "0": "not at all: it is refused at once",
    "1": "for an hour",
    "24": "for a day",
    "168": "for seven days",
}
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


@router.get("/{source_id}")
async def show_one(request: Request, caller: Admin, source_id: str, saved: bool = False) -> Response:
    return await _one(request, caller, _known(source_id), saved=saved)


@router.post("/{source_id}")
async def change(
    request: Request,
    caller: Admin,
    source_id: str,
    name: Annotated[str, Form()] = "",
    allowed_origins: Annotated[str, Form()] = "",
) -> Response:
    services, found = request.app.state.services, _known(source_id)
    try:
        async with services.database.transaction() as connection:
            await sources.change_source(
                connection,
                caller,
                found,
                services.clock(),
                name=name,
                allowed_origins=allowed_origins.split(),
            )
    except Invalid as problem:
        form = {"name": name, "allowed_origins": allowed_origins}
        return await _one(request, caller, found, form=form, problem=problem)
    request.app.state.write_keys.forget(found)
    return RedirectResponse(f"/settings/sources/{source_id}?saved=true", status_code=303)


@router.post("/{source_id}/key")
async def change_key(
    request: Request, caller: Admin, source_id: str, hours: Annotated[str, Form()] = "24"
) -> Response:
    """The answer to the form itself shows the new key."""
    services, found = request.app.state.services, _known(source_id)
    if hours not in _BESIDE:
        raise Invalid("Choose how long the key so far is to hold on.", field="hours")
    async with services.database.transaction() as connection:
        made = await sources.change_key(
            connection, caller, found, services.clock(), timedelta(hours=int(hours))
        )
    request.app.state.write_keys.forget(found)
    return await _one(request, caller, found, made=made)


@router.post("/{source_id}/revoke")
async def revoke(request: Request, caller: Admin, source_id: str) -> Response:
    found = _known(source_id)
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await sources.revoke_source(connection, caller, found, services.clock())
    request.app.state.write_keys.forget(found)
    return RedirectResponse("/settings/sources", status_code=303)


def _known(text: str) -> UUID:
    found = parse("src", text)
    if found is None:
        raise NotFound("There is no such source.")
    return found


async def _one(
    request: Request,
    caller: Admin,
    source_id: UUID,
    *,
    made: tuple[sources.Source, str] | None = None,
    form: dict[str, str] | None = None,
    problem: Invalid | None = None,
    saved: bool = False,
) -> Response:
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        source = await sources.get_source(connection, caller.workspace_id, source_id)
    written = {"name": source.name, "allowed_origins": "\n".join(source.allowed_origins)}
    return page(
        request,
        "access/source.html",
        status=422 if problem else 200,
        id=public("src", source_id),
        source=source,
        kinds=_KINDS,
        beside=_BESIDE,
        made=made,
        address=services.settings.address,
        form=form or written,
        problem=problem,
        saved=saved,
    )


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
