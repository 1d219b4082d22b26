"""Import leads: send a file, say what its columns are, watch it being taken in, and take it back."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData, UploadFile

from kenbun.access.callers import Caller
from kenbun.access.http import Editor, PageNumber, Viewer
from kenbun.database import Connection
from kenbun.kit.errors import Invalid, NotFound, Problem
from kenbun.kit.ids import parse, public
from kenbun.kit.paging import Paging
from kenbun.mapping.custom_fields import all_fields
from kenbun.transfer.imports import job_queries
from kenbun.transfer.imports.api import found_job, kept, known_job, started
from kenbun.transfer.imports.files import Preview, preview_of
from kenbun.transfer.imports.plan import Plan
from kenbun.transfer.imports.undo import preview, start_undo
from kenbun.web.links import Links
from kenbun.web.render import fragment, page, wants_fragment

router = APIRouter(prefix="/leads/import", include_in_schema=False)

_ON_PAGE = 20
_KINDS = {
    "email": "E-mail",
    "external_id": "External id",
    "phone": "Phone",
    "cookie": "Cookie",
    "social": "Social",
    "lead_id": "Lead ID",
}
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


@router.get("")
async def show(request: Request, caller: Viewer, number: PageNumber = 1) -> Response:
    """The form to send a file, and the imports that there were."""
    return await _start_page(request, caller, Paging(number, _ON_PAGE), "")


@router.post("")
async def send(request: Request, caller: Editor) -> Response:
    file = (await request.form()).get("file")
    try:
        if not isinstance(file, UploadFile) or not file.filename:
            raise Invalid("Choose a file.", field="file")
        seen = await kept(request, caller, file)
    except Problem as problem:
        return await _start_page(request, caller, Paging(1, _ON_PAGE), problem.detail, problem.status)
    return RedirectResponse(f"/leads/import/files/{public('file', seen.file_id)}", status_code=303)


@router.get("/files/{file_id}")
async def show_columns(request: Request, caller: Viewer, file_id: str) -> Response:
    """What is in the file, and what its columns seem to be."""
    async with request.app.state.services.database.snapshot() as connection:
        seen = await _seen(connection, caller, file_id)
        given = seen.detected
        chosen = {name: f"field:{field}" for name, field in given.fields.items()}
        chosen |= {name: f"alias:{kind}" for name, kind in given.aliases.items()}
        return await _columns_page(request, connection, caller, seen, given.identifier, chosen)


@router.post("/files/{file_id}")
async def take_in(request: Request, caller: Editor, file_id: str) -> Response:
    form = await request.form()
    async with request.app.state.services.database.snapshot() as connection:
        seen = await _seen(connection, caller, file_id)
    identifier = (str(form.get("identifier", "")), str(form.get("kind", "")))
    chosen = _chosen(form, seen)
    try:
        job = await started(request, caller, seen.file_id, _plan(identifier, chosen))
    except Problem as problem:
        async with request.app.state.services.database.snapshot() as connection:
            return await _columns_page(
                request, connection, caller, seen, identifier, chosen, problem.detail, problem.status
            )
    return RedirectResponse(f"/leads/import/jobs/{job.job_id}", status_code=303)


@router.get("/jobs/{job_id}")
async def show_job(request: Request, caller: Viewer, job_id: str) -> Response:
    job = await found_job(request, caller, job_id)
    context = {"job": job, "job_id": job_id, "may_edit": caller.is_at_least("editor")}
    if wants_fragment(request):
        return fragment(request, "transfer/imports/progress.html", **context)
    return page(request, "transfer/imports/job.html", **context)


@router.get("/jobs/{job_id}/undo")
async def confirm_undo(request: Request, caller: Viewer, job_id: str) -> Response:
    """In the drawer: what goes and what stays, in numbers."""
    job = await found_job(request, caller, job_id)
    if not wants_fragment(request):
        return RedirectResponse(f"/leads/import/jobs/{job_id}", status_code=303)
    async with request.app.state.services.database.snapshot() as connection:
        undoing = await preview(connection, caller.workspace_id, job.job_id)
    return fragment(request, "transfer/imports/undo.html", job=job, job_id=job_id, undoing=undoing)


@router.post("/jobs/{job_id}/undo")
async def undo(request: Request, caller: Editor, job_id: str) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await start_undo(connection, caller, known_job(job_id), services.clock)
    services.worker.wake_importer()
    return Response(status_code=204, headers={"HX-Redirect": f"/leads/import/jobs/{job_id}"})


async def _start_page(
    request: Request, caller: Caller, paging: Paging, problem: str, status: int = 200
) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        jobs, total = await job_queries.latest(connection, caller.workspace_id, paging)
    return page(
        request,
        "transfer/imports/start.html",
        status=status,
        jobs=[(public("imp", job.job_id), job) for job in jobs],
        total=total,
        paging=paging,
        links=Links(request, "/leads/import"),
        problem=problem,
        may_edit=caller.is_at_least("editor"),
    )


async def _columns_page(
    request: Request,
    connection: Connection,
    caller: Caller,
    seen: Preview,
    identifier: tuple[str, str] | None,
    chosen: dict[str, str],
    problem: str = "",
    status: int = 200,
) -> Response:
    fields = await all_fields(connection, caller.workspace_id)
    return page(
        request,
        "transfer/imports/columns.html",
        status=status,
        seen=seen,
        file_id=public("file", seen.file_id),
        identifier=identifier or ("", "email"),
        chosen=chosen,
        kinds=_KINDS,
        fields=fields,
        separator=_SEPARATORS[seen.separator],
        problem=problem,
        may_edit=caller.is_at_least("editor"),
    )


async def _seen(connection: Connection, caller: Caller, text: str) -> Preview:
    found = parse("file", text)
    if found is None:
        raise NotFound("There is no such file: it is kept for a day. Send it again.")
    return await preview_of(connection, caller.workspace_id, found)


def _chosen(form: FormData, seen: Preview) -> dict[str, Any]:
    """By column what it was said to be: `field:…` or `alias:…`; a column stands in the form by its place."""
    said = {name: str(form.get(f"column-{place}", "")) for place, name in enumerate(seen.headers)}
    return {name: value for name, value in said.items() if value}


def _plan(identifier: tuple[str, str], chosen: dict[str, str]) -> Plan:
    column, kind = identifier
    if not column:
        raise Invalid("Say which column tells who the rows are about.", field="identifier.column")
    others = {name: value.partition(":") for name, value in chosen.items() if name != column}
    return Plan(
        column,
        kind,
        {name: target for name, (what, _, target) in others.items() if what == "field"},
        {name: target for name, (what, _, target) in others.items() if what == "alias"},
    )
