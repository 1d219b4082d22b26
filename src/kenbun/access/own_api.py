"""The API of what members change of themselves: name, password, being signed in."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kenbun.access import own
from kenbun.access.http import Viewer, errors
from kenbun.access.http.cookies import session_cookie
from kenbun.access.shapes import Name
from kenbun.kit.text import Storable

router = APIRouter(prefix="/api/me", tags=["access"])

Password = Annotated[Storable, StringConstraints(max_length=500)]


class NameChange(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "Ada Lovelace"}]})

    name: Name


class PasswordChange(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"current_password": "the one you have", "new_password": "a long new one"}]
        },
    )

    current_password: Password
    new_password: Password = Field(min_length=10, description="10 to 500 characters.")


class SignedOut(BaseModel):
    ended: int = Field(examples=[2], description="How many sessions there were.")


@router.patch("", summary="Change your name", responses=errors())
async def rename(request: Request, caller: Viewer, change: NameChange) -> NameChange:
    """In all workspaces that you are in."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        return NameChange(name=await own.rename(connection, caller, change.name, services.clock()))


@router.post("/password", status_code=204, summary="Change your password", responses=errors(429))
async def change_password(request: Request, caller: Viewer, change: PasswordChange) -> Response:
    """Ends your other sessions, in every workspace; tokens go on."""
    services = request.app.state.services
    await own.change_password(
        services.database,
        caller,
        change.current_password,
        change.new_password,
        session_cookie(request),
        services.clock,
    )
    return Response(status_code=204)


@router.post("/sign-out-everywhere", summary="Sign out everywhere", responses=errors())
async def sign_out_everywhere(request: Request, caller: Viewer) -> SignedOut:
    """Ends all of your sessions, in every workspace, this one too; tokens go on."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        return SignedOut(ended=await own.sign_out_everywhere(connection, caller, services.clock()))
