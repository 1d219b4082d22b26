"""The API of what counts as a conversion."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from kenbun.access.http import Admin, Viewer, errors
from kenbun.analysis.foreseen_conversions import preview_conversion
from kenbun.conversions import definitions
from kenbun.conversions.definitions import Definition, Draft
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse, public
from kenbun.kit.text import Storable
from kenbun.levels.shapes import HeldBackShape, SegmentMoveShape

router = APIRouter(prefix="/api/conversions", tags=["conversions"])

ConversionId = Annotated[str, Path(examples=["conv_0192f0c1a5b77e3c8d2e4f6071829304"])]
Text = Annotated[Storable, Field(max_length=200)]


class NewConversion(BaseModel):
    """Either an `event_type`, or a `field` of leads with the `value` that it reaches (compared without case)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "Deal closed won", "event_type": "Deal Closed Won"}]},
    )

    name: Text
    event_type: Text | None = None
    field: Text | None = None
    value: Text | None = None

    def draft(self) -> Draft:
        return Draft(self.name, self.event_type, self.field, self.value)


class ConversionShape(NewConversion):
    """`leads` is how many have converted by it."""

    id: str
    created_at: datetime
    leads: int

    @classmethod
    def of(cls, one: Definition) -> "ConversionShape":
        draft = one.draft
        return cls(
            id=public("conv", one.definition_id),
            name=draft.name,
            event_type=draft.event_type,
            field=draft.field,
            value=draft.value,
            created_at=one.created_at,
            leads=one.leads,
        )


class ConversionPreviewShape(BaseModel):
    """`leads` have converted by it; `new` of them by nothing else. `segments` are those that would change, `triggers`
    those that would have fired."""

    leads: int
    new: int
    segments: list[SegmentMoveShape]
    triggers: list[HeldBackShape]


class ConversionList(BaseModel):
    conversions: list[ConversionShape]


@router.get("", summary="List conversions", responses=errors())
async def list_all(request: Request, caller: Viewer) -> ConversionList:
    """What counts as a conversion in this workspace, in the order in which it was defined."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await definitions.list_definitions(connection, caller.workspace_id)
    return ConversionList(conversions=[ConversionShape.of(one) for one in found])


@router.post("", status_code=201, summary="Define a conversion", responses=errors(409))
async def add(request: Request, caller: Admin, new: NewConversion) -> ConversionShape:
    """For what is stored as well: who has converted by it is found at once."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        one = await definitions.add_definition(connection, caller, new.draft(), services.clock)
    return ConversionShape.of(one)


@router.post("/preview", summary="Preview a conversion", responses=errors(409))
async def preview(request: Request, caller: Admin, new: NewConversion) -> ConversionPreviewShape:
    """What defining it would do. Changes nothing."""
    services = request.app.state.services
    seen = await preview_conversion(services.database, caller, services.clock, new.draft())
    return ConversionPreviewShape.model_validate(
        {**seen._asdict(), **seen.foreseen._asdict()}, from_attributes=True
    )


@router.put("/{conversion_id}", summary="Change a conversion", responses=errors(404, 409))
async def change(
    request: Request, caller: Admin, conversion_id: ConversionId, new: NewConversion
) -> ConversionShape:
    """The whole definition as it is to be; who has converted by it is found anew."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        known = _known(conversion_id)
        one = await definitions.change_definition(connection, caller, known, new.draft(), services.clock)
    return ConversionShape.of(one)


@router.delete("/{conversion_id}", status_code=204, summary="Remove a conversion", responses=errors(404))
async def remove(request: Request, caller: Admin, conversion_id: ConversionId) -> Response:
    """With all conversions that were found by it."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await definitions.remove_definition(connection, caller, _known(conversion_id), services.clock)
    return Response(status_code=204)


def _known(text: str) -> UUID:
    found = parse("conv", text)
    if found is None:
        raise NotFound("There is no such conversion.", field="conversion_id")
    return found
