"""Accounts as the API takes and answers them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from kenbun.kit.text import Storable

_ACME = "acct_0192f0c1a5b77e3c8d2e4f6071829304"

AccountIds = Annotated[list[Storable], Field(min_length=1, max_length=500, examples=[[_ACME]])]
Value = Storable | int | float | bool | None


class NewAccountShape(BaseModel):
    """A name, a domain, or the `account_id` that events carry; `metadata` are fields of the account."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"name": "Acme", "domain": "acme.com", "metadata": {"industry": "Software"}}]
        },
    )

    name: Annotated[Storable | None, Field(max_length=200)] = None
    domain: Annotated[Storable | None, Field(max_length=500)] = None
    account_id: Annotated[Storable | None, Field(max_length=500)] = None
    metadata: Annotated[dict[Storable, Value], Field(max_length=200)] = {}


class SomeAccounts(BaseModel):
    """At most 500 at a time."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"account_ids": [_ACME]}]})

    account_ids: AccountIds


class ArchivedShape(BaseModel):
    """How many came to be so, were so already, and the ids of no account."""

    changed: int
    unchanged: int
    missing: list[str]


class Alike(BaseModel):
    """An account, and how alike its name is, from 0 to 1."""

    account_id: str
    name: str
    domain: str | None
    account_score: int
    account_level: str
    leads: int
    similarity: float


class AlikeList(BaseModel):
    accounts: list[Alike]


class Bulk(BaseModel):
    """Something to do with many accounts: those of these ids, or all that a query of the list finds ("" for all)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"action": "archive", "query": "idle_days=365"}]},
    )

    action: Literal["archive", "unarchive", "delete"]
    account_ids: Annotated[list[Storable], Field(max_length=10_000)] = []
    query: Annotated[Storable | None, Field(max_length=10_000)] = None


class BulkShape(BaseModel):
    """How far it is: `changed` accounts of the `done` ones were made otherwise; `leads` were deleted with them."""

    act_id: str
    action: str
    state: Literal["running", "done", "stopped", "failed"]
    total: int
    done: int
    changed: int
    leads: int
    error: str | None
    created_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, act_id: str, act: Any) -> "BulkShape":
        return cls(
            act_id=act_id,
            action=act.kind,
            state=act.state,
            total=act.total,
            done=act.done,
            changed=act.changed,
            leads=act.leads,
            error=act.error,
            created_at=act.created_at,
            ended_at=act.ended_at,
        )
