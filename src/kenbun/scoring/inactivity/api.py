"""The API of inactivity rules: edit their draft, try it, publish it; read and restore versions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Path, Query, Request, Response

from kenbun.access.http import Admin, Viewer, errors
from kenbun.analysis.foreseen import foresee_preview
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse
from kenbun.scoring.api import BUILT, Wait, job_of
from kenbun.scoring.inactivity import decays
from kenbun.scoring.inactivity.differences import differences
from kenbun.scoring.inactivity.publish import start_decays
from kenbun.scoring.inactivity.rules import EXAMPLE, DecayDraft
from kenbun.scoring.inactivity.shapes import (
    DecayComparison,
    DecayDifference,
    DecayPatch,
    DecayPreviewOf,
    DecaySetShape,
    DecayShape,
    DecayVersionList,
    DecayVersionRules,
)
from kenbun.scoring.preview.decays import preview_set
from kenbun.scoring.preview.shapes import PreviewShape
from kenbun.scoring.shapes import Job, VersionShape

router = APIRouter(prefix="/api/decays", tags=["scoring"])

DecayId = Annotated[str, Path(examples=["rule_0192f0c1a5b77e3c8d2e4f6071829304"])]
Number = Annotated[str, Path(examples=["3"])]
GivenNumber = Annotated[int | None, Query(ge=1, le=1_000_000_000, examples=[2])]


@router.get("", summary="List inactivity rules", responses=errors())
async def list_all(request: Request, caller: Viewer) -> DecaySetShape:
    """Of the draft, and of the version in force."""
    async with request.app.state.services.database.snapshot() as connection:
        return DecaySetShape.of(await decays.read_decays(connection, caller.workspace_id))


@router.post("", status_code=201, summary="Add an inactivity rule", responses=errors())
async def add(request: Request, caller: Admin, draft: DecayDraft) -> DecayShape:
    """Into the draft; scores change when it is published."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        return DecayShape.of(await decays.add_rule(connection, caller, draft, services.clock()))


@router.patch("/{decay_id}", summary="Change an inactivity rule", responses=errors(404))
async def change(request: Request, caller: Admin, decay_id: DecayId, patch: DecayPatch) -> DecayShape:
    """In the draft."""
    services = request.app.state.services
    known = known_rule(decay_id)
    async with services.database.transaction() as connection:
        before = (await decays.read_decays(connection, caller.workspace_id)).rule(known).draft
        draft = patch.applied_to(before)
        return DecayShape.of(await decays.change_rule(connection, caller, known, draft, services.clock()))


@router.delete("/{decay_id}", status_code=204, summary="Remove an inactivity rule", responses=errors(404))
async def remove(request: Request, caller: Admin, decay_id: DecayId) -> Response:
    """Out of the draft."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await decays.remove_rule(connection, caller, known_rule(decay_id), services.clock())
    return Response(status_code=204)


@router.post("/preview", summary="Preview inactivity rules", responses=errors())
async def show_preview(
    request: Request,
    caller: Admin,
    of: Annotated[DecayPreviewOf | None, Body(examples=[{"draft": [EXAMPLE]}])] = None,
) -> PreviewShape:
    """What publishing would do to the scores of the primary ruleset now, and to levels. Nothing is written."""
    services = request.app.state.services
    drafts = of.draft if of else None
    found = await preview_set(services.database, caller.workspace_id, services.clock, drafts)
    moved = await foresee_preview(services.database, caller.workspace_id, services.clock, found)
    return PreviewShape.of(found, *moved)


@router.post("/publish", status_code=202, summary="Publish inactivity rules", responses=BUILT | errors(409))
async def publish(request: Request, caller: Admin, response: Response, wait: Wait = False) -> Job:
    """Puts the draft in force for every engagement ruleset, for the past as well; one publish at a time per
    workspace."""
    services = request.app.state.services
    return await job_of(services, caller, await start_decays(services, caller), response, wait=wait)


@router.get("/versions", summary="List versions of the inactivity rules", responses=errors())
async def list_versions(request: Request, caller: Viewer) -> DecayVersionList:
    """The latest first, at most a hundred."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await decays.read_decays(connection, caller.workspace_id)
    return DecayVersionList(versions=[VersionShape.of(version) for version in found.versions])


@router.get("/versions/compare", summary="Compare two versions of them", responses=errors(404))
async def compare(
    request: Request,
    caller: Viewer,
    first: Annotated[GivenNumber, Query(alias="from", description="Left out: the one before `to`.")] = None,
    second: Annotated[GivenNumber, Query(alias="to", description="Left out: the one in force.")] = None,
) -> DecayComparison:
    """Rules that came, went or changed from the one to the other; a changed one with what it was before."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await decays.read_decays(connection, caller.workspace_id)
        second = second or (found.in_force.number if found.in_force else 1)
        first = first or max(1, second - 1)
        before = await decays.rules_of_version(connection, caller.workspace_id, first)
        after = await decays.rules_of_version(connection, caller.workspace_id, second)
    rows = [DecayDifference.of(row) for row in differences(before, after)]
    return DecayComparison(first=first, second=second, rules=rows)


@router.get("/versions/{version}", summary="Read a version of them", responses=errors(404))
async def one(request: Request, caller: Viewer, version: Number) -> DecayVersionRules:
    """Its rules as they were published."""
    known = known_number(version)
    async with request.app.state.services.database.snapshot() as connection:
        rules = await decays.rules_of_version(connection, caller.workspace_id, known)
    return DecayVersionRules.of(known, rules)


@router.post(
    "/versions/{version}/restore",
    status_code=202,
    summary="Restore a version of them",
    responses=BUILT | errors(404, 409),
)
async def restore(
    request: Request, caller: Admin, version: Number, response: Response, wait: Wait = False
) -> Job:
    """Publishes the rules of a past version as a new one. A draft with changes of its own is left as it is."""
    services = request.app.state.services
    version_id = await start_decays(services, caller, restored=known_number(version))
    return await job_of(services, caller, version_id, response, wait=wait)


def known_rule(text: str) -> UUID:
    found = parse("rule", text)
    if found is None:
        raise NotFound("There is no such rule in the draft.", field="decay_id")
    return found


def known_number(text: str) -> int:
    """Whatever is no number of a version is that of none."""
    if len(text) < 10 and text.isascii() and text.isdecimal():
        return int(text)
    raise NotFound("There is no such version of the inactivity rules.", field="version")
