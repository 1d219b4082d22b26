"""The API of event types: those seen so far, and what is set of them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from kenbun.access.http import Admin, Viewer, errors
from kenbun.events.type_queries import EventType, all_types
from kenbun.events.type_settings import set_type
from kenbun.kit.text import Storable

router = APIRouter(prefix="/api/events", tags=["events"])


class EventTypeShape(BaseModel):
    """`channel` is that of events that name none themselves."""

    name: str = Field(examples=["Page View"])
    channel: str = Field(examples=["website"])
    hidden: bool

    @classmethod
    def of(cls, one: EventType) -> "EventTypeShape":
        return cls(name=one.name, channel=one.channel, hidden=one.hidden)


class EventTypeList(BaseModel):
    event_types: list[EventTypeShape]


class TypeSettings(BaseModel):
    """What is left out stays as it is. A hidden type is out of pickers and charts only."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"event_type": "Page View", "channel": "product", "hidden": False}]},
    )

    event_type: Annotated[Storable, Field(min_length=1, max_length=200)]
    channel: Annotated[
        Storable | None,
        Field(
            json_schema_extra={"enum": ["website", "email", "product", "crm", "system", "other", None]},
        ),
    ] = None
    hidden: StrictBool | None = None


@router.get("/types", summary="List event types", responses=errors())
async def list_types(
    request: Request,
    caller: Viewer,
    hidden: Annotated[bool, Query(description="also those that are hidden")] = False,
) -> EventTypeList:
    """The event types seen so far, by name."""
    async with request.app.state.services.database.snapshot() as connection:
        types = await all_types(connection, caller.workspace_id)
    return EventTypeList(event_types=[EventTypeShape.of(one) for one in types if hidden or not one.hidden])


@router.patch("/types", summary="Set an event type", responses=errors(404))
async def change_type(request: Request, caller: Admin, settings: TypeSettings) -> EventTypeShape:
    """Its channel, for events from now on, and whether it is hidden."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        changed = await set_type(
            connection,
            caller,
            settings.event_type,
            services.clock,
            channel=settings.channel,
            hidden=settings.hidden,
        )
    return EventTypeShape.of(changed)
