"""The cookie of a session: out of reach of scripts, not sent along from other sites."""

from fastapi import Request, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kenbun.access.sessions import LIFETIME

SESSION_COOKIE = "kenbun_session"


def session_cookie(request: Request) -> str:
    return request.cookies.get(SESSION_COOKIE, "")


def set_session(request: Request, response: Response, secret: str) -> None:
    response.set_cookie(
        SESSION_COOKIE,
        secret,
        max_age=int(LIFETIME.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=_is_https(request),
    )


def prolong_session(request: Request) -> None:
    """Whatever the answer, it sends the cookie of the request again: the browser keeps it as long as the session."""
    sent = Response()
    set_session(request, sent, session_cookie(request))
    request.state.prolonged_cookie = sent.headers["set-cookie"]


def clear_session(request: Request, response: Response) -> None:
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax", secure=_is_https(request))


def _is_https(request: Request) -> bool:
    """Behind a proxy that ends TLS, the public address knows."""
    address: str = request.app.state.services.settings.address
    return request.url.scheme == "https" or address.startswith("https://")


class ProlongCookies:
    """Routes make answers of their own, to which a dependency can add nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def prolonging(message: Message) -> None:
            cookie = state.get("prolonged_cookie")
            if cookie and message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # signing out and switching have the last word
                if not any(one.startswith(f"{SESSION_COOKIE}=") for one in headers.getlist("set-cookie")):
                    headers.append("set-cookie", cookie)
            await send(message)

        await self.app(scope, receive, prolonging)
