"""The API of rulesets: read them, edit their draft, publish it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Path, Query, Request, Response

from kenbun.access.callers import Caller
from kenbun.access.http import Admin, Viewer, errors
from kenbun.analysis.foreseen import foresee_preview
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse
from kenbun.scoring import rulesets
from kenbun.scoring.from_scratch import rescore_ruleset
from kenbun.scoring.kinds import AnyDraft, Dimension
from kenbun.scoring.preview.preview import preview
from kenbun.scoring.preview.shapes import EXAMPLE as _DRAFT
from kenbun.scoring.preview.shapes import PreviewOf, PreviewShape
from kenbun.scoring.publish import start_publish, wait_for
from kenbun.scoring.shapes import (
    AnyRuleShape,
    Job,
    NewRuleset,
    RescoredShape,
    RulesetList,
    RulesetShape,
    rule_shape,
)
from kenbun.services import Services

router = APIRouter(prefix="/api/rulesets", tags=["scoring"])

RulesetId = Annotated[str, Path(examples=["rs_0192f0c1a5b77e3c8d2e4f6071829304"])]
RuleId = Annotated[str, Path(examples=["rule_0192f0c1a5b77e3c8d2e4f6071829304"])]

BUILT: dict[int | str, dict[str, Any]] = {
    200: {"model": Job, "description": "With `wait=true`: building has ended."}
}

Wait = Annotated[bool, Query(description="Answer when the version is in force (or after two minutes).")]

# Seconds that `wait=true` waits before it answers that building goes on.
PATIENCE = 120.0


@router.get("", summary="List rulesets", responses=errors())
async def list_all(
    request: Request,
    caller: Viewer,
    dimension: Annotated[Dimension | None, Query()] = None,
) -> RulesetList:
    """The primary ruleset of each dimension first."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await rulesets.list_rulesets(connection, caller.workspace_id, dimension)
    return RulesetList(rulesets=[RulesetShape.of(ruleset) for ruleset in found])


@router.post("", status_code=201, summary="Add a ruleset", responses=errors(409))
async def add(request: Request, caller: Admin, new: NewRuleset) -> RulesetShape:
    """A further ruleset, empty; it scores in parallel once its draft is published."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        ruleset_id = await rulesets.add_ruleset(connection, caller, new.dimension, new.name, services.clock())
        return RulesetShape.of(await rulesets.get_ruleset(connection, caller.workspace_id, ruleset_id))


@router.get("/{ruleset_id}", summary="Read a ruleset", responses=errors(404))
async def one(request: Request, caller: Viewer, ruleset_id: RulesetId) -> RulesetShape:
    """The draft, what is in force, and all versions."""
    async with request.app.state.services.database.snapshot() as connection:
        return RulesetShape.of(
            await rulesets.get_ruleset(connection, caller.workspace_id, known_ruleset(ruleset_id))
        )


@router.post("/{ruleset_id}/rules", status_code=201, responses=errors(404))
async def add_rule(request: Request, caller: Admin, ruleset_id: RulesetId, draft: AnyDraft) -> AnyRuleShape:
    """Into the draft; scores change when it is published.

    Rules of an engagement ruleset are about events, those of profile and account rulesets about a field.
    """
    services = request.app.state.services
    async with services.database.transaction() as connection:
        return rule_shape(
            await rulesets.add_rule(connection, caller, known_ruleset(ruleset_id), draft, services.clock())
        )


@router.put("/{ruleset_id}/rules/{rule_id}", responses=errors(404))
async def change_rule(
    request: Request, caller: Admin, ruleset_id: RulesetId, rule_id: RuleId, draft: AnyDraft
) -> AnyRuleShape:
    """The whole rule as it is to be in the draft."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        place = (known_ruleset(ruleset_id), known_rule(rule_id))
        return rule_shape(await rulesets.change_rule(connection, caller, *place, draft, services.clock()))


@router.delete("/{ruleset_id}/rules/{rule_id}", status_code=204, responses=errors(404))
async def remove_rule(request: Request, caller: Admin, ruleset_id: RulesetId, rule_id: RuleId) -> Response:
    """Out of the draft."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await rulesets.remove_rule(
            connection, caller, known_ruleset(ruleset_id), known_rule(rule_id), services.clock()
        )
    return Response(status_code=204)


@router.post("/{ruleset_id}/publish", status_code=202, responses=BUILT | errors(404, 409))
async def publish(
    request: Request,
    caller: Admin,
    ruleset_id: RulesetId,
    response: Response,
    wait: Wait = False,
) -> Job:
    """Puts the draft in force, for past and new events alike; one publish at a time per workspace."""
    services = request.app.state.services
    version_id = await start_publish(services, caller, known_ruleset(ruleset_id))
    return await job_of(services, caller, version_id, response, wait=wait)


@router.post("/{ruleset_id}/rescore", summary="Rescore", responses=errors(404))
async def rescore(request: Request, caller: Admin, ruleset_id: RulesetId) -> RescoredShape:
    """Works out from scratch what the rulesets of its dimension give, which changes nothing that was right."""
    services = request.app.state.services
    done = await rescore_ruleset(services.database, caller, known_ruleset(ruleset_id), services.clock)
    return RescoredShape(scored=done.scored, changed=done.changed)


@router.post("/{ruleset_id}/preview", summary="Preview a draft", responses=errors(404))
async def show_preview(
    request: Request,
    caller: Admin,
    ruleset_id: RulesetId,
    of: Annotated[PreviewOf | None, Body(examples=[_DRAFT])] = None,
) -> PreviewShape:
    """What publishing would do to scores and levels now: of the draft as it stands, or of rules given in its place.

    Nothing is written. Levels follow the primary ruleset alone.
    """
    services = request.app.state.services
    found = await preview(
        services.database,
        caller.workspace_id,
        known_ruleset(ruleset_id),
        services.clock,
        of.draft if of else None,
    )
    moved = await foresee_preview(services.database, caller.workspace_id, services.clock, found)
    return PreviewShape.of(found, *moved)


async def job_of(
    services: Services, caller: Caller, version_id: UUID, response: Response, *, wait: bool
) -> Job:
    """What to answer of a version that is being built: at once, or when that has ended."""
    patience = PATIENCE if wait else 0.0
    built = await wait_for(services.database, caller.workspace_id, version_id, patience)
    response.status_code = 202 if not wait or built.state == "building" else 200
    return Job.of(version_id, built)


def known_ruleset(text: str) -> UUID:
    found = parse("rs", text)
    if found is None:
        raise NotFound("There is no such ruleset.", field="ruleset_id")
    return found


def known_rule(text: str) -> UUID:
    found = parse("rule", text)
    if found is None:
        raise NotFound("There is no such rule in this ruleset's draft.", field="rule_id")
    return found
