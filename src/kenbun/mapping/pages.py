"""The page Mapping: what comes in, where it goes, and the fields that there are."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from kenbun.access.callers import Caller
from kenbun.access.http import Admin, Viewer
from kenbun.activity.lists import event_types
from kenbun.kit import ids
from kenbun.kit.errors import NotFound, Problem
from kenbun.mapping import backwards, custom_fields, edit, forms, job_queries
from kenbun.mapping.incoming import incoming
from kenbun.mapping.named_queries import names_of
from kenbun.web.links import Links
from kenbun.web.render import fragment, page

router = APIRouter(prefix="/mapping", include_in_schema=False)

_CHANGED = {"HX-Trigger": "mappings-changed"}
_DONE = {"HX-Trigger": "drawer-done, mappings-changed"}


@router.get("")
async def show(request: Request, caller: Viewer, q: str = "") -> Response:
    state = await _state(request, caller, q)
    return page(request, "mapping/mapping.html", form=dict(forms.BLANK), errors={}, made=None, **state)


@router.get("/parts")
async def show_parts(request: Request, caller: Viewer, q: str = "") -> Response:
    """All that changes when a mapping or a field does."""
    return fragment(request, "mapping/parts.html", **await _state(request, caller, q))


@router.get("/incoming")
async def show_incoming(request: Request, caller: Viewer) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        found = await incoming(connection, caller.workspace_id)
        rows = await edit.list_mappings(connection, caller.workspace_id)
    used = {row.draft.source.key for row in rows if row.draft.source.kind == "metadata"}
    return fragment(
        request, "mapping/incoming.html", found=found, used=used, may_edit=caller.is_at_least("admin")
    )


@router.get("/builder")
async def show_builder(request: Request, caller: Admin) -> Response:
    """The form for a new mapping, with what the URL says filled in."""
    return await _builder(request, caller, forms.typed(request.query_params, forms.BLANK))


@router.post("/builder")
async def add(request: Request, caller: Admin) -> Response:
    services = request.app.state.services
    form = forms.typed(await request.form(), forms.BLANK)
    try:
        new = forms.read(form)
        async with services.database.transaction() as connection:
            made = await edit.add_mapping(connection, caller, new.draft(), services.clock, new.position)
    except (ValidationError, Problem) as error:
        return await _builder(request, caller, form, errors=forms.errors_of(error))
    return await _builder(request, caller, dict(forms.BLANK), made=made)


@router.post("/fields")
async def add_field(request: Request, caller: Admin) -> Response:
    services = request.app.state.services
    form = forms.typed(await request.form(), forms.BLANK_FIELD)
    errors: dict[str, str] = {}
    try:
        new = forms.read_field(form)
        async with services.database.transaction() as connection:
            await custom_fields.add_field(connection, caller, new.kind(), services.clock)
        form = dict(forms.BLANK_FIELD)
    except (ValidationError, Problem) as error:
        errors = forms.errors_of(error)
    state = await _state(request, caller) | {"field_form": form, "field_errors": errors}
    status, headers = (422, None) if errors else (200, _CHANGED)
    return fragment(request, "mapping/fields.html", status=status, headers=headers, **state)


@router.post("/fields/{field_id}/remove")
async def remove_field(request: Request, caller: Admin, field_id: str) -> Response:
    services = request.app.state.services
    found = ids.parse("fld", field_id)
    if found is None:
        raise NotFound("There is no such custom field.")
    async with services.database.transaction() as connection:
        await custom_fields.remove_field(connection, caller, found, services.clock)
    services.worker.wake_mapper()
    return Response(status_code=204, headers=_CHANGED)


@router.get("/{mapping_id}")
async def show_mapping(request: Request, caller: Viewer, mapping_id: str) -> Response:
    return await _drawer(request, caller, _known(mapping_id))


@router.post("/{mapping_id}")
async def change(request: Request, caller: Admin, mapping_id: str) -> Response:
    services = request.app.state.services
    form = forms.typed(await request.form(), forms.BLANK)
    try:
        new = forms.read(form)
        async with services.database.transaction() as connection:
            await edit.change_mapping(
                connection, caller, _known(mapping_id), new.draft(), services.clock, new.position
            )
    except NotFound:
        raise
    except (ValidationError, Problem) as error:
        return await _drawer(request, caller, _known(mapping_id), form, forms.errors_of(error))
    return Response(status_code=204, headers=_DONE)


@router.post("/{mapping_id}/remove")
async def remove(request: Request, caller: Admin, mapping_id: str) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await edit.remove_mapping(connection, caller, _known(mapping_id), services.clock)
    return Response(status_code=204, headers=_DONE)


@router.post("/{mapping_id}/preview")
async def try_out(request: Request, caller: Admin, mapping_id: str) -> Response:
    known = _known(mapping_id)
    async with request.app.state.services.database.snapshot() as connection:
        row = await edit.get_mapping(connection, caller.workspace_id, known)
        seen = await backwards.preview(connection, caller.workspace_id, known, examples=5)
        kind = row.draft.target.kind
        names = await names_of(connection, caller.workspace_id, kind, [one for one, *_ in seen.examples])
    examples = [(names.get(one, ""), before, after) for one, before, after in seen.examples]
    return fragment(
        request,
        "mapping/preview.html",
        address=f"/mapping/{mapping_id}",
        seen=seen,
        kind=kind,
        examples=examples,
    )


@router.post("/{mapping_id}/apply")
async def apply(request: Request, caller: Admin, mapping_id: str) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await backwards.open_job(connection, caller, _known(mapping_id), services.clock)
    services.worker.wake_mapper()
    return await show_progress(request, caller, mapping_id)


@router.get("/{mapping_id}/apply")
async def show_progress(request: Request, caller: Viewer, mapping_id: str) -> Response:
    known = _known(mapping_id)
    async with request.app.state.services.database.snapshot() as connection:
        row = await edit.get_mapping(connection, caller.workspace_id, known)
        job = await job_queries.latest(connection, caller.workspace_id, known)
    return fragment(
        request,
        "mapping/progress.html",
        address=f"/mapping/{mapping_id}",
        job=job,
        kind=row.draft.target.kind,
        may_edit=caller.is_at_least("admin"),
    )


async def _builder(
    request: Request,
    caller: Caller,
    form: dict[str, str],
    *,
    errors: dict[str, str] | None = None,
    made: edit.MappingRow | None = None,
) -> Response:
    state = await _state(request, caller)
    status, headers = (422 if errors else 200), (_CHANGED if made else None)
    return fragment(
        request,
        "mapping/builder.html",
        status=status,
        headers=headers,
        form=form,
        errors=errors or {},
        made=made,
        **state,
    )


async def _drawer(
    request: Request,
    caller: Caller,
    mapping_id: UUID,
    form: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        row = await edit.get_mapping(connection, caller.workspace_id, mapping_id)
        job = await job_queries.latest(connection, caller.workspace_id, mapping_id)
    return fragment(
        request,
        "mapping/drawer.html",
        status=422 if errors else 200,
        address=f"/mapping/{ids.public('map', mapping_id)}",
        row=row,
        job=job,
        kind=row.draft.target.kind,
        form=form or forms.filled(row.draft, row.position),
        errors=errors or {},
        **await _state(request, caller),
    )


async def _state(request: Request, caller: Caller, q: str = "") -> dict[str, Any]:
    async with request.app.state.services.database.snapshot() as connection:
        rows = await edit.list_mappings(connection, caller.workspace_id)
        fields = await custom_fields.all_fields(connection, caller.workspace_id)
        types = await event_types(connection, caller.workspace_id)
    wanted = q.strip()[:200].casefold()
    return {
        "links": Links(request, "/mapping"),
        "q": q[:200],
        "rows": [(ids.public("map", row.mapping_id), row) for row in rows if wanted in _told(row)],
        "total": len(rows),
        "misfits": sum(row.misfits.count for row in rows if row.misfits),
        "fields": fields,
        "custom": [(ids.public("fld", one.field_id), one) for one in fields.every.values() if one.field_id],
        "types": types,
        "kinds": forms.KINDS,
        "updates": forms.UPDATES,
        "field_form": dict(forms.BLANK_FIELD),
        "field_errors": {},
        "may_edit": caller.is_at_least("admin"),
    }


def _told(row: edit.MappingRow) -> str:
    """What the search looks through."""
    source, target = row.draft.source, row.draft.target
    return " ".join([source.key, source.event_type or "", target.kind, target.field]).casefold()


def _known(mapping_id: str) -> UUID:
    found = ids.parse("map", mapping_id)
    if found is None:
        raise NotFound("There is no such mapping.")
    return found
