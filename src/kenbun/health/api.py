"""The API of kenbun's health. Of admins."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from kenbun.access.http import Admin, errors
from kenbun.health.parts import Loop, Part, look

router = APIRouter(prefix="/api/health", tags=["health"])


class HealthShape(BaseModel):
    """The state is the worst of the parts'."""

    state: Literal["ok", "warning", "error"]
    parts: list[Part]
    loops: list[Loop] = Field(description="The worker's, of the process that answers.")
    at: datetime


@router.get("", summary="How every part fares", responses=errors())
async def show(request: Request, caller: Admin) -> HealthShape:
    """Numbers of events and mail are of this workspace alone; the others are the server's."""
    services = request.app.state.services
    found = await look(services, caller.workspace_id)
    return HealthShape(state=found.state, parts=found.parts, loops=found.loops, at=services.clock())
