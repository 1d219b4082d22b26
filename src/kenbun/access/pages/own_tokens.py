"""Settings, Tokens: the member's own personal tokens, made, shown once and revoked."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access import tokens
from kenbun.access.http import Viewer
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.ids import parse, public
from kenbun.kit.paging import Paging
from kenbun.web.render import page

router = APIRouter(prefix="/settings/tokens")

_LIFETIMES = {"30": "30 days", "90": "90 days", "365": "a year", "": "until revoked"}
_LIMIT = 50


@router.get("")
async def show(request: Request, caller: Viewer, page: int = 1) -> Response:
    return await _page(request, caller, page)


@router.post("")
async def create(
    request: Request,
    caller: Viewer,
    name: Annotated[str, Form()] = "",
    days: Annotated[str, Form()] = "90",
) -> Response:
    """The answer to the form itself shows the token: nothing keeps it, so no other page could."""
    services = request.app.state.services
    now = services.clock()
    try:
        if days not in _LIFETIMES:
            raise Invalid("Choose one of the lifetimes.", field="days")
        async with services.database.transaction() as connection:
            expires_at = now + timedelta(days=int(days)) if days else None
            made = await tokens.create_token(connection, caller, name, now, expires_at=expires_at)
    except Invalid as problem:
        return await _page(request, caller, form={"name": name, "days": days}, problem=problem)
    return await _page(request, caller, made=made)


@router.post("/{token_id}/revoke")
async def revoke(request: Request, caller: Viewer, token_id: str) -> Response:
    found = parse("tok", token_id)
    if found is None:
        raise NotFound("You have no such token.")
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await tokens.revoke_token(connection, caller, found, services.clock())
    return RedirectResponse("/settings/tokens", status_code=303)


async def _page(
    request: Request,
    caller: Viewer,
    number: int = 1,
    *,
    made: tuple[tokens.Token, str] | None = None,
    form: dict[str, str] | None = None,
    problem: Invalid | None = None,
) -> Response:
    paging = Paging(number, _LIMIT)
    async with request.app.state.services.database.snapshot() as connection:
        found, total = await tokens.list_tokens(connection, caller, paging)
    return page(
        request,
        "access/tokens.html",
        status=422 if problem else 200,
        tokens=[(public("tok", each.token_id), each) for each in found],
        total=total,
        paging=paging,
        lifetimes=_LIFETIMES,
        made=made,
        form=form or {"name": "", "days": "90"},
        problem=problem,
    )
