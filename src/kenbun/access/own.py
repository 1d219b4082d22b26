"""What members change of themselves: name, password, and being signed in."""

from __future__ import annotations

from datetime import datetime

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.keys import SESSION, Secret, read
from kenbun.access.passwords import hash_password
from kenbun.access.queries import entry, links, people
from kenbun.access.sessions import check_credentials
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Invalid, Unauthorized
from kenbun.kit.ids import public
from kenbun.kit.text import line


async def rename(connection: Connection, caller: Caller, name: str, now: datetime) -> str:
    """In all workspaces: a person has one name."""
    user = await people.user_by_id(connection, caller.member_id)
    before, after = user["name"] if user else None, line(name, "name", 100)
    if after != before:
        await people.rename(connection, caller.member_id, after)
        await _note(connection, caller, "member.rename", now, before={"name": before}, after={"name": after})
    return after


async def change_password(
    database: Database, caller: Caller, current: str, new: str, cookie: str, clock: Clock
) -> None:
    """Whoever was signed in with the old one is out, in every workspace, but for the session of this cookie; links
    that would set it lead nowhere any more.

    Raises `Invalid`; `TooMany` after many wrong ones, like signing in.
    """
    try:
        await check_credentials(database, caller.email, current, caller.address or "", clock)
    except Unauthorized:
        raise Invalid("This is not your password.", field="current_password") from None
    try:
        new_hash = await hash_password(new)
    except Invalid as problem:
        raise Invalid(problem.detail, field="new_password") from None
    async with database.transaction() as connection:
        await set_password(connection, caller, new_hash, clock(), but=read(SESSION, cookie))


async def set_password(
    connection: Connection, caller: Caller, new_hash: str, now: datetime, *, but: Secret | None = None
) -> None:
    """Sessions of the caller end in every workspace, but for that one, and no link sets the password again."""
    user = await people.user_by_id(connection, caller.member_id)
    if user is None:
        return
    await people.set_password(connection, caller.member_id, new_hash)
    for workspace_id in user["workspace_ids"]:
        await links.end_links_of(connection, workspace_id, caller.member_id)
    ended = await _end_sessions(connection, caller, but)
    action = "password.change" if user["password_hash"] else "password.set"
    await _note(connection, caller, action, now, after={"sessions_ended": ended})


async def sign_out_everywhere(connection: Connection, caller: Caller, now: datetime) -> int:
    """Here too, and in every workspace; answers how many sessions there were. Tokens go on."""
    ended = await _end_sessions(connection, caller, None)
    await _note(connection, caller, "session.close_all", now, after={"sessions_ended": ended})
    return ended


async def count_sessions(connection: Connection, caller: Caller, now: datetime) -> int:
    """In every workspace, this one included."""
    user = await people.user_by_id(connection, caller.member_id)
    counts = [
        await entry.count_sessions_of(connection, workspace_id, caller.member_id, now)
        for workspace_id in (user["workspace_ids"] if user else ())
    ]
    return sum(counts)


async def _end_sessions(connection: Connection, caller: Caller, but: Secret | None) -> int:
    user = await people.user_by_id(connection, caller.member_id)
    counts = [
        await entry.end_sessions_of(connection, workspace_id, caller.member_id, but)
        for workspace_id in (user["workspace_ids"] if user else ())
    ]
    return sum(counts)


async def _note(
    connection: Connection,
    caller: Caller,
    action: str,
    now: datetime,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    subject = ("member", public("usr", caller.member_id))
    await audit.record(connection, caller, action, subject, before=before, after=after, now=now)
