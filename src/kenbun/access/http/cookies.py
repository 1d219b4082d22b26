"""The cookie of a session: out of reach of scripts, not sent along from other sites."""

from fastapi import Request, Response

from kenbun.access.sessions import LIFETIME

_NAME = "kenbun_session"


def session_cookie(request: Request) -> str:
    return request.cookies.get(_NAME, "")


def set_session(request: Request, response: Response, secret: str) -> None:
    response.set_cookie(
        _NAME,
        secret,
        max_age=int(LIFETIME.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=_is_https(request),
    )


def clear_session(request: Request, response: Response) -> None:
    response.delete_cookie(_NAME, httponly=True, samesite="lax", secure=_is_https(request))


def _is_https(request: Request) -> bool:
    """Behind a proxy that ends TLS, the public address knows."""
    address: str = request.app.state.services.settings.address
    return request.url.scheme == "https" or address.startswith("https://")
