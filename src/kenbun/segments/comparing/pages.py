"""Two segments side by side, with a picture of what they share."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from kenbun.access.http import Viewer
from kenbun.kit.errors import Problem
from kenbun.kit.ids import public
from kenbun.levels.bands import UNCLASSIFIED
from kenbun.levels.in_force import levels_in_force
from kenbun.segments.builder.forms import kind_of
from kenbun.segments.comparing.compare import compare
from kenbun.segments.comparing.overlap import picture_of
from kenbun.segments.defining.definitions import find_segment, list_segments
from kenbun.web.render import page

router = APIRouter(prefix="/configure/segments", include_in_schema=False)


@router.get("/compare")
async def show_comparison(
    request: Request, caller: Viewer, kind: str = "lead", a: str = "", b: str = ""
) -> Response:
    """Of the kind that the first of them is; until both are chosen, the choice alone."""
    problem, found, picture, known = None, None, None, kind_of(kind)
    async with request.app.state.services.database.snapshot() as connection:
        try:
            sides = [
                await find_segment(connection, caller.workspace_id, one, name)
                for name, one in (("a", a), ("b", b))
                if one
            ]
            known = sides[0].kind if sides else known
            if len(sides) == 2:
                first, second = (one.segment_id for one in sides)
                found = await compare(connection, caller.workspace_id, first, second)
                picture = picture_of(found.a.count, found.b.count, found.both.count)
        except Problem as wrong:
            problem = wrong.detail
        choices = await list_segments(connection, caller.workspace_id, known)
        levels = await levels_in_force(connection, caller.workspace_id)
    colors = levels.colors["engagement" if known == "lead" else "account_engagement"]
    context: dict[str, Any] = {
        "kind": known,
        "a": a,
        "b": b,
        "choices": {public("seg", one.segment_id): one.name for one in choices},
        "found": found,
        "picture": picture,
        "levels": {**colors, UNCLASSIFIED: "secondary"},
        "problem": problem,
    }
    return page(request, "segments/configure/compare.html", **context)
