"""The API of deleting events: what that would take, beginning it, how far it is."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field

from kenbun.access.callers import Caller
from kenbun.access.http import Editor, Viewer, errors
from kenbun.activity.api import event_filters
from kenbun.activity.deletion import queries
from kenbun.activity.deletion.begin import begin, stop
from kenbun.activity.deletion.preview import Numbers, numbers_of
from kenbun.activity.filters import EventFilters
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse, public

router = APIRouter(prefix="/api/events", tags=["events"])

DeletionId = Annotated[str, Path(examples=["del_0192f0c1a5b77e3c8d2e4f6071829304"])]
_MOST = 50


class DeletionShape(BaseModel):
    """`done` events of `total` are gone, of so many `leads`."""

    deletion_id: str
    state: Literal["running", "done", "stopped", "failed"]
    total: int
    done: int
    leads: int
    begun_at: datetime
    begun_by: str
    ended_at: datetime | None
    error: str | None

    @classmethod
    def of(cls, row: Any) -> "DeletionShape":
        return cls(
            deletion_id=public("del", row.deletion_id),
            state=row.state,
            total=row.total,
            done=row.done,
            leads=row.leads,
            begun_at=row.begun_at,
            begun_by=row.created_by,
            ended_at=row.ended_at,
            error=row.error,
        )


class DeletionAnswer(BaseModel):
    """Of a dry run there is no `deletion`."""

    dry_run: bool
    numbers: Numbers
    deletion: DeletionShape | None = None


class DeletionList(BaseModel):
    deletions: list[DeletionShape] = Field(max_length=_MOST)


@router.delete("", summary="Delete events", responses={202: {"model": DeletionAnswer}, **errors(409)})
async def delete_events(
    request: Request,
    response: Response,
    caller: Editor,
    filters: Annotated[EventFilters, Depends(event_filters)],
    dry_run: Annotated[bool, Query(description="only say what it would take")] = False,
) -> DeletionAnswer:
    """Those that `GET /api/events` lists by the same filters, at least one of which is to be given.

    Done in the background (202), after which scores, sessions and counts are as if the events had never come, and
    nobody is told. What they have said of people and companies stays, and so do the people.
    """
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        numbers = await numbers_of(connection, caller.workspace_id, filters)
    if dry_run:
        return DeletionAnswer(dry_run=True, numbers=numbers)
    async with services.database.transaction() as connection:
        deletion_id = await begin(connection, caller, filters, services.clock)
        begun = await queries.one(connection, caller.workspace_id, deletion_id)
    services.worker.wake_deleter()
    response.status_code = 202
    return DeletionAnswer(dry_run=False, numbers=numbers, deletion=DeletionShape.of(begun))


@router.get("/deletions", summary="List deletions of events", responses=errors())
async def list_deletions(request: Request, caller: Viewer) -> DeletionList:
    """The 50 latest."""
    async with request.app.state.services.database.snapshot() as connection:
        rows = await queries.recent(connection, caller.workspace_id, _MOST)
    return DeletionList(deletions=[DeletionShape.of(row) for row in rows])


@router.get("/deletions/{deletion_id}", summary="Read a deletion of events", responses=errors(404))
async def read_deletion(request: Request, caller: Viewer, deletion_id: DeletionId) -> DeletionShape:
    """How far it is."""
    return await _one(request, caller, deletion_id)


@router.post("/deletions/{deletion_id}/stop", summary="Stop a deletion of events", responses=errors(404))
async def stop_deletion(request: Request, caller: Editor, deletion_id: DeletionId) -> DeletionShape:
    """What is gone stays gone."""
    services = request.app.state.services
    found = parse("del", deletion_id)
    if found is None:
        raise NotFound("There is no such deletion on its way.", field="deletion_id")
    async with services.database.transaction() as connection:
        await stop(connection, caller, found, services.clock)
    return await _one(request, caller, deletion_id)


async def _one(request: Request, caller: Caller, text: str) -> DeletionShape:
    found = parse("del", text)
    async with request.app.state.services.database.snapshot() as connection:
        row = await queries.one(connection, caller.workspace_id, found) if found else None
    if row is None:
        raise NotFound("There is no such deletion.", field="deletion_id")
    return DeletionShape.of(row)
