"""Owners as the API takes and answers them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from kenbun.kit.ids import public
from kenbun.kit.text import Storable
from kenbun.owners.assign import Assigned, Owner

_EVE = "usr_0192f0c1a5b77e3c8d2e4f6071829304"
_LEAD = "ld_0192f0c1a5b77e3c8d2e4f6071829304"

OwnerId = Annotated[Storable | None, Field(description="The id of a member, or null for nobody.")]


class OwnerShape(BaseModel):
    """A member whom leads can be given to."""

    user_id: str = Field(examples=[_EVE])
    name: str = Field(examples=["Eve Torres"])
    email: str = Field(examples=["eve@example.com"])

    @classmethod
    def of(cls, owner: Owner) -> "OwnerShape":
        return cls(user_id=public("usr", owner.user_id), name=owner.name, email=owner.email)


class OwnerList(BaseModel):
    owners: list[OwnerShape]
    total: int
    page: int
    limit: int


class NewOwner(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"owner_id": _EVE}]})

    owner_id: OwnerId


class NewOwners(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"lead_ids": [_LEAD], "owner_id": _EVE}]}
    )

    lead_ids: Annotated[list[Storable], Field(min_length=1, max_length=500)]
    owner_id: OwnerId


class LeadOwner(BaseModel):
    """Whose the lead is now; null: nobody's."""

    lead_id: str = Field(examples=[_LEAD])
    owner: OwnerShape | None


class AssignedShape(BaseModel):
    """How many came to the owner, how many were there already, and which ids are of no lead here."""

    assigned: int
    unchanged: int
    missing: list[str]

    @classmethod
    def of(cls, assigned: Assigned) -> "AssignedShape":
        return cls(
            assigned=assigned.assigned,
            unchanged=assigned.unchanged,
            missing=[public("ld", lead_id) for lead_id in assigned.missing],
        )
