"""The API that tries one rule on one lead or account."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator

from kenbun.access.http import Admin, errors
from kenbun.access.queries import ticks
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import new_id, parse
from kenbun.scoring.api import RulesetId, known_rule, known_ruleset
from kenbun.scoring.kinds import AnyDraft, check_rule
from kenbun.scoring.rules import EXAMPLE
from kenbun.scoring.rulesets import get_ruleset
from kenbun.scoring.trial import Trial, try_rule

router = APIRouter(prefix="/api/rulesets/{ruleset_id}/rules", tags=["scoring"])

_SUBJECT = Annotated[str | None, Field(max_length=100)]


class TrialOf(BaseModel):
    """A rule of the draft by its id, or a whole rule, or both: then as it would be in that one's place."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"rule": EXAMPLE, "lead_id": "ld_0192f0c1a5b77e3c8d2e4f6071829304"}]},
    )

    rule: AnyDraft | None = None
    rule_id: _SUBJECT = None
    lead_id: _SUBJECT = None
    account_id: _SUBJECT = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.rule is None and self.rule_id is None:
            raise ValueError("say which rule: give rule, or rule_id")
        return self


@router.post("/test", summary="Test a rule", responses=errors(404))
async def test_rule(request: Request, caller: Admin, ruleset_id: RulesetId, of: TrialOf) -> Trial:
    """Whether it matches, why, and what the score would be if this rule were published alone.

    Of rulesets of accounts give an `account_id`, of others a `lead_id`. Nothing is written.
    """
    services = request.app.state.services
    workspace_id = caller.workspace_id
    async with services.database.snapshot() as connection:
        ruleset = await get_ruleset(connection, workspace_id, known_ruleset(ruleset_id))
        rule_id = known_rule(of.rule_id) if of.rule_id else new_id()
        if of.rule is None:
            rule = ruleset.draft_rule(rule_id)
        else:
            rule = await check_rule(connection, workspace_id, ruleset.dimension, rule_id, of.rule)
        at = max(services.clock(), await ticks.visible(connection, workspace_id))
        return await try_rule(connection, workspace_id, ruleset, rule, _subject(of, ruleset.dimension), at)


def _subject(of: TrialOf, dimension: str) -> UUID:
    field, prefix, given = (
        ("account_id", "acct", of.account_id) if dimension == "account" else ("lead_id", "ld", of.lead_id)
    )
    found = parse(prefix, given) if given else None
    if found is None:
        raise NotFound(f"There is no such {field.removesuffix('_id')}: give its {field}.", field=field)
    return found
