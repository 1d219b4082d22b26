"""Two drawers of the page Scoring: what publishing would do, and what stood in a version."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from kenbun.access.http import Admin, Viewer
from kenbun.analysis.foreseen import foresee_preview
from kenbun.levels.queries import bands_in_force
from kenbun.scoring.drafted import differences, told
from kenbun.scoring.pages import At, chosen, done, place_of
from kenbun.scoring.preview.preview import preview
from kenbun.scoring.publish import start_publish
from kenbun.scoring.rulesets import rules_of_version
from kenbun.web.render import fragment

router = APIRouter(prefix="/scoring", include_in_schema=False)

Number = Annotated[int, Path(ge=1, le=1_000_000_000)]


@router.get("/preview")
async def show_preview(request: Request, caller: Admin, at: At) -> Response:
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        ruleset = await chosen(connection, caller, at)
        bands = (await bands_in_force(connection, caller.workspace_id, ruleset.dimension)).bands
    found = await preview(services.database, caller.workspace_id, ruleset.ruleset_id, services.clock)
    return fragment(
        request,
        "scoring/preview.html",
        dimension=ruleset.dimension,
        place=place_of(ruleset),
        outcome=found.outcome,
        names=found.names,
        seconds=found.seconds,
        colors={band.name: band.color for band in bands},
        may_publish=ruleset.building is None,
    )


@router.get("/preview/segments")
async def show_segments(request: Request, caller: Admin, at: At) -> Response:
    """Which segments would change, behind the rest of the preview: that takes longer."""
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        ruleset = await chosen(connection, caller, at)
    found = await preview(services.database, caller.workspace_id, ruleset.ruleset_id, services.clock)
    moved = await foresee_preview(services.database, caller.workspace_id, services.clock, found)
    return fragment(request, "analysis/foreseen.html", foreseen=moved)


@router.get("/versions/{number}")
async def show_version(request: Request, caller: Viewer, number: Number, at: At) -> Response:
    """Its rules, and how it differs from what is in force."""
    async with request.app.state.services.database.snapshot() as connection:
        ruleset = await chosen(connection, caller, at)
        rules = await rules_of_version(connection, caller.workspace_id, ruleset, number)
    rows = differences(ruleset.published, rules)
    version = next(version for version in ruleset.versions if version.number == number)
    return fragment(
        request,
        "scoring/version.html",
        dimension=ruleset.dimension,
        place=place_of(ruleset),
        version=version,
        rows=rows,
        differs=any(row.change for row in rows),
        told=told(rows),
        before={rule.rule_id: rule.draft for rule in ruleset.published},
        in_force=ruleset.in_force,
        may_edit=caller.is_at_least("admin") and ruleset.building is None,
    )


@router.post("/versions/{number}/restore")
async def restore(request: Request, caller: Admin, number: Number, at: At) -> Response:
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        ruleset = await chosen(connection, caller, at)
    await start_publish(services, caller, ruleset.ruleset_id, restored=number)
    return done()
