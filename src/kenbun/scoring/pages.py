"""The page Scoring: of each dimension the primary ruleset, its draft and its versions."""

import json
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from kenbun.access.callers import Caller
from kenbun.access.http import Admin, Viewer
from kenbun.activity.lists import event_types, metadata_keys
from kenbun.conditions import SCORING_RULES, ConditionError, parse, to_words
from kenbun.database import Connection
from kenbun.kit import ids
from kenbun.kit.errors import NotFound
from kenbun.scoring import drafted, rule_forms, rulesets
from kenbun.scoring.fit import forms as fit_forms
from kenbun.scoring.fit.fields import known_fields
from kenbun.scoring.fit.rules import FitDimension
from kenbun.scoring.from_scratch import rescore_accounts, rescore_ruleset
from kenbun.scoring.kinds import Dimension
from kenbun.scoring.publish import open_publish
from kenbun.scoring.rules import RuleDraft
from kenbun.scoring.rulesets import Ruleset
from kenbun.web.links import Links
from kenbun.web.render import fragment, page

router = APIRouter(prefix="/scoring", include_in_schema=False)

# A rule that is being made has no id yet, but is checked as if it had one.
_UNMADE = UUID(int=0)


@router.get("")
async def show(request: Request, caller: Viewer, dimension: Dimension = "engagement") -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        ruleset = await primary(connection, caller, dimension)
    return page(request, "scoring/scoring.html", links=Links(request), **_state(ruleset, caller))


@router.get("/rules")
async def show_rules(request: Request, caller: Viewer, dimension: Dimension = "engagement") -> Response:
    """All that changes when a rule does."""
    async with request.app.state.services.database.snapshot() as connection:
        ruleset = await primary(connection, caller, dimension)
    return fragment(
        request, "scoring/parts.html", links=Links(request, "/scoring"), **_state(ruleset, caller)
    )


@router.get("/publish")
async def show_progress(request: Request, caller: Viewer, dimension: Dimension = "engagement") -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        ruleset = await primary(connection, caller, dimension)
    if ruleset.building is None:
        return fragment(
            request, "scoring/parts.html", links=Links(request, "/scoring"), **_state(ruleset, caller)
        )
    return fragment(request, "scoring/publish.html", **_state(ruleset, caller))


@router.post("/publish")
async def publish(request: Request, caller: Admin, dimension: Dimension = "engagement") -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        ruleset = await primary(connection, caller, dimension)
        await open_publish(connection, caller, ruleset.ruleset_id, services.clock)
    services.worker.wake_builder()
    return await show_progress(request, caller, dimension)


@router.post("/rescore")
async def rescore(request: Request, caller: Admin, dimension: Dimension = "engagement") -> Response:
    services = request.app.state.services
    if dimension == "account":
        done = await rescore_accounts(services.database, caller, services.clock)
    else:
        async with services.database.snapshot() as connection:
            ruleset = await primary(connection, caller, dimension)
        done = await rescore_ruleset(services.database, caller, ruleset.ruleset_id, services.clock)
    return fragment(request, "scoring/rescored.html", done=done, dimension=dimension)


@router.get("/rules/new")
async def show_blank(request: Request, caller: Admin, dimension: Dimension = "engagement") -> Response:
    blank = rule_forms.BLANK if dimension == "engagement" else fit_forms.BLANK
    return await _form(request, caller, dimension, dict(blank), "new")


@router.post("/rules/new")
async def add(request: Request, caller: Admin, dimension: Dimension = "engagement") -> Response:
    return await _save(request, caller, dimension, None)


@router.get("/rules/{rule_id}")
async def show_rule(
    request: Request, caller: Viewer, rule_id: str, dimension: Dimension = "engagement"
) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        rule = (await primary(connection, caller, dimension)).draft_rule(_known(rule_id))
    draft = rule.draft
    form = rule_forms.filled(draft) if isinstance(draft, RuleDraft) else fit_forms.filled(draft)
    return await _form(request, caller, dimension, form, rule_id)


@router.post("/rules/{rule_id}")
async def change(
    request: Request, caller: Admin, rule_id: str, dimension: Dimension = "engagement"
) -> Response:
    return await _save(request, caller, dimension, _known(rule_id))


@router.post("/rules/{rule_id}/remove")
async def remove(
    request: Request, caller: Admin, rule_id: str, dimension: Dimension = "engagement"
) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        ruleset = await primary(connection, caller, dimension)
        await rulesets.remove_rule(connection, caller, ruleset.ruleset_id, _known(rule_id), services.clock())
    return done()


