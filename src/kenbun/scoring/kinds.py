"""The kinds of rules there are, by dimension: the one place that tells them apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, ValidatorFunctionWrapHandler, WrapValidator

from kenbun.database import Connection
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import new_id
from kenbun.scoring.fit.fields import known_fields
from kenbun.scoring.fit.rules import EXAMPLE as FIT_EXAMPLE
from kenbun.scoring.fit.rules import FitDraft, FitRule
from kenbun.scoring.rules import EXAMPLE, Rule, RuleDraft

Dimension = Literal["engagement", "profile", "account"]
AnyRule = Rule | FitRule


def _by_kind(value: Any, _: ValidatorFunctionWrapHandler) -> Any:
    """By what the rule is about, so that errors are those of its own kind."""
    if isinstance(value, RuleDraft | FitDraft):
        return value
    about_field = isinstance(value, dict) and not value.keys().isdisjoint(("field", "operator", "value"))
    return FitDraft.model_validate(value) if about_field else RuleDraft.model_validate(value)


AnyDraft = Annotated[RuleDraft | FitDraft, WrapValidator(_by_kind), Field(examples=[EXAMPLE, FIT_EXAMPLE])]


def read_rule(dimension: Dimension, rule_id: UUID, document: dict[str, Any]) -> AnyRule:
    """As it was stored."""
    if dimension == "engagement":
        return Rule.from_document(rule_id, document)
    return FitRule.from_document(rule_id, document, dimension)


async def check_rule(
    connection: Connection,
    workspace_id: UUID,
    dimension: Dimension,
    rule_id: UUID,
    draft: RuleDraft | FitDraft,
) -> AnyRule:
    """Before it is stored. Raises Invalid naming the part that is wrong."""
    return _checked(dimension, rule_id, draft, await _fields(connection, workspace_id, dimension))


async def check_new_rules(
    connection: Connection, workspace_id: UUID, dimension: Dimension, drafts: Iterable[RuleDraft | FitDraft]
) -> list[AnyRule]:
    known = await _fields(connection, workspace_id, dimension)
    return [_checked(dimension, new_id(), draft, known) for draft in drafts]


async def _fields(connection: Connection, workspace_id: UUID, dimension: Dimension) -> frozenset[str]:
    """Those that rules of the dimension may ask for."""
    if dimension == "engagement":
        return frozenset()
    return frozenset(await known_fields(connection, workspace_id, dimension))


def _checked(
    dimension: Dimension, rule_id: UUID, draft: RuleDraft | FitDraft, known: frozenset[str]
) -> AnyRule:
    if dimension == "engagement":
        if not isinstance(draft, RuleDraft):
            raise Invalid(
                "Rules of this ruleset look at events: give an event_type, no field.", field="field"
            )
        return Rule.read(rule_id, draft)
    if not isinstance(draft, FitDraft):
        raise Invalid(
            "Rules of this ruleset look at fields: give field, operator and value, no event_type.",
            field="field",
        )
    return FitRule.read(rule_id, draft, dimension, known)
