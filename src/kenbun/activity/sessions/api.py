"""The API of sessions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from kenbun.access.http import Page, Viewer, errors
from kenbun.activity.api import Account, Channel, Lead, Segment, Since, Until, given
from kenbun.activity.filters import Filters
from kenbun.activity.sessions.lists import SessionRow, list_sessions

router = APIRouter(prefix="/api", tags=["events"])


class SessionList(BaseModel):
    sessions: list[SessionRow]
    total: int
    page: int
    limit: int


def filters_of(
    lead: Lead = None,
    account: Account = None,
    segment: Segment = None,
    channel: Channel = None,
    since: Since = None,
    until: Until = None,
) -> Filters:
    return Filters.read(
        given(lead=lead, account=account, segment=segment, channel=channel, since=since, until=until)
    )


@router.get("/sessions", summary="List sessions", responses=errors())
async def list_all(
    request: Request, caller: Viewer, paging: Page, filters: Annotated[Filters, Depends(filters_of)]
) -> SessionList:
    """Those that began last first. Days are those of their start; a channel is that of any of their events."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await list_sessions(connection, caller.workspace_id, filters, paging)
    return SessionList(sessions=found.rows, total=found.total, page=found.page, limit=found.limit)
