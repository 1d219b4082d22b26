"""The API of the rejected events: list, try again, delete."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator

from kenbun.access.callers import Caller
from kenbun.access.http import Editor, Page, Viewer, errors
from kenbun.events import rejected, rejected_queries
from kenbun.events.rejected import RejectedEvent, Retried
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.ids import parse, public
from kenbun.services import Services

router = APIRouter(prefix="/api/events/rejected", tags=["events"])

_MOST_RETRIED = 10_000
_EXAMPLE = "rej_0192f0c1a5b77e3c8d2e4f6071829304"

RejectedId = Annotated[str, Path(examples=[_EXAMPLE])]


class RejectedShape(BaseModel):
    rejected_id: str = Field(examples=[_EXAMPLE])
    received_at: datetime
    reason: str = Field(examples=["Not an e-mail address."])
    field: str | None = Field(examples=["aliases[0].raw_value"])
    stage: Literal["accept", "pipeline"] = Field(
        description="accept: never taken in. pipeline: taken in, and failed on the way."
    )
    protocol: str = Field(examples=["ingest"])
    payload: str = Field(description="The JSON that was sent.", examples=['{"event_type": "Page View"}'])
    source_id: str | None = Field(examples=["src_0192f0c1a5b77e3c8d2e4f6071829304"])

    @classmethod
    def of(cls, event: RejectedEvent) -> Self:
        ids = {
            "rejected_id": public("rej", event.rejected_id),
            "source_id": public("src", event.source_id) if event.source_id else None,
        }
        return cls(**vars(event) | ids)


class RejectedList(BaseModel):
    rejected_events: list[RejectedShape]
    total: int
    page: int
    limit: int


class Retry(BaseModel):
    """Either `ids` or `all`."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"ids": [_EXAMPLE]}]})

    ids: list[str] | None = Field(default=None, min_length=1, max_length=rejected.MOST_AT_ONCE)
    all: StrictBool = Field(default=False, description=f"The oldest {_MOST_RETRIED:,}.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.ids is None) != self.all:
            raise ValueError("Give either ids, or all: true.")
        return self


class RetriedShape(BaseModel):
    accepted: int
    duplicates: int = Field(description="Had a message_id that was taken in before; not rejected any more.")
    rejected: int = Field(description="Still wrong; the list has today's reasons.")


@router.get("", responses=errors())
async def list_rejected(request: Request, caller: Viewer, paging: Page) -> RejectedList:
    """What could not be used, with the reason; the latest first."""
    async with _services(request).database.snapshot() as connection:
        found, total = await rejected.list_rejected(connection, caller.workspace_id, paging)
    shown = [RejectedShape.of(event) for event in found]
    return RejectedList(rejected_events=shown, total=total, page=paging.page, limit=paging.limit)


@router.post("/retry", responses=errors())
async def retry_many(request: Request, caller: Editor, asked: Retry) -> RetriedShape:
    """Read them again by today's rules, and take in what can be used."""
    given = [_known(text, f"ids[{place}]") for place, text in enumerate(asked.ids or [])]
    outcome = Retried(0, 0, 0)
    async for ids in _parts(request, caller, given):
        outcome += await _retry(request, caller, ids)
    return RetriedShape(**outcome._asdict())


@router.post("/{rejected_id}/retry", responses=errors(404))
async def retry_one(request: Request, caller: Editor, rejected_id: RejectedId) -> RetriedShape:
    """Read it again by today's rules, and take it in if it can be used."""
    outcome = await _retry(request, caller, [_existing(rejected_id)])
    if outcome == Retried(0, 0, 0):
        raise NotFound("There is no such rejected event.", field="rejected_id")
    return RetriedShape(**outcome._asdict())


@router.delete("/{rejected_id}", status_code=204, responses=errors(404))
async def delete_rejected(request: Request, caller: Editor, rejected_id: RejectedId) -> Response:
    """Forget it for good."""
    services = _services(request)
    async with services.database.transaction() as connection:
        await rejected.delete(connection, caller, _existing(rejected_id), services.clock())
    return Response(status_code=204)


async def _retry(request: Request, caller: Caller, ids: list[UUID]) -> Retried:
    services = _services(request)
    async with services.database.transaction() as connection:
        outcome = await rejected.retry(connection, caller, ids, services.clock())
    if outcome.accepted:
        services.inbox.on_commit(caller.workspace_id)
    return outcome


async def _parts(request: Request, caller: Caller, given: list[UUID]) -> AsyncIterator[list[UUID]]:
    """The ids, in parts that fit into one transaction; all of the workspace's where none are given."""
    if given:
        yield given
        return
    after = UUID(int=0)
    for _ in range(_MOST_RETRIED // rejected.MOST_AT_ONCE):
        async with _services(request).database.snapshot() as connection:
            ids = await rejected_queries.ids_after(
                connection, caller.workspace_id, after, rejected.MOST_AT_ONCE
            )
        if not ids:
            return
        yield list(ids)
        after = ids[-1]


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


def _known(text: str, field: str) -> UUID:
    found = parse("rej", text)
    if found is None:
        raise Invalid("Not the id of a rejected event: they look like rej_… and 32 digits.", field=field)
    return found


def _existing(text: str) -> UUID:
    found = parse("rej", text)
    if found is None:
        raise NotFound("There is no such rejected event.", field="rejected_id")
    return found
