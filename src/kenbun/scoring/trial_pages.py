"""*Test on a lead*: the rule in the drawer, saved or not, tried on somebody found by typing."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, Response

from kenbun.access.http import Admin
from kenbun.access.queries import ticks
from kenbun.kit import ids
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import new_id, public
from kenbun.scoring.kinds import Dimension, check_rule
from kenbun.scoring.pages import At, chosen, place_of
from kenbun.scoring.rule_pages import typed
from kenbun.scoring.trial import try_rule
from kenbun.scoring.trial_queries import find
from kenbun.subject import Subject
from kenbun.web.render import fragment

router = APIRouter(prefix="/scoring/trial", include_in_schema=False)

_PREFIXES: dict[Subject, str] = {"lead": "ld", "account": "acct"}


@router.get("/found")
async def show_found(
    request: Request,
    caller: Admin,
    at: At,
    who: Annotated[str, Query(max_length=200)] = "",
    rule: str = "new",
) -> Response:
    """The first few leads or accounts that the text finds."""
    async with request.app.state.services.database.snapshot() as connection:
        ruleset = await chosen(connection, caller, at)
        subject = _subject(ruleset.dimension)
        found = await find(connection, caller.workspace_id, subject, who.strip())
    return fragment(
        request,
        "scoring/trial_found.html",
        place=place_of(ruleset),
        rule=rule,
        subject=subject,
        found=[(public(_PREFIXES[subject], row.id), row.name, row.more) for row in found],
    )


@router.post("/on/{subject_id}")
async def show_trial(
    request: Request,
    caller: Admin,
    at: At,
    subject_id: str,
    rule: str = "new",
    tried_name: Annotated[str, Form()] = "",
) -> Response:
    """The rule as it stands in the form. Nothing is written."""
    services = request.app.state.services
    sent = await request.form()
    rule_id = ids.parse("rule", rule) or new_id()
    async with services.database.snapshot() as connection:
        ruleset = await chosen(connection, caller, at)
        subject = _known(subject_id, _subject(ruleset.dimension))
        _, checked = await typed(connection, caller, ruleset.dimension, sent, rule_id)
        if checked.draft is None:
            return fragment(request, "scoring/trial.html", trial=None, errors=checked.errors)
        made = await check_rule(connection, caller.workspace_id, ruleset.dimension, rule_id, checked.draft)
        moment = max(services.clock(), await ticks.visible(connection, caller.workspace_id))
        trial = await try_rule(connection, caller.workspace_id, ruleset, made, subject, moment)
    return fragment(
        request,
        "scoring/trial.html",
        trial=trial,
        errors={},
        draft=checked.draft,
        dimension=ruleset.dimension,
        name=tried_name,
    )


def _subject(dimension: Dimension) -> Subject:
    return "account" if dimension == "account" else "lead"


def _known(subject_id: str, subject: Subject) -> UUID:
    found = ids.parse(_PREFIXES[subject], subject_id)
    if found is None:
        raise NotFound(f"There is no such {subject}.")
    return found
