"""The API of mappings and of the fields they fill."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from kenbun.access.http import Admin, Viewer, errors
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse
from kenbun.mapping import backwards, custom_fields, edit, job_queries
from kenbun.mapping.incoming import Incoming, incoming
from kenbun.mapping.shapes import (
    FieldList,
    FieldShape,
    JobShape,
    MappingList,
    MappingShape,
    NewField,
    NewMapping,
    PreviewShape,
)

router = APIRouter(prefix="/api", tags=["mapping"])

MappingId = Annotated[str, Path(examples=["map_0192f0c1a5b77e3c8d2e4f6071829304"])]
FieldId = Annotated[str, Path(examples=["fld_0192f0c1a5b77e3c8d2e4f6071829304"])]


@router.get("/mappings", summary="List mappings", responses=errors())
async def list_all(request: Request, caller: Viewer) -> MappingList:
    """In order: of what one call says about a field, the first mapping that finds a fitting value counts."""
    async with request.app.state.services.database.snapshot() as connection:
        rows = await edit.list_mappings(connection, caller.workspace_id)
    return MappingList(mappings=[MappingShape.of(row) for row in rows])


@router.get("/mappings/incoming", summary="List incoming metadata", responses=errors())
async def list_incoming(
    request: Request,
    caller: Viewer,
    event_type: Annotated[str | None, Query(max_length=200, description="of this type alone")] = None,
) -> Incoming:
    """Every key that the latest events of each type carry, with sample values and how many events carry it."""
    async with request.app.state.services.database.snapshot() as connection:
        return await incoming(connection, caller.workspace_id, event_type)


@router.post("/mappings", status_code=201, summary="Add a mapping", responses=errors(409))
async def add(request: Request, caller: Admin, new: NewMapping) -> MappingShape:
    """For calls from now on; what is stored follows when the mapping is applied to it."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        row = await edit.add_mapping(connection, caller, new.draft(), services.clock, new.position)
    return MappingShape.of(row)


@router.put("/mappings/{mapping_id}", summary="Change a mapping", responses=errors(404, 409))
async def change(request: Request, caller: Admin, mapping_id: MappingId, new: NewMapping) -> MappingShape:
    """The whole mapping as it is to be. Values that came by it stay until newer ones come."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        row = await edit.change_mapping(
            connection, caller, _mapping(mapping_id), new.draft(), services.clock, new.position
        )
    return MappingShape.of(row)


@router.delete(
    "/mappings/{mapping_id}", status_code=204, summary="Remove a mapping", responses=errors(404, 409)
)
async def remove(request: Request, caller: Admin, mapping_id: MappingId) -> Response:
    """Values that came by it stay."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await edit.remove_mapping(connection, caller, _mapping(mapping_id), services.clock)
    return Response(status_code=204)


@router.post("/mappings/{mapping_id}/preview", summary="Preview a mapping", responses=errors(404))
async def try_out(request: Request, caller: Admin, mapping_id: MappingId) -> PreviewShape:
    """How many leads or accounts would change if it were applied to what is stored. Changes nothing."""
    async with request.app.state.services.database.snapshot() as connection:
        row = await edit.get_mapping(connection, caller.workspace_id, _mapping(mapping_id))
        seen = await backwards.preview(connection, caller.workspace_id, row.mapping_id)
    return PreviewShape.of(row.draft.target.kind, seen)


@router.post(
    "/mappings/{mapping_id}/apply",
    status_code=202,
    summary="Apply a mapping backwards",
    responses=errors(404, 409),
)
async def apply(request: Request, caller: Admin, mapping_id: MappingId) -> JobShape:
    """To what is stored, in the background; one mapping at a time. Fires nothing."""
    services = request.app.state.services
    known = _mapping(mapping_id)
    async with services.database.transaction() as connection:
        await backwards.open_job(connection, caller, known, services.clock)
        job = await job_queries.latest(connection, caller.workspace_id, known)
    services.worker.wake_mapper()
    return JobShape.of(job)


@router.get("/mappings/{mapping_id}/apply", summary="Follow a mapping being applied", responses=errors(404))
async def follow(request: Request, caller: Viewer, mapping_id: MappingId) -> JobShape:
    """How far the latest application of the mapping to what is stored has come."""
    async with request.app.state.services.database.snapshot() as connection:
        job = await job_queries.latest(connection, caller.workspace_id, _mapping(mapping_id))
    if job is None:
        raise NotFound("This mapping has not been applied to what is stored.", field="mapping_id")
    return JobShape.of(job)


@router.get("/fields", summary="List fields", responses=errors())
async def list_fields(request: Request, caller: Viewer) -> FieldList:
    """Of leads and accounts: the standard ones, and those of the workspace's own."""
    async with request.app.state.services.database.snapshot() as connection:
        fields = await custom_fields.all_fields(connection, caller.workspace_id)
    return FieldList(fields=[FieldShape.of(kind) for kind in fields.every.values()])


@router.post("/fields", status_code=201, summary="Add a custom field", responses=errors(409))
async def add_field(request: Request, caller: Admin, new: NewField) -> FieldShape:
    """Of the workspace's own; mappings and conditions can name it at once."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        kind = await custom_fields.add_field(connection, caller, new.kind(), services.clock)
    return FieldShape.of(kind)


@router.delete(
    "/fields/{field_id}", status_code=204, summary="Remove a custom field", responses=errors(404, 409)
)
async def remove_field(request: Request, caller: Admin, field_id: FieldId) -> Response:
    """A custom one that no mapping uses, with all its values; they go in the background."""
    services = request.app.state.services
    found = parse("fld", field_id)
    if found is None:
        raise NotFound("There is no such custom field.", field="field_id")
    async with services.database.transaction() as connection:
        await custom_fields.remove_field(connection, caller, found, services.clock)
    services.worker.wake_mapper()
    return Response(status_code=204)


def _mapping(text: str) -> UUID:
    found = parse("map", text)
    if found is None:
        raise NotFound("There is no such mapping.", field="mapping_id")
    return found
