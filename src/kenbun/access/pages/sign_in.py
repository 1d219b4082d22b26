"""Sign in, sign out, and the page behind a one-time link."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access import links, sessions
from kenbun.access.callers import Caller
from kenbun.access.http import Viewer
from kenbun.access.http.callers import address_of
from kenbun.access.http.cookies import clear_session, prolong_session, session_cookie, set_session
from kenbun.access.http.sites import demand_same_site
from kenbun.access.passwords import SHORTEST
from kenbun.kit.errors import Conflict, Invalid, Problem, TooMany, Unauthorized
from kenbun.web.render import page

router = APIRouter()
_same_site = [Depends(demand_same_site)]
_HOME = "/"


@router.get("/sign-in")
async def ask(request: Request, onward: Annotated[str, Query(alias="next")] = "") -> Response:
    if await _signed_in(request):
        return RedirectResponse(_safe(onward), status_code=303)
    return page(request, "access/sign_in.html", email="", next=_safe(onward), problem=None)


@router.post("/sign-in", dependencies=_same_site)
async def sign_in(
    request: Request,
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    onward: Annotated[str, Form(alias="next")] = "",
) -> Response:
    services = request.app.state.services
    try:
        secret = await sessions.sign_in(
            services.database, email, password, address_of(request), services.clock
        )
    except (Unauthorized, TooMany) as problem:
        shown = {"email": email, "next": _safe(onward), "problem": problem}
        answer = page(request, "access/sign_in.html", status=problem.status, **shown)
        if isinstance(problem, TooMany):
            answer.headers["Retry-After"] = str(problem.retry_after)
        return answer
    return _enter(request, secret, _safe(onward))


@router.post("/sign-out")
async def sign_out(request: Request, caller: Viewer) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await sessions.sign_out(connection, session_cookie(request), caller, services.clock())
    answer = RedirectResponse("/sign-in", status_code=303)
    clear_session(request, answer)
    return answer


@router.get("/sign-in/link/{secret}")
async def open_link(request: Request, secret: str) -> Response:
    """Shows what the link is for. Mail scanners open links: only sending the form uses it up."""
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        link = await links.read_link(connection, secret, services.clock())
    return _form(request, link, links.Claim(link.email or "", link.name or "", ""))


@router.post("/sign-in/link/{secret}", dependencies=_same_site)
async def redeem_link(
    request: Request,
    secret: str,
    email: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    services = request.app.state.services
    claim = links.Claim(email, name, password)
    async with services.database.snapshot() as connection:
        link = await links.read_link(connection, secret, services.clock())
    try:
        session = await links.redeem_link(
            services.database, secret, claim, address_of(request), services.clock
        )
    except (Invalid, Conflict, TooMany) as problem:
        return _form(request, link, claim, problem)
    return _enter(request, session, _HOME)


def _form(request: Request, link: links.Link, claim: links.Claim, problem: Problem | None = None) -> Response:
    return page(
        request,
        "access/link.html",
        status=problem.status if problem else 200,
        link=link,
        claim=claim,
        problem=problem,
        shortest=SHORTEST,
    )


def _enter(request: Request, secret: str, path: str) -> Response:
    answer = RedirectResponse(path, status_code=303)
    set_session(request, answer, secret)
    return answer


async def _signed_in(request: Request) -> Caller | None:
    services = request.app.state.services
    caller = await sessions.session_caller(
        services.database, session_cookie(request), address_of(request), services.clock
    )
    if caller and caller.prolonged:
        prolong_session(request)
    return caller


def _safe(path: str) -> str:
    """A path of ours to go on to; never another site (`//evil`, `/\\evil`)."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\", "/sign-")) and path.isprintable()
    return path if ours else _HOME
