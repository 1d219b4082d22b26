"""A rule in the drawer of the page Scoring: made, changed, removed, read out."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from kenbun.access.callers import Caller
from kenbun.access.http import Admin, Viewer
from kenbun.activity.lists import event_types
from kenbun.builder import vocabulary
from kenbun.conditions import SCORING_RULES, ConditionError, parse, to_words
from kenbun.database import Connection
from kenbun.kit import ids
from kenbun.kit.errors import NotFound
from kenbun.scoring import rule_forms, rulesets
from kenbun.scoring.fit import forms as fit_forms
from kenbun.scoring.fit.fields import known_fields
from kenbun.scoring.fit.rules import FitDimension
from kenbun.scoring.kinds import Dimension
from kenbun.scoring.pages import At, Place, chosen, done, place_of
from kenbun.scoring.rule_forms import Checked
from kenbun.scoring.rules import RuleDraft
from kenbun.scoring.rulesets import Ruleset
from kenbun.web.render import fragment

router = APIRouter(prefix="/scoring", include_in_schema=False)

# A rule that is being made has no id yet, but is checked as if it had one.
_UNMADE = UUID(int=0)


@router.get("/rules/new")
async def show_blank(request: Request, caller: Admin, at: At) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        ruleset = await chosen(connection, caller, at)
    blank = rule_forms.BLANK if ruleset.dimension == "engagement" else fit_forms.BLANK
    return await _form(request, caller, ruleset, dict(blank), "new")


@router.post("/rules/new")
async def add(request: Request, caller: Admin, at: At) -> Response:
    return await _save(request, caller, at, None)


@router.get("/rules/{rule_id}")
async def show_rule(request: Request, caller: Viewer, rule_id: str, at: At) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        ruleset = await chosen(connection, caller, at)
    draft = ruleset.draft_rule(_known(rule_id)).draft
    form = rule_forms.filled(draft) if isinstance(draft, RuleDraft) else fit_forms.filled(draft)
    return await _form(request, caller, ruleset, form, rule_id)


@router.post("/rules/{rule_id}")
async def change(request: Request, caller: Admin, rule_id: str, at: At) -> Response:
    return await _save(request, caller, at, _known(rule_id))


@router.post("/rules/{rule_id}/remove")
async def remove(request: Request, caller: Admin, rule_id: str, at: At) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        ruleset = await chosen(connection, caller, at)
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


async def _save(request: Request, caller: Caller, at: Place, rule_id: UUID | None) -> Response:
    services = request.app.state.services
    sent = await request.form()
    async with services.database.transaction() as connection:
        ruleset = await chosen(connection, caller, at)
        form, checked = await typed(connection, caller, ruleset.dimension, sent, rule_id)
        if checked.draft is not None:
            where = (connection, caller, ruleset.ruleset_id)
            if rule_id is None:
                await rulesets.add_rule(*where, checked.draft, services.clock())
            else:
                await rulesets.change_rule(*where, rule_id, checked.draft, services.clock())
            return done()
    place = ids.public("rule", rule_id) if rule_id else "new"
    return await _form(request, caller, ruleset, form, place, checked.errors)


async def typed(
    connection: Connection,
    caller: Caller,
    dimension: Dimension,
    sent: Mapping[str, Any],
    rule_id: UUID | None,
) -> tuple[dict[str, Any], Checked]:
    """A rule's form as it was sent, and the rule in it or what is wrong with it."""
    if dimension == "engagement":
        form = rule_forms.typed(sent)
        return form, rule_forms.check(form, rule_id or _UNMADE)
    form = fit_forms.typed(sent)
    known = await known_fields(connection, caller.workspace_id, dimension)
    return form, fit_forms.check(form, dimension, known)


async def _form(
    request: Request,
    caller: Caller,
    ruleset: Ruleset,
    form: dict[str, Any],
    place: str,
    errors: dict[str, str] | None = None,
) -> Response:
    wrong = errors or {}
    dimension = ruleset.dimension
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
        path=f"/scoring/rules/{place}",
        place=place_of(ruleset),
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
        "vocabulary": vocabulary.of_events(),
        "types": await event_types(connection, caller.workspace_id),
    }


async def _about_fields(connection: Connection, caller: Caller, dimension: FitDimension) -> dict[str, Any]:
    return {
        "shown_at": fit_forms.SHOWN_AT,
        "operators": fit_forms.operators(),
        "fields": await known_fields(connection, caller.workspace_id, dimension),
    }


def _known(rule_id: str) -> UUID:
    found = ids.parse("rule", rule_id)
    if found is None:
        raise NotFound("There is no such rule.")
    return found
