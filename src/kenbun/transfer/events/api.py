"""The API of reading events in from a file."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, UploadFile
from pydantic import BaseModel, Field

from kenbun.access.http import Editor, errors
from kenbun.events.accept.api import InboxOf
from kenbun.transfer.events.take_in import MOST_ERRORS, take_in
from kenbun.transfer.imports.reading import MOST_BYTES, read_sheet

router = APIRouter(prefix="/api", tags=["imports"])


class RowError(BaseModel):
    row: int = Field(description="As a spreadsheet counts it, the headings being row 1.", examples=[7])
    message: str
    field: str | None = Field(description="The path of the part at fault.", examples=["timestamp"])


class TakenInShape(BaseModel):
    """What became of the rows; the first thousand errors are told, and all rejected rows can be tried again."""

    accepted: int
    duplicates: int
    rejected: int
    errors: Annotated[list[RowError], Field(max_length=MOST_ERRORS)]


@router.post("/import", status_code=202, summary="Send a file of events", responses=errors(413, 429))
async def import_events(
    request: Request,
    caller: Editor,
    inbox: InboxOf,
    file: UploadFile,
    fire_triggers: Annotated[
        bool,
        Query(description="Whether triggers may fire, and watchers be told, of what happened in the file."),
    ] = False,
) -> TakenInShape:
    """A CSV file as for leads, with a column `event_type` and one that says who: `email`, `phone`, `external_id` (or
    `user_id`), `cookie`, `social` or `lead_id`. `timestamp`, `message_id`, `account_id` and `account_name` mean what
    they do in an event; all other columns are metadata. Durable when answered; the same file again changes nothing."""
    services = request.app.state.services
    sheet = read_sheet(await file.read(MOST_BYTES + 1))
    taken = await take_in(
        services.database,
        inbox,
        caller,
        file.filename or "",
        sheet,
        services.clock,
        silent=not fire_triggers,
    )
    told = [RowError(row=row, message=message, field=at) for row, message, at in taken.errors]
    return TakenInShape(
        accepted=taken.accepted, duplicates=taken.duplicates, rejected=taken.rejected, errors=told
    )
