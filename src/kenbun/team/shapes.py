"""What the API of the team takes and answers, with examples."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kenbun.access.callers import Role
from kenbun.access.invitations import Invitation
from kenbun.access.shapes import ListShape
from kenbun.kit.ids import public
from kenbun.kit.text import Storable
from kenbun.team.letters import Posted

Email = Annotated[
    Storable, StringConstraints(min_length=3, max_length=254), Field(examples=["bo@example.com"])
]


_LINK = Field(examples=["https://kenbun.example.com/sign-in/link/kbn_link_0192f0c1…"])
_REASON = Field(examples=["No mail server is set up."])


class NewInvitation(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"email": "bo@example.com", "role": "editor"}]}
    )

    email: Email
    role: Role = "viewer"


class InvitationShape(BaseModel):
    invitation_id: str = Field(examples=["inv_0192f0c1a5b77e3c8d2e4f6071829304"])
    email: str = Field(examples=["bo@example.com"])
    role: Role
    created_by: str = Field(examples=["Ada Lovelace"])
    created_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, one: Invitation, **more: Any) -> Self:
        return cls(
            invitation_id=public("inv", one.link_id),
            email=one.email,
            role=one.role,
            created_by=one.created_by,
            created_at=one.created_at,
            expires_at=one.expires_at,
            **more,
        )


class PostedShape(BaseModel):
    """Either it was mailed, or you have the link to hand it over; it is in this answer and nowhere else.

    What the mail server did not take for now is tried again for a day."""

    mailed: bool
    link: str | None = _LINK
    not_mailed_because: str | None = _REASON
    tried_again: bool = Field(description="Whether it may still be mailed, within a day.")

    @classmethod
    def of(cls, posted: Posted) -> Self:
        return cls(
            mailed=posted.mailed,
            link=posted.link,
            not_mailed_because=posted.reason,
            tried_again=posted.tried_again,
        )


class CreatedInvitation(InvitationShape):
    """Either it was mailed, or you have the link to hand it over; it is in this answer and nowhere else.

    What the mail server did not take for now is tried again for a day."""

    mailed: bool
    link: str | None = _LINK
    not_mailed_because: str | None = _REASON
    tried_again: bool = Field(description="Whether it may still be mailed, within a day.")


class InvitationList(ListShape):
    invitations: list[InvitationShape]


class RoleChange(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"role": "editor"}]})

    role: Role


class RemovedMember(BaseModel):
    """How many leads come to another owner, or to none, in the background; which triggers go on without the member."""

    leads: int = Field(examples=[12])
    triggers: list[str] = Field(examples=[["Hot lead"]])


class EndedSessions(BaseModel):
    ended: int = Field(examples=[2], description="How many sessions there were.")
