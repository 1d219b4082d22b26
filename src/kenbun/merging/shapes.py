"""Merges as the API takes and answers them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse, public
from kenbun.kit.text import Storable
from kenbun.merging.duplicates import Pair
from kenbun.merging.history import Merged
from kenbun.merging.merge import Unmerged
from kenbun.merging.preview import Preview
from kenbun.merging.wish import MOST_SOURCES, Wish

_LEAD = "ld_0192f0c1a5b77e3c8d2e4f6071829304"
_OTHER = "ld_0192f0c2b6c88f4d9e3f50718293a415"
_MERGE = "mrg_0192f0c3c7d99a5eaf406182930b5266"
_ACCOUNT = "acct_0192f0c4d8eaab6fb05172930c416377"


class MergeWish(BaseModel):
    """The sources are merged into the target. `account_id` and `fields` choose where they differ: whose account, and by
    field the lead whose value is to stand, like one that was set by hand."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "target_lead_id": _LEAD,
                    "source_lead_ids": [_OTHER],
                    "account_id": _ACCOUNT,
                    "fields": {"title": _OTHER},
                }
            ]
        },
    )

    target_lead_id: Storable
    source_lead_ids: Annotated[list[Storable], Field(min_length=1, max_length=MOST_SOURCES)]
    account_id: Storable | None = None
    fields: Annotated[dict[Storable, Storable], Field(max_length=500)] = {}

    def wish(self) -> Wish:
        """Raises NotFound naming an id that is none."""
        sources = [
            _lead(text, f"source_lead_ids[{place}]") for place, text in enumerate(self.source_lead_ids)
        ]
        account_id = parse("acct", self.account_id) if self.account_id else None
        if self.account_id and account_id is None:
            raise NotFound("There is no such account.", field="account_id")
        return Wish(
            _lead(self.target_lead_id, "target_lead_id"),
            tuple(dict.fromkeys(sources)),
            account_id,
            {name: _lead(text, f"fields.{name[:100]}") for name, text in self.fields.items()},
        )


def _lead(text: str, field: str) -> Any:
    found = parse("ld", text)
    if found is None:
        raise NotFound("There is no such lead.", field=field)
    return found


class MergeDone(BaseModel):
    """One for each source, in order: what `unmerge` takes."""

    merge_ids: list[str] = Field(examples=[[_MERGE]])


class DuplicateAliasesShape(BaseModel):
    """`kept` stays the first of its kind; the others go on resolving."""

    kind: str = Field(examples=["email"])
    kept: str
    others: list[str]


class AccountChoice(BaseModel):
    """An account of some of the leads; `shown` is the one that the lead would have."""

    account_id: str = Field(examples=[_ACCOUNT])
    name: str
    lead_ids: list[str]
    shown: bool


class ValueChoice(BaseModel):
    """`shown` is the value that the lead would show."""

    lead_id: str = Field(examples=[_LEAD])
    value: Any
    origin: str
    since: datetime
    shown: bool


class FieldChoice(BaseModel):
    """A field in which the leads differ."""

    field: str = Field(examples=["title"])
    values: list[ValueChoice]


class MergePreview(BaseModel):
    """`events`, `aliases` and `sessions` would come to the target. Scores are those of engagement."""

    events: int
    aliases: int
    sessions: int
    duplicate_aliases: list[DuplicateAliasesShape]
    target_score: int
    source_scores: dict[str, int]
    merged_score: int
    target_profile_score: int
    merged_profile_score: int
    account_conflict: bool
    accounts: list[AccountChoice]
    fields: list[FieldChoice]

    @classmethod
    def of(cls, seen: Preview) -> Self:
        target, *sources = seen.leads
        return cls(
            events=seen.came.events,
            aliases=seen.came.aliases,
            sessions=seen.came.sessions,
            duplicate_aliases=[
                DuplicateAliasesShape(kind=one.kind, kept=one.kept, others=one.others)
                for one in seen.duplicate_aliases
            ],
            target_score=target.engagement_score,
            source_scores={one.lead_id: one.engagement_score for one in sources},
            merged_score=seen.merged.engagement_score,
            target_profile_score=target.profile_score,
            merged_profile_score=seen.merged.profile_score,
            account_conflict=seen.account_conflict,
            accounts=_accounts(seen),
            fields=[
                FieldChoice(
                    field=one.field,
                    values=[
                        ValueChoice(
                            lead_id=public("ld", lead_id),
                            value=held.value,
                            origin=held.origin,
                            since=held.since,
                            shown=held.value == one.shown,
                        )
                        for lead_id, held in one.values.items()
                    ],
                )
                for one in seen.fields
            ],
        )


