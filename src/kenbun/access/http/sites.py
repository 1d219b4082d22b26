"""Requests that change something and carry a cookie must come from our own pages.

A browser says where a request comes from in `Sec-Fetch-Site` (over https and on localhost) and in `Origin`;
a page of another site cannot forge either. Where neither is there, nothing is changed.
"""

from urllib.parse import urlsplit

from fastapi import Request

from kenbun.kit.errors import Forbidden

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def demand_same_site(request: Request) -> None:
    """Raises `Forbidden`; a dependency for the forms that work without a session too."""
    if request.method not in _SAFE and not _is_ours(request):
        raise Forbidden("This request comes from another site. Open the page here and try again.")


def _is_ours(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    try:
        origin = urlsplit(request.headers.get("origin", "")).netloc.lower()
    except ValueError:
        return False
    public = urlsplit(request.app.state.services.settings.address).netloc.lower()
    return bool(origin) and origin in (request.headers.get("host", "").lower(), public)
