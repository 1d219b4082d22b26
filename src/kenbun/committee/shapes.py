"""What the API of committees says and takes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from kenbun.committee.members import Committee, Member
from kenbun.committee.preview import RolePreview
from kenbun.committee.roles import EXAMPLE, MOST_ROLES, Role, RoleDraft
from kenbun.kit.ids import public
from kenbun.kit.text import storable

_LEAD = "ld_0192f0c1a5b77e3c8d2e4f6071829304"
MOST_NOTES = 2_000


def _stored(value: str) -> str:
    if not storable(value):
        raise ValueError("must be text without NUL characters and lone surrogates")
    return value.strip()


Notes = Annotated[str, Field(max_length=MOST_NOTES), AfterValidator(_stored)]


class CoverageShape(BaseModel):
    """How many of the roles that are tracked have a member: 4 of 7 roles (57%), and which have none."""

    covered: int
    tracked: int
    percent: int
    missing: list[str]


class MemberShape(BaseModel):
    """Detected with `reason` and `evidence`; set by hand, `reason` says by whom."""

    lead_id: str = Field(examples=[_LEAD])
    role: str
    detected: bool
    reason: str
    evidence: list[str]
    engagement_score: int
    level: str
    activities: int
    first_activity_at: datetime | None
    last_activity_at: datetime | None
    notes: str | None

    @classmethod
    def of(cls, member: Member) -> Self:
        told = {name: getattr(member, name) for name in cls.model_fields if name != "lead_id"}
        return cls(lead_id=public("ld", member.lead_id), **told)


class CommitteeShape(BaseModel):
    """Members in the order of the roles, of one role those with the highest score first; at most 200."""

    coverage: CoverageShape
    members: list[MemberShape]

    @classmethod
    def of(cls, committee: Committee) -> Self:
        coverage = committee.coverage
        return cls(
            coverage=CoverageShape(
                covered=len(coverage.covered),
                tracked=coverage.tracked,
                percent=coverage.percent,
                missing=coverage.missing,
            ),
            members=[MemberShape.of(member) for member in committee.members],
        )


class NewMember(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"lead_id": _LEAD, "role": "Champion"}]}
    )

    lead_id: str = Field(max_length=100)
    role: str = Field(max_length=100)
    notes: Notes | None = None


class MemberChange(BaseModel):
    """What is left out, or null, stays; empty notes are taken away."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"role": "Decision Maker"}]})

    role: str | None = Field(default=None, max_length=100)
    notes: Notes | None = None


class RoleShape(BaseModel):
    id: str = Field(examples=["role_0192f0c1a5b77e3c8d2e4f6071829304"])
    name: str
    tracked: bool
    conditions: list[dict[str, Any]]
    words: list[str] = Field(description="each condition as a sentence")

    @classmethod
    def of(cls, role: Role) -> Self:
        assert role.role_id is not None
        return cls(
            id=public("role", role.role_id),
            **role.document(),
            words=[one.words for one in role.conditions],
        )


class RoleList(BaseModel):
    """In their order; `waiting`: accounts that are still to be looked at by these roles."""

    roles: list[RoleShape]
    waiting: int


class RolesDraft(BaseModel):
    """All roles of the workspace, in their order."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"roles": [EXAMPLE]}]})

    roles: Annotated[list[RoleDraft], Field(max_length=MOST_ROLES)]


class RolesTrial(RolesDraft):
    """In one account, or in all."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"roles": [EXAMPLE]}]})

    account_id: str | None = Field(
        default=None, max_length=100, description="in this account alone; left out: in all"
    )


class MoveShape(BaseModel):
    lead_id: str = Field(examples=[_LEAD])
    name: str
    account_id: str
    account: str
    before: str | None
    after: str | None
    reason: str | None
    evidence: list[str]


class RolePreviewShape(BaseModel):
    """Members by role, now and then; `moved` leads would have another role, of whom `moves` are the first 25 by score.

    What people have set or taken away by hand (`by_hand` leads) stays.
    """

    leads: int
    by_hand: int
    now: dict[str, int]
    then: dict[str, int]
    moved: int
    moves: list[MoveShape]

    @classmethod
    def of(cls, seen: RolePreview) -> Self:
        return cls(
            leads=seen.leads,
            by_hand=seen.by_hand,
            now=seen.now,
            then=seen.then,
            moved=seen.moved,
            moves=[
                MoveShape(
                    lead_id=public("ld", move.lead_id),
                    name=move.name,
                    account_id=public("acct", move.account_id),
                    account=move.account,
                    before=move.before,
                    after=move.after,
                    reason=move.reason,
                    evidence=move.evidence,
                )
                for move in seen.moves
            ],
        )