def _accounts(seen: Preview) -> list[AccountChoice]:
    found: dict[str, AccountChoice] = {}
    shown = seen.merged.account["account_id"] if seen.merged.account else None
    for one in seen.leads:
        if one.account:
            key = one.account["account_id"]
            choice = AccountChoice(account_id=key, name=one.account["name"], lead_ids=[], shown=key == shown)
            found.setdefault(key, choice).lead_ids.append(one.lead_id)
    return list(found.values())


class UnmergeWish(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"merge_id": _MERGE}]})

    merge_id: Storable


class StaysShape(BaseModel):
    """What came to the target since the merge, and is its own."""

    events: int
    # fields set by hand
    fields: list[str]
    # whether somebody decided who owns it
    owner: bool


class UnmergeDone(BaseModel):
    """The lead that is there again, with how much of its own, and the one that it came out of."""

    lead_id: str = Field(examples=[_OTHER])
    target_lead_id: str = Field(examples=[_LEAD])
    events: int
    aliases: int
    sessions: int
    stays: StaysShape

    @classmethod
    def of(cls, done: Unmerged) -> Self:
        return cls(
            lead_id=public("ld", done.lead_id),
            target_lead_id=public("ld", done.root_id),
            events=done.came.events,
            aliases=done.came.aliases,
            sessions=done.came.sessions,
            stays=StaysShape(**done.stays._asdict()),
        )


class MergeEntry(BaseModel):
    """`lead_ids` are the source and the target. A merge that was undone says when, and by whom."""

    merge_id: str = Field(examples=[_MERGE])
    at: datetime
    direction: Literal["absorbed", "merged_out"]
    lead_ids: list[str] = Field(examples=[[_OTHER, _LEAD]])
    # what they would be called on their own; null of one that was deleted
    names: list[str | None]
    events: int
    aliases: int
    sessions: int
    by: str
    # hand, or anonymous: a visitor known by cookies alone turned out to be the target
    reason: Literal["hand", "anonymous"]
    account_id: str | None
    # where people chose: by field the lead whose value stands
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
            lead_ids=[public("ld", one.id) for one in sides],
            names=[one.name for one in sides],
            events=merged.came.events,
            aliases=merged.came.aliases,
            sessions=merged.came.sessions,
            by=merged.by,
            reason="hand" if merged.reason == "hand" else "anonymous",
            account_id=public("acct", merged.account_id) if merged.account_id else None,
            fields=merged.fields,
            undone_at=merged.undone_at,
            undone_by=merged.undone_by,
        )


class MergeHistory(BaseModel):
    """The latest first."""

    merges: list[MergeEntry]


class DuplicatePair(BaseModel):
    """Two leads that look like one person, and every reason for it."""

    lead_ids: list[str] = Field(examples=[[_LEAD, _OTHER]])
    names: list[str]
    reasons: list[str] = Field(examples=[["The same phone"]])
    suggested_at: datetime

    @classmethod
    def of(cls, pair: Pair) -> Self:
        return cls(
            lead_ids=[public("ld", pair.one_id), public("ld", pair.other_id)],
            names=list(pair.names),
            reasons=pair.reasons,
            suggested_at=pair.suggested_at,
        )


class DuplicateList(BaseModel):
    duplicates: list[DuplicatePair]
    total: int
    page: int
    limit: int


class NotDuplicates(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"lead_ids": [_LEAD, _OTHER]}]})

    lead_ids: Annotated[list[Storable], Field(min_length=2, max_length=2)]

    def pair(self) -> tuple[Any, Any]:
        """Raises NotFound naming an id that is none."""
        one, other = (_lead(text, f"lead_ids[{place}]") for place, text in enumerate(self.lead_ids))
        return one, other
