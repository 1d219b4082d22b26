"""Who is asking, in which workspace, and what that one may do."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from kenbun.access.tables import ROLES
from kenbun.kit.errors import Forbidden

Role = Literal["viewer", "editor", "admin"]
Via = Literal["session", "token", "system"]

_MAY = {
    "viewer": "Ask an admin of the workspace for access.",
    "editor": "This needs the role editor or admin: ask an admin of the workspace.",
    "admin": "This needs the role admin: ask an admin of the workspace.",
}


@dataclass(frozen=True)
class Caller:
    """One member in one workspace for the length of one request; or the system itself, without a user.

    `name` is what the audit log shows. `expires_at` and `token_id` belong to personal tokens alone.
    """

    workspace_id: UUID
    role: Role
    via: Via
    name: str
    user_id: UUID | None = None
    email: str = ""
    workspace_name: str = ""
    # whether there is one to switch to
    has_other_workspaces: bool = False
    time_zone: str = "UTC"
    token_id: UUID | None = None
    expires_at: datetime | None = None
    address: str | None = field(default=None, compare=False)
    # whether this request has made the session last longer
    prolonged: bool = field(default=False, compare=False)

    @classmethod
    def system(cls, workspace_id: UUID, name: str) -> "Caller":
        """For what no member does: the command line, a job, the first start."""
        return cls(workspace_id=workspace_id, role="admin", via="system", name=name)

    @classmethod
    def of_job(cls, job: Any, role: Role) -> "Caller":
        """Whoever began a job whose row keeps `signature`, with the role that the member has by now."""
        return cls(
            workspace_id=job.workspace_id,
            role=role,
            via="token" if job.token_id else "session",
            name=job.created_by,
            user_id=job.user_id,
            token_id=job.token_id,
            address=job.address,
        )

    @property
    def signature(self) -> dict[str, Any]:
        """What a job keeps of who began it, how and from where: what it does is noted like its beginning."""
        return {
            "user_id": self.member_id,
            "created_by": self.name,
            "token_id": self.token_id,
            "address": self.address,
        }

    @property
    def member_id(self) -> UUID:
        """The user behind the request. Only the system has none, and it owns nothing personal."""
        if self.user_id is None:
            raise Forbidden("This belongs to a member; the system has none of its own.")
        return self.user_id

    def is_at_least(self, role: Role) -> bool:
        return ROLES.index(self.role) >= ROLES.index(role)

    def demand(self, role: Role) -> None:
        if not self.is_at_least(role):
            raise Forbidden(_MAY[role])
