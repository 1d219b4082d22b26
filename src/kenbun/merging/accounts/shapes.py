"""Merges of accounts as the API takes and answers them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from kenbun.accounts.lists import AccountRow
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse, public
from kenbun.kit.text import Storable
from kenbun.merging.accounts.merge import Unmerged
from kenbun.merging.accounts.preview import Preview
from kenbun.merging.duplicates import Pair
from kenbun.merging.history import Merged
from kenbun.merging.wish import MOST_SOURCES, Wish

_ACCOUNT = "acct_0192f0c4d8eaab6fb05172930c416377"
_OTHER = "acct_0192f0c5e9fbbc70c162839a1d527488"
_MERGE = "mrg_0192f0c3c7d99a5eaf406182930b5266"


class AccountMergeWish(BaseModel):
    """The sources are merged into the target. `fields` choose where they differ: by field the account whose value is to
    stand, like one that was set by hand."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "target_account_id": _ACCOUNT,
                    "source_account_ids": [_OTHER],
                    "fields": {"industry": _OTHER},
                }
            ]
        },
    )

    target_account_id: Storable
    source_account_ids: Annotated[list[Storable], Field(min_length=1, max_length=MOST_SOURCES)]
    fields: Annotated[dict[Storable, Storable], Field(max_length=500)] = {}

    def wish(self) -> Wish:
        """Raises NotFound naming an id that is none."""
        sources = [
            account(text, f"source_account_ids[{place}]")
            for place, text in enumerate(self.source_account_ids)
        ]
        return Wish(
            account(self.target_account_id, "target_account_id"),
            tuple(dict.fromkeys(sources)),
            None,
            {name: account(text, f"fields.{name[:100]}") for name, text in self.fields.items()},
        )


def account(text: str, field: str) -> UUID:
    """Raises NotFound."""
    found = parse("acct", text)
    if found is None:
        raise NotFound("There is no such account.", field=field)
    return found


class AccountMergeDone(BaseModel):
    """One for each source, in order: what `unmerge` takes."""

    merge_ids: list[str] = Field(examples=[[_MERGE]])


class AccountValueChoice(BaseModel):
    """`shown` is the value that the account would show."""

    account_id: str = Field(examples=[_ACCOUNT])
    value: Any
    origin: str
    since: datetime
    shown: bool


class AccountFieldChoice(BaseModel):
    """A field in which the accounts differ."""

    field: str = Field(examples=["industry"])
    values: list[AccountValueChoice]


class AccountMergePreview(BaseModel):
    """What would come to the target; `merged` is the target as it would be."""

    leads: int
    events: int
    sessions: int
    domains: list[str]
    account_keys: list[str]
    target: AccountRow
    sources: list[AccountRow]
    merged: AccountRow
    fields: list[AccountFieldChoice]

    @classmethod
    def of(cls, seen: Preview) -> Self:
        target, *sources = seen.accounts
        known = [alias for some in seen.aliases.values() for alias in some]
        return cls(
            leads=seen.came.leads,
            events=seen.came.events,
            sessions=seen.came.sessions,
            domains=[value for kind, value in known if kind == "domain"],
            account_keys=[value for kind, value in known if kind == "id"],
            target=target,
            sources=sources,
            merged=seen.merged,
            fields=[
                AccountFieldChoice(
                    field=one.field,
                    values=[
                        AccountValueChoice(
                            account_id=public("acct", account_id),
                            value=held.value,
                            origin=held.origin,
                            since=held.since,
                            shown=held.value == one.shown,
                        )
                        for account_id, held in one.values.items()
                    ],
                )
                for one in seen.fields
            ],
        )


class AccountUnmergeWish(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"merge_id": _MERGE}]})

    merge_id: Storable


class AccountStays(BaseModel):
    """What came to the target since the merge, and is its own."""

    leads: int
    aliases: int
    # fields set by hand
    fields: list[str]


class AccountUnmergeDone(BaseModel):
    """The account that is there again, with how much of its own, and the one that it came out of."""

    account_id: str = Field(examples=[_OTHER])
    target_account_id: str = Field(examples=[_ACCOUNT])
    leads: int
    aliases: int
    events: int
    sessions: int
    stays: AccountStays

    @classmethod
    def of(cls, done: Unmerged) -> Self:
        return cls(
            account_id=public("acct", done.account_id),
            target_account_id=public("acct", done.root_id),
            **done.came._asdict(),
            stays=AccountStays(**done.stays._asdict()),
        )


class AccountMergeEntry(BaseModel):
    """`account_ids` are the source and the target. A merge that was undone says when, and by whom."""

    merge_id: str = Field(examples=[_MERGE])
    at: datetime
    direction: Literal["absorbed", "merged_out"]
    account_ids: list[str] = Field(examples=[[_OTHER, _ACCOUNT]])
    # what they would be called on their own; null of one that was deleted
    names: list[str | None]
    leads: int
    aliases: int
    events: int
    sessions: int
    by: str
    # where people chose: by field the account whose value stands
    fields: dict[str, str]
    undone_at: datetime | None
    undone_by: str | None

    @classmethod
    def of(cls, merged: Merged) -> Self:
        sides = (merged.source, merged.target)
        return cls(
            merge_id=public("mrg", merged.merge_id),
            at=merged.at,
            direction=merged.direction,
            account_ids=[public("acct", one.id) for one in sides],
            names=[one.name for one in sides],
            **merged.came._asdict(),
            by=merged.by,
            fields=merged.fields,
            undone_at=merged.undone_at,
            undone_by=merged.undone_by,
        )


class AccountMergeHistory(BaseModel):
    """The latest first."""

    merges: list[AccountMergeEntry]


class AccountPair(BaseModel):
    """Two accounts that look like one company, and every reason for it."""

    account_ids: list[str] = Field(examples=[[_ACCOUNT, _OTHER]])
    names: list[str]
    reasons: list[str] = Field(examples=[["Names that differ in legal form or punctuation alone"]])
    suggested_at: datetime

    @classmethod
    def of(cls, pair: Pair) -> Self:
        return cls(
            account_ids=[public("acct", pair.one_id), public("acct", pair.other_id)],
            names=list(pair.names),
            reasons=pair.reasons,
            suggested_at=pair.suggested_at,
        )


class AccountPairList(BaseModel):
    duplicates: list[AccountPair]
    total: int
    page: int
    limit: int


class NotAccountPair(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"account_ids": [_ACCOUNT, _OTHER]}]}
    )

    account_ids: Annotated[list[Storable], Field(min_length=2, max_length=2)]

    def pair(self) -> tuple[UUID, UUID]:
        """Raises NotFound naming an id that is none."""
        one, other = (account(text, f"account_ids[{place}]") for place, text in enumerate(self.account_ids))
        return one, other
