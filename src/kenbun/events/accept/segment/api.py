"""The routes that Segment's SDKs call: one per type of message, and one for many; long and short names."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel

from kenbun.access.http import errors, find_source
from kenbun.events.accept.api import InboxOf, decoded_body
from kenbun.events.accept.call import Receipt
from kenbun.events.accept.decode import Decoded
from kenbun.events.accept.segment.envelope import messages, write_key
from kenbun.events.accept.segment.read import DIALECT, TYPES
from kenbun.events.accept.segment.shapes import BATCH_BODY, MESSAGE_BODIES
from kenbun.events.inbox_queries import needing_database
from kenbun.settings import Settings

router = APIRouter(prefix="/v1", tags=["segment"])


class Success(BaseModel):
    success: bool = True


async def _take(request: Request, inbox: InboxOf, body: Decoded, kind: str | None) -> Success:
    """200 to whatever can be read: an SDK would take anything else for a reason to send all of it again.

    What cannot be used is with the rejected events.
    """
    with needing_database():
        source = await find_source(request, write_key(body.value))
    receipt = Receipt.at(request.app.state.services.clock())
    calls, refusals = DIALECT.each(messages(body.value, kind), receipt, clean=body.clean)
    await inbox.accept(source.workspace_id, source.source_id, calls, refusals)
    return Success()


def _route(kind: str | None) -> Callable[[Request, Any], Awaitable[Success]]:
    async def take(request: Request, inbox: InboxOf) -> Success:
        return await _take(request, inbox, await decoded_body(request), kind)

    return take


def _add(name: str, kind: str | None, body: dict[str, Any], summary: str, short: str | None) -> None:
    for path in filter(None, (name, short)):
        router.add_api_route(
            f"/{path}",
            _route(kind),
            methods=["POST"],
            summary=summary,
            operation_id=f"segment_{path}",
            responses=errors(415, 429),
            openapi_extra={"requestBody": body},
            include_in_schema=path == name,
        )


for _type in TYPES:
    _add(_type, _type, MESSAGE_BODIES[_type], f"Take in one {_type} message.", _type[0])
_add("batch", None, BATCH_BODY, "Take in many messages.", "b")
_add("import", None, BATCH_BODY, "Take in many messages of the past.", None)


@router.post("/m", include_in_schema=False)
async def metrics() -> Success:
    """SDKs report on themselves here. Nothing is kept."""
    return Success()


@router.get("/projects/{write_key}/settings", include_in_schema=False)
async def library_settings(request: Request, write_key: str) -> dict[str, Any]:
    """What the browser library asks its `cdnURL` for before it sends anything: where to send it."""
    with needing_database():
        await find_source(request, write_key)
    settings: Settings = request.app.state.services.settings
    public = (
        str(settings.public_url).rstrip("/") if settings.public_url else str(request.base_url).rstrip("/")
    )
    protocol, _, host = public.partition("://")
    return {
        "integrations": {"Segment.io": {"apiKey": write_key, "apiHost": f"{host}/v1", "protocol": protocol}}
    }
