"""Members: users in a workspace, each with one role there."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import get_args
from uuid import UUID

from email_validator import EmailNotValidError, validate_email

from kenbun.access import audit
from kenbun.access.callers import Caller, Role
from kenbun.access.queries import links, people
from kenbun.database import Connection
from kenbun.kit.errors import Conflict, Invalid, NotFound
from kenbun.kit.ids import new_id, public
from kenbun.kit.paging import Paging
from kenbun.kit.text import line

# No address can be of this kind, so that no one can take it over.
OF_PROGRAMS = "@kenbun.invalid"


@dataclass(frozen=True)
class Member:
    user_id: UUID
    email: str
    name: str
    role: Role
    created_at: datetime
    # whether they can sign in by e-mail and password
    has_password: bool = True

    @property
    def is_program(self) -> bool:
        """Whether tokens made on the command line belong to it: it can never sign in."""
        return self.email.endswith(OF_PROGRAMS)


def read_email(text: str) -> str:
    """The e-mail as it is kept: checked, trimmed, lower-cased."""
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise Invalid(f"Not an e-mail address: {error}", field="email") from None


async def readers(connection: Connection, workspace_id: UUID, *, admins_only: bool = False) -> list[UUID]:
    """Members who can be told something: programs read no notifications."""
    return await people.members_but(connection, workspace_id, OF_PROGRAMS, admins_only=admins_only)


def local_part(email: str) -> str:
    """What somebody is called as long as nothing else is known."""
    return email.partition("@")[0]


def read_role(text: str) -> Role:
    for role in get_args(Role):
        if text == role:
            return role  # type: ignore[no-any-return]
    raise Invalid("Must be viewer, editor or admin.", field="role")


async def anyone_can_sign_in(connection: Connection) -> bool:
    """Whether some user has set a password."""
    return await people.anyone_with_password(connection)


async def add_member(
    connection: Connection, caller: Caller, email: str, role: Role, now: datetime, *, name: str | None = None
) -> UUID:
    """The user with this e-mail is a member with this role from now on, whether known before or not.

    A new user has no password yet: `create_signin_link(…, user_id=…)` gives a link that sets one.
    """
    kept = read_email(email)
    shown = line(name, "name") if name else local_part(kept)
    user_id = await people.add_user(connection, new_id(), kept, shown, now)
    await let_in(connection, caller, user_id, kept, role, now)
    return user_id


async def let_in(
    connection: Connection, caller: Caller, user_id: UUID, email: str, role: Role, now: datetime
) -> None:
    """The user is a member with this role from now on; where that is so already, nothing is noted."""
    before = await people.member(connection, caller.workspace_id, user_id)
    if before and before["role"] == role:
        return
    await people.set_member(connection, caller.workspace_id, user_id, role, now)
    await audit.record(
        connection,
        caller,
        "member.change" if before else "member.add",
        ("member", public("usr", user_id)),
        before={"role": before["role"]} if before else None,
        after={"role": role, "email": email},
        now=now,
    )


async def find_member(connection: Connection, workspace_id: UUID, email: str) -> Member:
    """The member of this workspace with that e-mail. Raises `NotFound`."""
    user = await people.user_by_email(connection, read_email(email))
    row = await people.member(connection, workspace_id, user["user_id"]) if user else None
    if user is None or row is None:
        raise NotFound("No member has this e-mail: `kenbun member add EMAIL` adds one.", field="email")
    return Member(user["user_id"], row["email"], row["name"], row["role"], user["created_at"])


async def get_member(connection: Connection, workspace_id: UUID, user_id: UUID) -> Member:
    """Raises `NotFound`."""
    row = await people.member(connection, workspace_id, user_id)
    if row is None:
        raise NotFound("There is no such member.", field="user_id")
    return Member(user_id, row["email"], row["name"], row["role"], row["created_at"], row["has_password"])


async def change_role(
    connection: Connection, caller: Caller, user_id: UUID, role: Role, now: datetime
) -> Member:
    """Holds from the member's next request on. Raises `Conflict` where no admin would be left."""
    member = await get_member(connection, caller.workspace_id, user_id)
    if member.role == role:
        return member
    await _demand_another_admin(connection, caller.workspace_id, member)
    await people.set_member(connection, caller.workspace_id, user_id, role, now)
    await audit.record(
        connection,
        caller,
        "member.change",
        ("member", public("usr", user_id)),
        before={"role": member.role},
        after={"role": role, "name": member.name, "email": member.email},
        now=now,
    )
    return replace(member, role=role)


async def remove_member(connection: Connection, caller: Caller, user_id: UUID, now: datetime) -> Member:
    """Out at once, with sessions, tokens, watch list, views and notifications here; in other workspaces nothing
    changes. Raises `Conflict` where no admin would be left.

    What the member owns is not touched: that is told, and given to others, by whoever removes the member.
    """
    member = await get_member(connection, caller.workspace_id, user_id)
    await _demand_another_admin(connection, caller.workspace_id, member)
    await links.end_links_of(connection, caller.workspace_id, user_id)
    await people.remove_member(connection, caller.workspace_id, user_id)
    await audit.record(
        connection,
        caller,
        "member.remove",
        ("member", public("usr", user_id)),
        before={"role": member.role, "name": member.name, "email": member.email},
        now=now,
    )
    return member


async def _demand_another_admin(connection: Connection, workspace_id: UUID, member: Member) -> None:
    """Before this one stops being an admin: one has to stay who can sign in, or any where this one never could."""
    if member.role != "admin" or member.is_program:
        return
    admins = await people.lock_admins(connection, workspace_id, OF_PROGRAMS)
    could_sign_in = admins.pop(member.user_id, False)
    if not any(admins.values()) and (could_sign_in or not admins):
        raise Conflict(
            "This is the only admin who can sign in: nobody could change anything here any more. "
            "Make another member an admin first, who has set a password.",
            field="user_id",
        )


async def command_line_member(connection: Connection, caller: Caller, role: Role, now: datetime) -> UUID:
    """The member that tokens made on the command line belong to: one per role, who can never sign in."""
    email = f"command-line-{role}{OF_PROGRAMS}"
    user_id = await people.add_user(connection, new_id(), email, f"Command line ({role})", now)
    await let_in(connection, caller, user_id, email, role, now)
    return user_id


async def list_members(
    connection: Connection, workspace_id: UUID, paging: Paging
) -> tuple[list[Member], int]:
    rows = await people.members_of(connection, workspace_id, paging)
    return [Member(**row) for row in rows], await people.count_members(connection, workspace_id)
