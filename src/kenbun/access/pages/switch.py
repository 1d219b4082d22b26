"""The workspaces that the member is in, and the way from one to another."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.http import Viewer
from kenbun.access.http.cookies import session_cookie, set_session
from kenbun.access.sessions import switch_workspace
from kenbun.access.workspaces import workspaces_of
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse, public
from kenbun.web.render import page

router = APIRouter(prefix="/workspaces")


@router.get("")
async def show(request: Request, caller: Viewer) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        found = await workspaces_of(connection, caller.member_id)
    shown = [(public("ws", each.workspace_id), each, role) for each, role in found]
    return page(request, "access/workspaces.html", workspaces=shown)


@router.post("/enter")
async def enter(request: Request, caller: Viewer, workspace_id: Annotated[str, Form()] = "") -> Response:
    wanted = parse("ws", workspace_id)
    if wanted is None:
        raise NotFound("You are no member of such a workspace.", field="workspace_id")
    services = request.app.state.services
    async with services.database.transaction() as connection:
        secret = await switch_workspace(connection, session_cookie(request), caller, wanted, services.clock())
    answer = RedirectResponse("/", status_code=303)
    set_session(request, answer, secret)
    return answer
