"""The cookie of a session: out of reach of scripts, not sent along from other sites."""

from fastapi import Request, Response

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


def clear_session(request: Request, response: Response) -> None:
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax", secure=_is_https(request))


def _is_https(request: Request) -> bool:
    """Behind a proxy that ends TLS, the public address knows."""
    address: str = request.app.state.services.settings.address
    return request.url.scheme == "https" or address.startswith("https://")
