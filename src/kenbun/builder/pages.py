"""What the builder is offered while somebody types: types of events, keys of metadata, and values, with how often they
occur."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from kenbun.access.http import Viewer
from kenbun.activity.lists import metadata_keys
from kenbun.builder.type_queries import MOST, counted_types
from kenbun.builder.value_queries import Offered, values_of_field, values_of_metadata
from kenbun.events.types import fold
from kenbun.kit.text import storable

router = APIRouter(prefix="/builder", include_in_schema=False)

Typed = Annotated[str, Query(max_length=200)]


@router.get("/keys")
async def offer_keys(request: Request, caller: Viewer, event_type: Typed = "") -> JSONResponse:
    """Those of the latest events (of one type), the most frequent first."""
    known = event_type if storable(event_type) else ""
    async with request.app.state.services.database.snapshot() as connection:
        keys = await metadata_keys(connection, caller.workspace_id, known or None)
    return JSONResponse({"options": [{"value": key} for key in keys]})


@router.get("/types")
async def offer_types(request: Request, caller: Viewer) -> JSONResponse:
    """With how many events there are of each, up to a number that says enough."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await counted_types(connection, caller.workspace_id)
    options = [{"value": one.name, "count": one.events, "more": one.events >= MOST} for one in found]
    return JSONResponse({"options": options})


@router.get("/values")
async def offer_values(
    request: Request, caller: Viewer, subject: Typed = "", typed: Typed = "", event_type: Typed = ""
) -> JSONResponse:
    """Of a field or a key, those that contain what is typed; of anything else none."""
    source, _, name = subject.partition(".")
    found: list[Offered] = []
    if name and storable(subject + typed + event_type):
        async with request.app.state.services.database.snapshot() as connection:
            if source in ("lead", "account"):
                found = await values_of_field(connection, caller.workspace_id, source, name, typed)
            elif source == "metadata":
                key = fold(event_type) if event_type else None
                found = await values_of_metadata(connection, caller.workspace_id, name, key, typed)
    return JSONResponse({"options": [{"value": one.value, "count": one.count} for one in found]})
