"""The API of the configuration as one file, in JSON or YAML."""

from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from kenbun.access.http import Admin, Viewer, errors
from kenbun.configuration import file
from kenbun.kit import yaml_text
from kenbun.kit.errors import Problem

router = APIRouter(prefix="/api/config", tags=["config"])

YAML = "application/yaml"
_EXAMPLE = {"kenbun": 1, "conversions": {"Deal closed won": {"event_type": "Deal Closed Won"}}}
_BODY = {
    "requestBody": {
        "required": True,
        "description": "As exported; sections that are left out stay as they are.",
        "content": {
            "application/json": {"schema": {"type": "object"}, "example": _EXAMPLE},
            YAML: {"schema": {"type": "object"}, "example": _EXAMPLE},
        },
    }
}
_YAML_TOO: dict[int | str, dict[str, Any]] = {200: {"content": {YAML: {"schema": {}}}}}


class ChangeShape(BaseModel):
    """`before` is null of what is added, `after` of what is removed."""

    path: str = Field(examples=["levels.engagement[Hot].min"])
    kind: Literal["added", "removed", "changed"]
    before: Any
    after: Any


class Differences(BaseModel):
    changes: list[ChangeShape]


class LeftShape(BaseModel):
    """`state` is `draft` where nothing was published, else `in_force` or what has become of it."""

    what: str = Field(examples=["rules of the engagement ruleset “Standard”"])
    state: str = Field(examples=["draft"])


class ImportedShape(Differences):
    """`drafts` is what only publishing puts in force."""

    drafts: list[LeftShape]


async def _given(request: Request) -> Any:
    body = await request.body()
    if "yaml" in request.headers.get("content-type", ""):
        return yaml_text.read(body)
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise _Malformed(f"The body is not JSON: {error}. YAML goes with `Content-Type: {YAML}`.") from None


class _Malformed(Problem):
    title = "Malformed JSON"


@router.get(
    "",
    summary="Export the configuration",
    responses=_YAML_TOO | errors(),
)
async def export(
    request: Request,
    caller: Viewer,
    as_format: Annotated[Literal["json", "yaml"], Query(alias="format")] = "json",
) -> dict[str, Any]:
    """All that is in force, by name and in a fixed order, fit to be kept beside code and reviewed. Without drafts."""
    async with request.app.state.services.database.snapshot() as connection:
        document = await file.export(connection, caller.workspace_id)
    if as_format == "yaml":
        return Response(yaml_text.write(document), media_type=YAML)  # type: ignore[return-value]
    return document


@router.post("/diff", summary="Compare the configuration", responses=errors(), openapi_extra=_BODY)
async def diff(request: Request, caller: Admin) -> Differences:
    """What importing this file would change. Nothing is written."""
    wanted = file.read(await _given(request))
    async with request.app.state.services.database.snapshot() as connection:
        found = await file.compare(connection, caller.workspace_id, wanted)
    return Differences(changes=[ChangeShape.model_validate(change, from_attributes=True) for change in found])


@router.post("/import", summary="Import a configuration", responses=errors(409), openapi_extra=_BODY)
async def import_file(
    request: Request,
    caller: Admin,
    publish: Annotated[bool, Query(description="Publish what only becomes a draft else.")] = False,
) -> ImportedShape:
    """Makes the workspace as the file says, in one transaction: what a section does not name goes.

    Rules go to drafts, and are in force with `publish=true` alone; everything else is in force at once.
    """
    services = request.app.state.services
    wanted = file.read(await _given(request))
    done = await file.import_file(services.database, caller, wanted, services.clock, publish=publish)
    services.worker.wake_mapper()  # values of a field that is gone go in the background
    return ImportedShape.model_validate(
        {"changes": done.changes, "drafts": done.waiting}, from_attributes=True
    )
