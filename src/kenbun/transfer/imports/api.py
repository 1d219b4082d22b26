"""The API of reading leads in."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, UploadFile
from fastapi.responses import StreamingResponse
from starlette.datastructures import UploadFile as SentFile

from kenbun.access.callers import Caller
from kenbun.access.http import Editor, Page, Viewer, errors
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.ids import parse, public
from kenbun.transfer.imports import job_queries
from kenbun.transfer.imports.faults import fault_lines
from kenbun.transfer.imports.files import Preview, keep_file
from kenbun.transfer.imports.jobs import start
from kenbun.transfer.imports.plan import Plan
from kenbun.transfer.imports.reading import MOST_BYTES
from kenbun.transfer.imports.shapes import (
    JobList,
    JobShape,
    NewImport,
    PreviewShape,
    Started,
    UndoingShape,
)
from kenbun.transfer.imports.undo import preview, start_undo

router = APIRouter(prefix="/api/lead/import", tags=["imports"])

JobId = Annotated[str, Path(examples=["imp_0192f0c1a5b77e3c8d2e4f6071829304"])]
_CSV: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {
            "text/csv": {
                "schema": {"type": "string"},
                "example": "row,column,error,E-mail\r\n7,E-mail,Not an e-mail address.,ada@\r\n",
            }
        },
    }
}


@router.post("/preview", summary="Send a file of leads", responses=errors(413))
async def send(request: Request, caller: Editor, file: UploadFile) -> PreviewShape:
    """A CSV file of at most 10 MB and 200,000 rows, in UTF-8, UTF-16 or Windows-1252, its cells apart by comma,
    semicolon, tab or bar. Nothing is taken in yet: it is kept for a day, for `start`."""
    return PreviewShape.of(await kept(request, caller, file))


@router.post("/start", status_code=202, summary="Take a file of leads in", responses=errors(404, 409))
async def take_in(request: Request, caller: Editor, new: NewImport) -> Started:
    """In the background, some thousand rows a second. Values count like an event of this moment; nothing fires."""
    file_id = parse("file", new.file_id)
    if file_id is None:
        raise NotFound("There is no such file: it is kept for a day. Send it again.", field="file_id")
    return await started(request, caller, file_id, new.plan())


@router.post("", status_code=202, summary="Send a file of leads and take it in", responses=errors(409, 413))
async def send_and_take_in(request: Request, caller: Editor, file: UploadFile) -> Started:
    """As its headings say: what `preview` would answer as detected is how the file is read."""
    seen = await kept(request, caller, file)
    if seen.detected.identifier is None:
        raise Invalid(
            "No column says who the rows are about: name one “email”, or use preview and start.", field="file"
        )
    found = seen.detected
    return await started(
        request, caller, seen.file_id, Plan(*seen.detected.identifier, found.fields, found.aliases)
    )


@router.get("/jobs", summary="List imports", responses=errors())
async def list_jobs(request: Request, caller: Viewer, paging: Page) -> JobList:
    """Those started last first."""
    async with request.app.state.services.database.snapshot() as connection:
        rows, total = await job_queries.latest(connection, caller.workspace_id, paging)
    found = [JobShape.of(row) for row in rows]
    return JobList(imports=found, total=total, page=paging.page, limit=paging.limit)


@router.get("/jobs/{job_id}", summary="Read an import", responses=errors(404))
async def one(request: Request, caller: Viewer, job_id: JobId) -> JobShape:
    """How far it is, and what became of its rows."""
    return JobShape.of(await found_job(request, caller, job_id))


@router.get(
    "/jobs/{job_id}/errors",
    summary="Read what was wrong with rows",
    response_class=StreamingResponse,
    responses=errors(404) | _CSV,
)
async def faults(request: Request, caller: Viewer, job_id: JobId) -> StreamingResponse:
    """As CSV, a line for each fault, with the row as it was. Rows count as in a spreadsheet; kept for 30 days."""
    job = await found_job(request, caller, job_id)
    database = request.app.state.services.database
    return StreamingResponse(
        fault_lines(database, caller.workspace_id, job),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="errors.csv"'},
    )


@router.get("/jobs/{job_id}/undo", summary="Preview taking an import back", responses=errors(404, 409))
async def preview_undo(request: Request, caller: Viewer, job_id: JobId) -> UndoingShape:
    """In numbers; nothing changes."""
    async with request.app.state.services.database.snapshot() as connection:
        return UndoingShape.of(await preview(connection, caller.workspace_id, known_job(job_id)))


@router.post(
    "/jobs/{job_id}/undo", status_code=202, summary="Take an import back", responses=errors(404, 409)
)
async def undo(request: Request, caller: Editor, job_id: JobId) -> UndoingShape:
    """In the background; what was changed since, by hand or by events, stays. Possible for 30 days."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        undoing = await start_undo(connection, caller, known_job(job_id), services.clock)
    services.worker.wake_importer()
    return UndoingShape.of(undoing)


async def kept(request: Request, caller: Caller, file: SentFile) -> Preview:
    services = request.app.state.services
    content = await file.read(MOST_BYTES + 1)
    async with services.database.transaction() as connection:
        return await keep_file(connection, caller, file.filename or "", content, services.clock)


async def started(request: Request, caller: Caller, file_id: UUID, plan: Plan) -> Started:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        job_id = await start(connection, caller, file_id, plan, services.clock)
    services.worker.wake_importer()
    return Started(job_id=public("imp", job_id))


async def found_job(request: Request, caller: Caller, text: str) -> Any:
    async with request.app.state.services.database.snapshot() as connection:
        job = await job_queries.find(connection, caller.workspace_id, known_job(text))
    if job is None:
        raise NotFound("There is no such import.", field="job_id")
    return job


def known_job(text: str) -> UUID:
    found = parse("imp", text)
    if found is None:
        raise NotFound("There is no such import.", field="job_id")
    return found
