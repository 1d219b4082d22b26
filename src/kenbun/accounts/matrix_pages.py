"""The page of the matrix: four quadrants with counts, each leading to the list of its accounts."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from kenbun.access.http import Viewer
from kenbun.accounts.matrix import Thresholds, matrix_of, usual
from kenbun.kit.errors import Invalid
from kenbun.levels.in_force import levels_in_force
from kenbun.web.links import Links
from kenbun.web.render import page

router = APIRouter(include_in_schema=False)


@router.get("/accounts/matrix")
async def show_matrix(
    request: Request,
    caller: Viewer,
    fit: Annotated[str, Query(max_length=30)] = "",
    engaged: Annotated[str, Query(max_length=30)] = "",
) -> Response:
    """Thresholds that the URL does not give are those where the upper levels begin."""
    async with request.app.state.services.database.snapshot() as connection:
        levels = await levels_in_force(connection, caller.workspace_id)
        by_levels = usual(levels)
        thresholds = Thresholds(
            _whole(fit, "fit", by_levels.fit), _whole(engaged, "engaged", by_levels.engaged)
        )
        matrix = await matrix_of(connection, caller.workspace_id, thresholds)
    return page(request, "accounts/matrix.html", matrix=matrix, usual=by_levels, links=Links(request))


def _whole(text: str, place: str, otherwise: int) -> int:
    if not text.strip():
        return otherwise
    try:
        return int(text)
    except ValueError:
        raise Invalid("Give a whole number.", field=place) from None
