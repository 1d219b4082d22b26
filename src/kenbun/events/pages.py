"""The page Rejected events."""

import json
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.http import Editor, PageNumber, Viewer
from kenbun.events import rejected
from kenbun.kit.ids import parse, public
from kenbun.kit.paging import Paging
from kenbun.web.links import Links
from kenbun.web.render import page

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 50


@router.get("/events/rejected")
async def show_rejected(
    request: Request,
    caller: Viewer,
    number: PageNumber = 1,
    accepted: int = 0,
    left: int = 0,
) -> Response:
    """`accepted` and `left` tell what became of those that were just tried again."""
    paging = Paging(number, PAGE_SIZE)
    async with request.app.state.services.database.snapshot() as connection:
        found, total = await rejected.list_rejected(connection, caller.workspace_id, paging)
    return page(
        request,
        "events/rejected.html",
        rejected=[(public("rej", event.rejected_id), event) for event in found],
        total=total,
        paging=paging,
        links=Links(request),
        may_retry=caller.is_at_least("editor"),
        accepted=accepted,
        left=left,
        pretty=_pretty,
    )


@router.post("/events/rejected/retry")
async def retry(
    request: Request, caller: Editor, rejected_id: Annotated[list[str], Form(max_length=PAGE_SIZE)]
) -> Response:
    services = request.app.state.services
    ids = [found for text in rejected_id if (found := parse("rej", text))]
    async with services.database.transaction() as connection:
        outcome = await rejected.retry(connection, caller, ids, services.clock())
    if outcome.accepted:
        services.inbox.on_commit(caller.workspace_id)
    gone = outcome.accepted + outcome.duplicates
    return RedirectResponse(f"/events/rejected?accepted={gone}&left={outcome.rejected}", status_code=303)


def _pretty(payload: str) -> str:
    """Indented, where it is whole JSON."""
    try:
        return json.dumps(json.loads(payload), indent=2, ensure_ascii=True)
    except (ValueError, RecursionError):
        return payload
