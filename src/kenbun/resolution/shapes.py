"""Leads without an account as the API takes and answers them."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kenbun.accounts.make import NewAccount
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse
from kenbun.kit.text import Storable
from kenbun.leads.lists import LeadRow
from kenbun.resolution.suggest import Suggestion
from kenbun.resolution.unresolved import Unresolved, UnresolvedPage

_LEAD = "ld_0192f0c1a5b77e3c8d2e4f6071829304"
_ACCOUNT = "acct_0192f0c4d8eaab6fb05172930c416377"
MOST_LEADS = 500


class UnresolvedLead(BaseModel):
    """`reason` is why it has no account; `company` what it says itself; `suggestions` the accounts that are most like
    its company or domain, five at most."""

    lead: LeadRow
    reason: str = Field(examples=["free_mail"])
    company: str | None
    dismissed_by: str | None
    suggestions: list[Suggestion]

    @classmethod
    def of(cls, one: Unresolved) -> Self:
        return cls(
            lead=one.lead,
            reason=one.reason,
            company=one.company,
            dismissed_by=one.dismissed_by,
            suggestions=one.suggestions,
        )


class UnresolvedList(BaseModel):
    leads: list[UnresolvedLead]
    total: int
    page: int
    limit: int

    @classmethod
    def of(cls, found: UnresolvedPage) -> Self:
        leads = [UnresolvedLead.of(one) for one in found.rows]
        return cls(leads=leads, total=found.total, page=found.page, limit=found.limit)


class Resolve(BaseModel):
    """`assign` gives them to `account_id`, `create` to a new account of that name and domain; `dismiss` takes them out
    of the list, `undismiss` back into it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"action": "assign", "lead_ids": [_LEAD], "account_id": _ACCOUNT},
                {"action": "create", "lead_ids": [_LEAD], "name": "Acme", "domain": "acme.com"},
            ]
        },
    )

    action: Literal["assign", "create", "dismiss", "undismiss"]
    lead_ids: Annotated[list[Storable], Field(min_length=1, max_length=MOST_LEADS)]
    account_id: Storable | None = None
    name: Storable | None = None
    domain: Storable | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.account_id is not None) != (self.action == "assign"):
            raise ValueError("account_id goes with the action assign, and only with that")
        if (self.name or self.domain) and self.action != "create":
            raise ValueError("name and domain go with the action create")
        return self

    def leads(self) -> list[UUID]:
        """Raises NotFound naming an id that is none."""
        return [_lead(text, f"lead_ids[{place}]") for place, text in enumerate(self.lead_ids)]

    def account(self) -> UUID:
        found = parse("acct", self.account_id or "")
        if found is None:
            raise NotFound("There is no such account.", field="account_id")
        return found

    def new(self) -> NewAccount:
        return NewAccount(self.name, self.domain)


def _lead(text: str, field: str) -> UUID:
    found = parse("ld", text)
    if found is None:
        raise NotFound("There is no such lead.", field=field)
    return found


class Resolved(BaseModel):
    """How many leads it made a difference to, and the account that they are at then."""

    changed: int
    account_id: str | None = Field(examples=[_ACCOUNT])


class LeadAccount(BaseModel):
    """The account that the lead belongs to whatever calls say; null gives back what they say."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"account_id": _ACCOUNT}]})

    account_id: Storable | None


class LeadAccountDone(BaseModel):
    """The account that it has then."""

    account_id: str | None = Field(examples=[_ACCOUNT])


class AliasShape(BaseModel):
    """`kind` is domain, id or company; `created_by` who added it by hand, null for calls; `own_account_id` the account
    merged into this one that it came with."""

    kind: str = Field(examples=["domain"])
    value: str = Field(examples=["acme.com"])
    created_by: str | None
    own_account_id: str | None


class AliasList(BaseModel):
    """Of each kind the first is the one that is shown."""

    aliases: list[AliasShape]


class NewAlias(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"kind": "domain", "value": "acme.com"}]}
    )

    kind: Literal["domain", "id", "company"]
    value: Storable
