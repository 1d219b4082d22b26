"""The dependencies that say who may use a route: `viewer`, `editor`, `admin`, each at least that role.

The API takes a personal token or the session's cookie and answers 401; pages take the cookie and lead to
the sign-in page. The caller also stands in `request.state.caller`, for the frame of the pages.
"""

from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPBearer

from kenbun.access.callers import Caller, Role
from kenbun.access.http.cookies import SESSION_COOKIE, prolong_session, session_cookie
from kenbun.access.http.sites import demand_same_site
from kenbun.access.sessions import session_caller
from kenbun.access.tokens import token_caller
from kenbun.kit.errors import Unauthorized

_HOW = "Send a personal token as `Authorization: Bearer kbn_pat_…`, or sign in."


# For the OpenAPI document alone: reading the credentials is done below.
_TOKEN_SCHEME = HTTPBearer(scheme_name="personal token", bearerFormat="kbn_pat_…", auto_error=False)
_SESSION_SCHEME = APIKeyCookie(name=SESSION_COOKIE, scheme_name="session", auto_error=False)


class SignInFirst(Exception):
    """A page was asked for by someone not signed in; `path` is where to go on afterwards."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class _AtLeast:
    def __init__(self, role: Role) -> None:
        self.role = role

    async def __call__(
        self,
        request: Request,
        _token: Annotated[object, Depends(_TOKEN_SCHEME)] = None,
        _session: Annotated[object, Depends(_SESSION_SCHEME)] = None,
    ) -> Caller:
        caller = await _caller(request)
        caller.demand(self.role)
        return caller


viewer = _AtLeast("viewer")
editor = _AtLeast("editor")
admin = _AtLeast("admin")

Viewer = Annotated[Caller, Depends(viewer)]
Editor = Annotated[Caller, Depends(editor)]
Admin = Annotated[Caller, Depends(admin)]


def address_of(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


async def _caller(request: Request) -> Caller:
    """Asked for by several dependencies of one route, looked up once."""
    known: Caller | None = getattr(request.state, "caller", None)
    if known is None:
        known = await _by_token(request) if is_api(request) and _presents_token(request) else None
        known = known or await _by_session(request)
        request.state.caller = known
    return known


def _presents_token(request: Request) -> bool:
    return "authorization" in request.headers


async def _by_token(request: Request) -> Caller:
    scheme, _, token = request.headers["authorization"].partition(" ")
    services = request.app.state.services
    caller = None
    if scheme.lower() == "bearer":
        caller = await token_caller(services.database, token.strip(), address_of(request), services.clock)
    if caller is None:
        raise Unauthorized(f"This token is unknown, revoked or out of date. {_HOW}")
    return caller


async def _by_session(request: Request) -> Caller:
    services = request.app.state.services
    cookie = session_cookie(request)
    caller = await session_caller(services.database, cookie, address_of(request), services.clock)
    if caller is None:
        if is_api(request):
            raise Unauthorized(_HOW)
        raise SignInFirst(_path_to_return_to(request))
    demand_same_site(request)
    if caller.prolonged:
        prolong_session(request)
    return caller


def _path_to_return_to(request: Request) -> str:
    """Where the person is: the page asked for, or the one whose part or form was. Quoted, for a query."""
    try:
        here = urlsplit(request.headers.get("hx-current-url", ""))
    except ValueError:
        return ""
    if request.method == "GET" and "hx-request" not in request.headers:
        here = urlsplit(str(request.url))
    return quote(here.path + (f"?{here.query}" if here.query else ""))
