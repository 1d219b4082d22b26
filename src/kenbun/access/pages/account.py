"""Settings, Account: one's own name and password, and signing out everywhere."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access import own
from kenbun.access.callers import Caller
from kenbun.access.http import Viewer
from kenbun.access.http.cookies import clear_session, session_cookie
from kenbun.access.passwords import SHORTEST
from kenbun.kit.errors import Invalid, Problem, TooMany
from kenbun.web.render import page

router = APIRouter(prefix="/settings/account")

_DONE = {
    "name": "Your name is changed, in all workspaces.",
    "password": "Your password is changed. All other sessions are ended.",
}


@router.get("")
async def show(request: Request, caller: Viewer, done: str = "") -> Response:
    return await _page(request, caller, done=_DONE.get(done))


@router.post("/name")
async def rename(request: Request, caller: Viewer, name: Annotated[str, Form()] = "") -> Response:
    services = request.app.state.services
    try:
        async with services.database.transaction() as connection:
            await own.rename(connection, caller, name, services.clock())
    except Invalid as problem:
        return await _page(request, caller, name=name, problem=problem)
    return RedirectResponse("/settings/account?done=name", status_code=303)


@router.post("/password")
async def change_password(
    request: Request,
    caller: Viewer,
    current_password: Annotated[str, Form()] = "",
    new_password: Annotated[str, Form()] = "",
) -> Response:
    services = request.app.state.services
    cookie = session_cookie(request)
    try:
        await own.change_password(
            services.database, caller, current_password, new_password, cookie, services.clock
        )
    except (Invalid, TooMany) as problem:
        answer = await _page(request, caller, problem=problem)
        if isinstance(problem, TooMany):
            answer.headers["Retry-After"] = str(problem.retry_after)
        return answer
    return RedirectResponse("/settings/account?done=password", status_code=303)


@router.post("/sign-out-everywhere")
async def sign_out_everywhere(request: Request, caller: Viewer) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await own.sign_out_everywhere(connection, caller, services.clock())
    answer = RedirectResponse("/sign-in", status_code=303)
    clear_session(request, answer)
    return answer


async def _page(
    request: Request,
    caller: Caller,
    *,
    name: str | None = None,
    done: str | None = None,
    problem: Problem | None = None,
) -> Response:
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        sessions = await own.count_sessions(connection, caller, services.clock())
    return page(
        request,
        "access/account.html",
        status=problem.status if problem else 200,
        name=caller.name if name is None else name,
        sessions=sessions,
        shortest=SHORTEST,
        done=done,
        problem=problem,
    )
