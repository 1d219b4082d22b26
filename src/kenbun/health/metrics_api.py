"""`/metrics`: for Prometheus on this machine, or with the token of an admin."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response

from kenbun.access.tokens import token_caller
from kenbun.health.exposition import CONTENT_TYPE, exposition
from kenbun.kit.errors import Unauthorized
from kenbun.services import Services

router = APIRouter(include_in_schema=False)

_HOW = "Ask from this machine, or send an admin's personal token as `Authorization: Bearer kbn_pat_…`."
_FROM_A_PROXY = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


@router.get("/metrics")
async def show(request: Request) -> Response:
    """As Prometheus reads it. Numbers of the whole process, of no workspace alone."""
    services: Services = request.app.state.services
    if not _is_local(request):
        await _demand_admin(request)
    told = await exposition(services.database, services.clock())
    return Response(told, headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})


def _is_local(request: Request) -> bool:
    """Whoever is on this machine and no proxy, which would let anybody in: where one stands in front, so
    KENBUN_PUBLIC_URL says, a token is needed from everywhere."""
    public = request.app.state.services.settings.public_url
    if public is not None and not _is_loopback(urlsplit(str(public)).hostname or ""):
        return False
    if any(name in request.headers for name in _FROM_A_PROXY):
        return False
    return request.client is not None and _is_loopback(request.client.host)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _demand_admin(request: Request) -> None:
    services: Services = request.app.state.services
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    caller = None
    if scheme.lower() == "bearer":
        address = request.client.host if request.client else "unknown"
        caller = await token_caller(services.database, token.strip(), address, services.clock)
    if caller is None:
        raise Unauthorized(_HOW)
    caller.demand("admin")
