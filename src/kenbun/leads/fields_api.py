"""The API of setting fields of leads and accounts."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from kenbun.access.callers import Caller
from kenbun.access.http import Editor, Viewer, errors
from kenbun.identity.roots import find_lead
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse
from kenbun.kit.text import Storable
from kenbun.leads.api import LeadId
from kenbun.leads.field_edits import PREFIXES, edit_fields
from kenbun.mapping.one_field import FieldView, field_of
from kenbun.subject import Subject

router = APIRouter(prefix="/api", tags=["fields"])

AccountId = Annotated[str, Path(examples=["acct_0192f0c1a5b77e3c8d2e4f6071829304"])]
Value = Storable | int | float | bool | None


class FieldEdits(BaseModel):
    """Values like an event of this moment: what comes later stands over them, and null empties a field.

    With `by_hand` they stand until they are changed or released by hand, whatever comes in; null releases a field.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"fields": {"industry": "Software", "city": None}, "by_hand": False}]
        },
    )

    fields: Annotated[dict[Storable, Value], Field(min_length=1, max_length=200)]
    by_hand: Annotated[bool, Field(strict=True)] = False


class FieldsShape(BaseModel):
    """All fields as they then show."""

    fields: dict[str, Any]


@router.get("/lead/{lead_id}/fields/{field}", summary="Read a lead's field", responses=errors(404))
async def read_field(
    request: Request, caller: Viewer, lead_id: LeadId, field: Annotated[str, Path(examples=["title"])]
) -> FieldView:
    """What it shows and why, what calls say where it was set by hand, and all that it has shown."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        return await field_of(connection, caller.workspace_id, "lead", found, field)


@router.patch("/lead/{lead_id}/metadata", summary="Set a lead's fields", responses=errors(404))
async def edit_lead(request: Request, caller: Editor, lead_id: LeadId, edits: FieldEdits) -> FieldsShape:
    """Like an event of this moment, or by hand; answers all fields as they then show."""
    return await _edit(request, caller, "lead", lead_id, edits)


@router.patch("/accounts/{account_id}/metadata", summary="Set an account's fields", responses=errors(404))
async def edit_account(
    request: Request, caller: Editor, account_id: AccountId, edits: FieldEdits
) -> FieldsShape:
    """Like an event of this moment, or by hand; answers all fields as they then show."""
    return await _edit(request, caller, "account", account_id, edits)


async def _edit(
    request: Request, caller: Caller, subject: Subject, text: str, edits: FieldEdits
) -> FieldsShape:
    services = request.app.state.services
    found = parse(PREFIXES[subject], text)
    if found is None:
        raise NotFound(f"There is no such {subject}.", field=f"{subject}_id")
    async with services.database.transaction() as connection:
        fields = await edit_fields(
            connection, caller, subject, found, dict(edits.fields), services.clock, by_hand=edits.by_hand
        )
    return FieldsShape(fields=fields)
