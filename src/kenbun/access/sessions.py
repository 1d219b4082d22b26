"""Signing in and out. A session is a row, and a secret in a cookie, of one user in one workspace."""

from datetime import datetime, timedelta
from uuid import UUID

from kenbun.access import audit
from kenbun.access.attempts import count_attempt, forgive_attempts
from kenbun.access.callers import Caller
from kenbun.access.keys import SESSION, mint, read
from kenbun.access.members import get_member, read_email
from kenbun.access.passwords import password_fits
from kenbun.access.queries import entry, people
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Invalid, NotFound, Unauthorized
from kenbun.kit.ids import public

LIFETIME = timedelta(days=14)
"""Without use; each use prolongs it."""

_PROLONG_AFTER = timedelta(hours=1)


async def sign_in(database: Database, email: str, password: str, address: str, clock: Clock) -> str:
    """The secret of a new session, in the workspace that the user joined or entered last.

    Raises `Unauthorized` alike for a wrong password and an unknown e-mail, `TooMany` after many failures.
    """
    user_id, workspace_ids = await check_credentials(database, email, password, address, clock)
    async with database.transaction() as connection:
        for workspace_id in reversed(workspace_ids):
            if secret := await open_session(connection, workspace_id, user_id, address, clock()):
                return secret
    raise Unauthorized("You are no member of any workspace any more: ask an admin to add you again.")


async def check_credentials(
    database: Database, email: str, password: str, address: str, clock: Clock
) -> tuple[UUID, list[UUID]]:
    """The user and where to look for memberships. Holds no connection while the password is hashed."""
    try:
        kept = read_email(email)
    except Invalid:
        kept = ""
    await count_attempt(database, kept, address, clock())
    async with database.transaction() as connection:
        user = await people.user_by_email(connection, kept)
    fits = await password_fits(password, user["password_hash"] if user else None)
    if user is None or not fits:
        raise Unauthorized("E-mail or password is wrong.")
    await forgive_attempts(database, kept, address, clock())
    return user["user_id"], list(user["workspace_ids"])


async def open_session(
    connection: Connection, workspace_id: UUID, user_id: UUID, address: str, now: datetime
) -> str | None:
    """The secret of a new session, or None where the user is no member of the workspace."""
    member = await people.member(connection, workspace_id, user_id)
    if member is None:
        return None
    secret = mint(SESSION, workspace_id)
    await entry.add_session(connection, secret, user_id, now, now + LIFETIME)
    caller = Caller(workspace_id, member["role"], "session", member["name"], user_id=user_id, address=address)
    await audit.record(connection, caller, "session.open", ("member", public("usr", user_id)), now=now)
    return secret.text


async def session_caller(database: Database, cookie: str, address: str, clock: Clock) -> Caller | None:
    """Who the cookie stands for, or None where it stands for no one any more."""
    secret = read(SESSION, cookie)
    if secret is None:
        return None
    now = clock()
    async with database.glance() as connection:
        row = await entry.session(connection, secret, now)
    if row is None:
        return None
    prolonged = now - row["last_seen_at"] > _PROLONG_AFTER
    if prolonged:
        async with database.transaction() as connection:
            await entry.prolong_session(connection, secret, now, now + LIFETIME)
    return Caller(
        workspace_id=secret.workspace_id,
        role=row["role"],
        via="session",
        name=row["name"],
        user_id=row["user_id"],
        email=row["email"],
        workspace_name=row["workspace_name"],
        has_other_workspaces=row["has_other_workspaces"],
        time_zone=row["time_zone"],
        address=address,
        prolonged=prolonged,
    )


async def switch_workspace(
    connection: Connection, cookie: str, caller: Caller, workspace_id: UUID, now: datetime
) -> str:
    """The secret of a session in another workspace of the caller's, which replaces this one.

    Raises `NotFound` for a workspace that the caller is no member of, whether it exists or not.
    """
    address = caller.address or ""
    secret = await open_session(connection, workspace_id, caller.member_id, address, now)
    if secret is None:
        raise NotFound("You are no member of such a workspace.", field="workspace_id")
    await people.prefer_workspace(connection, caller.member_id, workspace_id)
    await sign_out(connection, cookie, caller, now)
    return secret


async def sign_out(connection: Connection, cookie: str, caller: Caller, now: datetime) -> None:
    secret = read(SESSION, cookie)
    if secret is not None:
        await entry.end_session(connection, secret)
        subject = ("member", public("usr", caller.member_id))
        await audit.record(connection, caller, "session.close", subject, now=now)


async def sign_out_member(connection: Connection, caller: Caller, user_id: UUID, now: datetime) -> int:
    """By an admin, from this workspace: every session that the member has here. Raises `NotFound`."""
    member = await get_member(connection, caller.workspace_id, user_id)
    ended = await entry.end_sessions_of(connection, caller.workspace_id, user_id)
    subject, after = ("member", public("usr", user_id)), {"name": member.name, "sessions_ended": ended}
    await audit.record(connection, caller, "session.close_all", subject, after=after, now=now)
    return ended
