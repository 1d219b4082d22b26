"""A rule of a profile or account ruleset: a field, an operator, a value, and the points they are worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from kenbun.conditions import Allowed, ConditionError, Leaf, parse, to_json, to_words
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import public
from kenbun.scoring.rules import Line
from kenbun.subject import Subject

FitDimension = Literal["profile", "account"]

SUBJECTS: dict[FitDimension, Subject] = {"profile": "lead", "account": "account"}
"""Whose fields the rules of a dimension look at."""

EXAMPLE: dict[str, Any] = {
    "name": "Leads a team",
    "field": "title",
    "operator": "contains",
    "value": "head of",
    "points": 15,
    "active": True,
}


class FitDraft(BaseModel):
    """A rule as the API takes it and as versions keep it."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [EXAMPLE]})

    name: Line
    field: Annotated[str, Field(max_length=1000, description="of the lead, or of the account")]
    operator: Annotated[str, Field(max_length=100)]
    value: Annotated[Any, Field(description="as the operator asks for; none for is_empty")] = None
    points: Annotated[StrictInt, Field(ge=-100_000, le=100_000, description="added where the field matches")]
    active: StrictBool = True

    def document(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


class _Anything:
    """Of rules that are stored: their fields were checked when they were written, and may be gone by now."""

    def __contains__(self, _: object) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class FitRule:
    """A checked rule. Build it with `read`."""

    rule_id: UUID
    draft: FitDraft
    leaf: Leaf

    @classmethod
    def read(
        cls, rule_id: UUID, draft: FitDraft, dimension: FitDimension, known: frozenset[str] | None = None
    ) -> FitRule:
        """`known` are the fields that there are. Raises Invalid naming the part of the rule that is wrong."""
        subject = SUBJECTS[dimension]
        name = draft.field.removeprefix(f"{subject}.")
        fields: Any = _Anything() if known is None else known
        allowed = Allowed(
            f"Rules of the {dimension} score",
            metadata=False,
            lead=fields if subject == "lead" else frozenset(),
            account=fields if subject == "account" else frozenset(),
        )
        condition = {"field": f"{subject}.{name}", "operator": draft.operator, "value": draft.value}
        try:
            leaf = parse(condition, allowed=allowed, path="rule")
        except ConditionError as error:
            raise Invalid(error.message, field=error.path.removeprefix("rule.")) from None
        assert isinstance(leaf, Leaf)
        if leaf.operator.value == "days":
            raise Invalid("“in the last” changes with the day; a score of fields may not.", field="operator")
        written = {"field": name, "operator": leaf.operator.name, "value": to_json(leaf).get("value")}
        return cls(rule_id, draft.model_copy(update=written), leaf)

    @classmethod
    def from_document(cls, rule_id: UUID, document: dict[str, Any], dimension: FitDimension) -> FitRule:
        return cls.read(rule_id, FitDraft.model_validate(document), dimension)

    @property
    def words(self) -> str:
        """`title contains “head of”`: whose title it is, is plain where it stands."""
        return to_words(self.leaf, subject="account" if self.leaf.field.source == "account" else "lead")

    def shown(self) -> dict[str, Any]:
        return {
            "rule_id": public("rule", self.rule_id),
            **self.draft.document(),
            "condition_in_words": self.words,
        }
