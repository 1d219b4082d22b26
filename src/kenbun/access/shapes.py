"""What the API of access takes and answers, with examples."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from kenbun.access.audit import Entry
from kenbun.access.callers import Caller, Role, Via
from kenbun.access.members import Member
from kenbun.access.sources import Kind, Source
from kenbun.access.tokens import Token
from kenbun.access.workspaces import Workspace
from kenbun.kit.ids import public
from kenbun.kit.paging import Paging
from kenbun.kit.text import Storable

Name = Annotated[Storable, StringConstraints(min_length=1, max_length=100), Field(examples=["Web shop"])]


class WorkspaceShape(BaseModel):
    workspace_id: str = Field(examples=["ws_0192f0c1a5b77e3c8d2e4f6071829304"])
    name: str = Field(examples=["Acme"])
    time_zone: str = Field(examples=["Europe/Berlin"])
    session_timeout_minutes: int = Field(examples=[30])
    created_at: datetime

    @classmethod
    def of(cls, workspace: Workspace) -> Self:
        return cls(**vars(workspace) | {"workspace_id": public("ws", workspace.workspace_id)})


class MeShape(BaseModel):
    user_id: str = Field(examples=["usr_0192f0c1a5b77e3c8d2e4f6071829304"])
    email: str = Field(examples=["ada@example.com"])
    name: str = Field(examples=["Ada Lovelace"])
    role: Role
    via: Via
    workspace_id: str = Field(examples=["ws_0192f0c1a5b77e3c8d2e4f6071829304"])
    workspace_name: str = Field(examples=["Acme"])

    @classmethod
    def of(cls, caller: Caller) -> Self:
        return cls(
            user_id=public("usr", caller.member_id),
            email=caller.email,
            name=caller.name,
            role=caller.role,
            via=caller.via,
            workspace_id=public("ws", caller.workspace_id),
            workspace_name=caller.workspace_name,
        )


class MemberShape(BaseModel):
    user_id: str = Field(examples=["usr_0192f0c1a5b77e3c8d2e4f6071829304"])
    email: str = Field(examples=["ada@example.com"])
    name: str = Field(examples=["Ada Lovelace"])
    role: Role
    has_password: bool = Field(
        description="Whether they can sign in; else they have a link, or tokens alone."
    )
    created_at: datetime

    @classmethod
    def of(cls, member: Member) -> Self:
        return cls(**vars(member) | {"user_id": public("usr", member.user_id)})


_SOURCE: dict[str, Any] = {
    "name": "Web shop",
    "kind": "website",
    "allowed_origins": ["https://www.example.com"],
}


class NewSource(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_SOURCE]})

    name: Name
    kind: Kind = "server"
    allowed_origins: list[Storable] = Field(
        default=[],
        max_length=50,
        description="Origins of the pages that may use the key; empty for any page.",
        examples=[["https://www.example.com"]],
    )


class SourceChange(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"allowed_origins": ["https://www.example.com"]}]}
    )

    name: Name | None = None
    allowed_origins: list[Storable] | None = Field(
        default=None,
        max_length=50,
        description="Origins of the pages that may use the key; empty for any page.",
    )


class KeyChange(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"old_key_holds_hours": 24}]})

    old_key_holds_hours: int = Field(
        default=0, ge=0, le=168, description="How long the key so far is taken beside the new one."
    )


class SourceShape(BaseModel):
    source_id: str = Field(examples=["src_0192f0c1a5b77e3c8d2e4f6071829304"])
    name: str = Field(examples=["Web shop"])
    kind: Kind
    allowed_origins: list[str] = Field(examples=[["https://www.example.com"]])
    key_changed_at: datetime | None = Field(description="When its key was last changed; null: never.")
    former_key_until: datetime | None = Field(description="Until when the key before the last holds on.")
    last_used_at: datetime | None = Field(description="By either key, to within 5 minutes.")
    former_key_used_at: datetime | None = Field(description="By the former key, to within 5 minutes.")
    created_at: datetime

    @classmethod
    def of(cls, source: Source, /, **more: Any) -> Self:
        return cls(**vars(source) | {"source_id": public("src", source.source_id)} | more)


class CreatedSource(SourceShape):
    write_key: str = Field(description="Shown this once.", examples=["kbn_wk_0192f0c1…"])


class NewToken(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "Nightly report", "expires_at": "2030-01-31T00:00:00Z"}]},
    )

    name: Name
    expires_at: AwareDatetime | None = Field(
        default=None, description="At most ten years ahead; null: holds until revoked."
    )


class TokenShape(BaseModel):
    token_id: str = Field(examples=["tok_0192f0c1a5b77e3c8d2e4f6071829304"])
    name: str = Field(examples=["Nightly report"])
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None = Field(description="To within 5 minutes.")

    @classmethod
    def of(cls, token: Token, /, **more: Any) -> Self:
        return cls(**vars(token) | {"token_id": public("tok", token.token_id)} | more)


class CreatedToken(TokenShape):
    token: str = Field(description="Shown this once.", examples=["kbn_pat_0192f0c1…"])


class EntryShape(BaseModel):
    audit_id: str = Field(examples=["aud_0192f0c1a5b77e3c8d2e4f6071829304"])
    at: datetime
    actor: str = Field(examples=["Ada Lovelace"])
    actor_kind: str = Field(examples=["user"])
    action: str = Field(examples=["source.create"])
    subject_kind: str = Field(examples=["source"])
    subject_id: str = Field(examples=["src_0192f0c1a5b77e3c8d2e4f6071829304"])
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    address: str | None = Field(examples=["203.0.113.7"])

    @classmethod
    def of(cls, entry: Entry) -> Self:
        return cls(**vars(entry) | {"audit_id": public("aud", entry.audit_id), "actor": entry.actor_label})


class ListShape(BaseModel):
    total: int
    page: int
    limit: int


class MemberList(ListShape):
    members: list[MemberShape]


class SourceList(ListShape):
    sources: list[SourceShape]


class TokenList(ListShape):
    tokens: list[TokenShape]


class EntryList(ListShape):
    entries: list[EntryShape]


def paged(paging: Paging, total: int) -> dict[str, int]:
    return {"total": total, "page": paging.page, "limit": paging.limit}
