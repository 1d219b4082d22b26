"""Settings, Health: every part of kenbun, and how it fares. Of admins."""

from fastapi import APIRouter, Request, Response

from kenbun.access.http import Admin
from kenbun.health.parts import look
from kenbun.health.words import read
from kenbun.web.render import fragment, page, wants_fragment

router = APIRouter(prefix="/settings/health", include_in_schema=False)


@router.get("")
async def show(request: Request, caller: Admin) -> Response:
    """The page asks for its parts again by and by."""
    found = await look(request.app.state.services, caller.workspace_id)
    parts = [
        (part, [(name, read(name, value)) for name, value in part.numbers.items()]) for part in found.parts
    ]
    if wants_fragment(request):
        return fragment(request, "health/parts.html", health=found, parts=parts)
    return page(request, "health/health.html", health=found, parts=parts)