@router.post("/words")
async def read_out(request: Request, caller: Viewer) -> Response:
    """The sentence under the rule builder, and what is wrong while there is no sentence yet."""
    text = str((await request.form()).get("conditions", ""))
    try:
        words = to_words(parse(json.loads(text), allowed=SCORING_RULES)) if text else None
        problem = None
    except ConditionError as error:
        words, problem = None, error.message
    except (ValueError, RecursionError):
        words, problem = None, "The conditions cannot be read; build them again."
    return fragment(request, "scoring/sentence.html", words=words, problem=problem)


@router.get("/metadata-keys")
async def suggest_keys(request: Request, caller: Viewer, event_type: str = "") -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        keys = await metadata_keys(connection, caller.workspace_id, event_type or None)
    return fragment(request, "scoring/options.html", options=keys)


async def _save(request: Request, caller: Caller, dimension: Dimension, rule_id: UUID | None) -> Response:
    services = request.app.state.services
    sent = await request.form()
    if dimension == "engagement":
        form = rule_forms.typed(sent)
        checked = rule_forms.check(form, rule_id or _UNMADE)
    else:
        form = fit_forms.typed(sent)
        async with services.database.snapshot() as connection:
            known = await known_fields(connection, caller.workspace_id, dimension)
        checked = fit_forms.check(form, dimension, known)
    if checked.draft is None:
        place = ids.public("rule", rule_id) if rule_id else "new"
        return await _form(request, caller, dimension, form, place, checked.errors)
    async with services.database.transaction() as connection:
        ruleset = await primary(connection, caller, dimension)
        where = (connection, caller, ruleset.ruleset_id)
        if rule_id is None:
            await rulesets.add_rule(*where, checked.draft, services.clock())
        else:
            await rulesets.change_rule(*where, rule_id, checked.draft, services.clock())
    return done()


def done() -> Response:
    """Closes the drawer and fetches the rules anew."""
    return Response(status_code=204, headers={"HX-Trigger": "drawer-done, rules-changed"})


async def _form(
    request: Request,
    caller: Caller,
    dimension: Dimension,
    form: dict[str, Any],
    place: str,
    errors: dict[str, str] | None = None,
) -> Response:
    wrong = errors or {}
    async with request.app.state.services.database.snapshot() as connection:
        if dimension == "engagement":
            more = await _about_events(connection, caller, wrong)
        else:
            more = await _about_fields(connection, caller, dimension)
    return fragment(
        request,
        "scoring/rule_form.html" if dimension == "engagement" else "scoring/fit_form.html",
        status=422 if wrong else 200,
        form=form,
        address=f"/scoring/rules/{place}",
        dimension=dimension,
        is_new=place == "new",
        may_edit=caller.is_at_least("admin"),
        errors=wrong,
        **more,
    )


async def _about_events(connection: Connection, caller: Caller, wrong: dict[str, str]) -> dict[str, Any]:
    conditions = {path: text for path, text in wrong.items() if path.startswith("conditions")}
    return {
        "shown_at": rule_forms.SHOWN_AT | conditions.keys(),
        "condition_errors": json.dumps(conditions),
        "operators": rule_forms.operator_choices(),
        "types": await event_types(connection, caller.workspace_id),
    }


async def _about_fields(connection: Connection, caller: Caller, dimension: FitDimension) -> dict[str, Any]:
    return {
        "shown_at": fit_forms.SHOWN_AT,
        "operators": fit_forms.operators(),
        "fields": await known_fields(connection, caller.workspace_id, dimension),
    }


async def primary(connection: Connection, caller: Caller, dimension: Dimension) -> Ruleset:
    found = await rulesets.list_rulesets(connection, caller.workspace_id, dimension)
    if not found:
        raise NotFound(f"This workspace has no {dimension} ruleset.")
    return found[0]


def _state(ruleset: Ruleset, caller: Caller) -> dict[str, Any]:
    rows = drafted.compare(ruleset)
    latest = ruleset.versions[0] if ruleset.versions else None
    return {
        "ruleset": ruleset,
        "dimension": ruleset.dimension,
        "rows": rows,
        "changes": sum(row.change is not None for row in rows),
        "told": drafted.told(rows),
        "in_force": ruleset.in_force,
        "building": ruleset.building,
        "failed": latest if latest and latest.state == "failed" else None,
        "versions": ruleset.versions,
        "may_edit": caller.is_at_least("admin"),
    }


def _known(rule_id: str) -> UUID:
    found = ids.parse("rule", rule_id)
    if found is None:
        raise NotFound("There is no such rule.")
    return found
