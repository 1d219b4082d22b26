"""The write key of a request that brings events, wherever an SDK puts it."""

import base64
import binascii

from fastapi import Request

from kenbun.access.keys import TOKEN
from kenbun.access.sources import Source
from kenbun.kit.errors import Forbidden, Unauthorized

_HOW = (
    "Send the source's write key as the user of Basic auth, as `Authorization: Bearer kbn_wk_…`, "
    "as `X-Write-Key`, or as `writeKey` in the body."
)


async def find_source(request: Request, body_key: str | None = None) -> Source:
    """The source whose key the request carries; `body_key` is what an adapter found in the body.

    Raises `Unauthorized` for none or a wrong one (a revoked key is refused within 5 seconds), `Forbidden`
    for a page whose origin the source does not allow.
    """
    key = _in_headers(request) or (body_key or "").strip()
    if not key:
        raise Unauthorized(_HOW)
    if key.startswith(TOKEN):
        raise Unauthorized(f"This is a personal token; events are taken in with a write key. {_HOW}")
    services = request.app.state.services
    source: Source | None = await request.app.state.write_keys.source(services.database, key, services.clock)
    if source is None:
        raise Unauthorized("This write key is unknown or revoked: an admin finds the living ones at Sources.")
    origin = request.headers.get("origin")
    if not source.allows(origin):
        raise Forbidden(f"The source {source.name} does not take events from pages of this origin.")
    return source


def _in_headers(request: Request) -> str:
    scheme, _, rest = request.headers.get("authorization", "").strip().partition(" ")
    kind = scheme.lower()
    if kind == "basic":
        return _basic_user(rest) or request.headers.get("x-write-key", "").strip()
    bearer = rest.strip() if kind == "bearer" else scheme
    return bearer or request.headers.get("x-write-key", "").strip()


def _basic_user(encoded: str) -> str:
    try:
        user, _, _ = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return ""
    return user.strip()
