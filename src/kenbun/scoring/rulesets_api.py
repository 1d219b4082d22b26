"""The API of what is done to a ruleset as a whole."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict

from kenbun.access.http import Admin, errors
from kenbun.analysis.foreseen import foresee_preview
from kenbun.scoring import ruleset_edits as edits
from kenbun.scoring.api import RulesetId, known_ruleset
from kenbun.scoring.preview.preview import preview_primary
from kenbun.scoring.preview.shapes import PreviewShape
from kenbun.scoring.rules import Line
from kenbun.scoring.rulesets import get_ruleset
from kenbun.scoring.shapes import RulesetShape

router = APIRouter(prefix="/api/rulesets/{ruleset_id}", tags=["scoring"])


class Naming(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "Partners"}]})

    name: Line


@router.patch("", summary="Rename a ruleset", responses=errors(404))
async def rename(request: Request, caller: Admin, ruleset_id: RulesetId, to: Naming) -> RulesetShape:
    """Its versions and its scores stay."""
    services = request.app.state.services
    known = known_ruleset(ruleset_id)
    async with services.database.transaction() as connection:
        await edits.rename_ruleset(connection, caller, known, to.name, services.clock())
        return RulesetShape.of(await get_ruleset(connection, caller.workspace_id, known))


@router.delete("", status_code=204, summary="Remove a ruleset", responses=errors(404, 409))
async def remove(request: Request, caller: Admin, ruleset_id: RulesetId) -> Response:
    """Not the primary one. Receipts of the time when it was in force go on telling of it."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await edits.remove_ruleset(connection, caller, known_ruleset(ruleset_id), services.clock)
    services.worker.wake_builder()  # which drops its scores
    return Response(status_code=204)


@router.post("/copy", status_code=201, summary="Copy a ruleset", responses=errors(404, 409))
async def copy(request: Request, caller: Admin, ruleset_id: RulesetId, to: Naming) -> RulesetShape:
    """A further ruleset with the rules of this one's draft, as a draft."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        copy_id = await edits.copy_ruleset(
            connection, caller, known_ruleset(ruleset_id), to.name, services.clock()
        )
        return RulesetShape.of(await get_ruleset(connection, caller.workspace_id, copy_id))


@router.post("/make-primary", summary="Make a ruleset primary", responses=errors(404, 409))
async def make_primary(request: Request, caller: Admin, ruleset_id: RulesetId) -> RulesetShape:
    """Lists, levels and what follows them go by it at once. It fires nothing, and the past stays as it was."""
    services = request.app.state.services
    known = known_ruleset(ruleset_id)
    async with services.database.transaction() as connection:
        await edits.make_primary(connection, caller, known, services.clock)
        return RulesetShape.of(await get_ruleset(connection, caller.workspace_id, known))


@router.post("/make-primary/preview", summary="Preview another primary", responses=errors(404))
async def show_preview(request: Request, caller: Admin, ruleset_id: RulesetId) -> PreviewShape:
    """What making it primary would do to scores and levels now, by what is in force of it. Nothing is written."""
    services = request.app.state.services
    known = known_ruleset(ruleset_id)
    found = await preview_primary(services.database, caller.workspace_id, known, services.clock)
    moved = await foresee_preview(services.database, caller.workspace_id, services.clock, found)
    return PreviewShape.of(found, *moved)
