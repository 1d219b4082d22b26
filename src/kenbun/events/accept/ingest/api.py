"""`POST /api/ingest`: one event, or an array of them."""

from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request, Response

from kenbun.access.http import editor, errors, find_source
from kenbun.access.keys import TOKEN
from kenbun.database import Database
from kenbun.events.accept.api import InboxOf, decoded_body
from kenbun.events.accept.call import Receipt, Refusal
from kenbun.events.accept.dialect import Reading
from kenbun.events.accept.ingest.read import DIALECT
from kenbun.events.accept.ingest.shapes import REQUEST_BODY, Taken
from kenbun.events.accept.ingest.strangers import without_strangers
from kenbun.events.inbox import Inbox
from kenbun.events.inbox_queries import needing_database
from kenbun.events.storing import Counts
from kenbun.kit.errors import Invalid, Problem, TooLarge

MOST_EVENTS = 1_000

router = APIRouter(tags=["events"])


class _Sender(NamedTuple):
    workspace_id: UUID
    source_id: UUID | None


@router.post(
    "/api/ingest",
    status_code=202,
    response_model=Taken,
    responses=errors(415, 429),
    openapi_extra={"requestBody": REQUEST_BODY},
)
async def ingest(request: Request, inbox: InboxOf) -> Response:
    """Take in events. What is answered with 202 is durable, and scored about a second later.

    The key is a source's write key or a personal token (editor or admin). One object that is wrong is
    refused with the field at fault; in an array each wrong event has its entry under `errors` and the
    others are taken in. Wrong events are kept and can be tried again.
    """
    sender = await _sender(request)
    body, clean = await decoded_body(request)
    receipt = Receipt.at(request.app.state.services.clock())
    database = request.app.state.services.database
    if isinstance(body, dict):
        return _answer(await _one(database, inbox, sender, body, receipt, clean=clean), [])
    if not isinstance(body, list):
        raise Invalid("Send one event as an object, or several as an array.", field="body")
    if len(body) > MOST_EVENTS:
        raise TooLarge(f"{len(body):,} events; a request brings at most {MOST_EVENTS:,}. Send them in parts.")
    read = DIALECT.each(body, receipt, clean=clean)
    calls, refusals = await without_strangers(database, sender.workspace_id, read)
    return _answer(await inbox.accept(*sender, calls, refusals), refusals)


async def _sender(request: Request) -> _Sender:
    with needing_database():
        if request.headers.get("authorization", "").lower().startswith(f"bearer {TOKEN}"):
            return _Sender((await editor(request)).workspace_id, None)
        source = await find_source(request)
        return _Sender(source.workspace_id, source.source_id)


async def _one(
    database: Database, inbox: Inbox, sender: _Sender, payload: Any, receipt: Receipt, *, clean: bool
) -> Counts:
    try:
        read = Reading([DIALECT.one(payload, receipt, clean=clean)], [])
    except Problem as problem:
        await inbox.accept(*sender, [], [DIALECT.refusal(payload, problem)])
        raise
    calls, refusals = await without_strangers(database, sender.workspace_id, read)
    counts = await inbox.accept(*sender, calls, refusals)
    for refusal in refusals:
        raise Invalid(refusal.reason, field=refusal.field)
    return counts


def _answer(counts: Counts, refusals: list[Refusal]) -> Response:
    errors = [
        {"index": refusal.index, "message": refusal.reason, "field": refusal.field} for refusal in refusals
    ]
    return Response(
        msgspec.json.encode({**counts._asdict(), "errors": errors}),
        status_code=202,
        media_type="application/json",
    )
