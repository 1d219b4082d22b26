"""One-time links: whoever opens one sets a password and is in. Good for one use, and for 24 hours; invitations for
seven days."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller, Role
from kenbun.access.keys import LINK, mint, read
from kenbun.access.members import let_in, local_part, read_email
from kenbun.access.own import rename, set_password
from kenbun.access.passwords import hash_password
from kenbun.access.queries import links, people
from kenbun.access.sessions import check_credentials, open_session
from kenbun.access.tables import ROLES
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, Invalid, NotFound, Unauthorized
from kenbun.kit.ids import new_id, public
from kenbun.kit.text import line

LIFETIME = timedelta(hours=24)

_GONE = (
    "This link has been used, withdrawn, or is too old. An admin of the workspace makes a new one, "
    "or `kenbun signin-link` on the server."
)
_ELSEWHERE = (
    "You are a member of other workspaces too, and an admin of one has seen this link: it cannot set your password. "
    "Ask whoever runs the server for one of `kenbun signin-link EMAIL`, or sign in with the password you have."
)


@dataclass(frozen=True)
class Link:
    """What a link is good for; `email` is set where it is for one person, `name` too where that is a user.

    `has_password` is whether the user has had one before; `shown_to` is the admin who has seen it.
    """

    workspace_id: UUID
    workspace_name: str
    role: Role
    user_id: UUID | None
    email: str | None
    name: str | None
    has_password: bool
    shown_to: UUID | None


@dataclass(frozen=True)
class Claim:
    """What the person who opened a link fills in; the e-mail counts only where the link names none.

    The name counts only where the person has had no password so far; a blank one is the name that is there, or else
    the e-mail's, as of members who are added.
    """

    email: str
    name: str
    password: str


async def create_signin_link(
    connection: Connection,
    workspace_id: UUID,
    role: Role,
    now: datetime,
    *,
    user_id: UUID | None = None,
    by: str = "command line",
    address: str | None = None,
) -> str:
    """The secret: the page is at `/sign-in/link/<secret>`.

    With `user_id` (a member) it sets that user's password; without, it lets in whoever opens it, with `role`. It is
    for somebody who may enter all workspaces of that user: the member, or who runs the server.
    """
    secret = mint(LINK, workspace_id)
    await links.add(
        connection,
        secret,
        link_id=new_id(),
        role=role,
        user_id=user_id,
        created_by=by,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    subject = ("member", public("usr", user_id)) if user_id else ("workspace", public("ws", workspace_id))
    caller = replace(Caller.system(workspace_id, by), address=address)
    await audit.record(connection, caller, "signin_link.create", subject, after={"role": role}, now=now)
    return secret.text


async def read_link(connection: Connection, text: str, now: datetime) -> Link:
    """Looks at a link without using it up (mail scanners open links). Raises `NotFound`."""
    secret = read(LINK, text)
    row = await links.one(connection, secret) if secret else None
    if row is None or row["used_at"] is not None or row["expires_at"] <= now:
        raise NotFound(_GONE)
    return Link(**{name: row[name] for name in Link.__dataclass_fields__})


async def redeem_link(database: Database, text: str, claim: Claim, address: str, clock: Clock) -> str:
    """Use the link up; the secret of a new session.

    An e-mail that has a password already is let in with that password only: a link into one workspace must
    not open another's members to whoever holds it.
    """
    async with database.transaction() as connection:
        link = await read_link(connection, text, clock())
        email = link.email or read_email(claim.email)
        claim = replace(claim, email=email, name=_name(link, claim, email))
        known = None if link.user_id else await people.user_by_email(connection, claim.email)
        await _demand_own(connection, link)
    new_hash = None
    if known is None:
        new_hash = await hash_password(claim.password)
    else:
        await _prove(database, known["password_hash"], claim, address, clock)
    async with database.transaction() as connection:
        now = clock()
        secret = read(LINK, text)
        if secret is None or not await links.use(connection, secret, now):
            raise NotFound(_GONE)
        await _demand_own(connection, link)
        user_id: UUID = link.user_id or (known["user_id"] if known else new_id())
        if link.user_id is None and known is None:
            await _add(connection, user_id, claim, now)
        name = known["name"] if known else claim.name
        caller = await _let_in(connection, link, replace(claim, name=name), user_id, address, now)
        if new_hash is not None:
            await rename(connection, caller, name, now)
            await set_password(connection, caller, new_hash, now)
        session = await open_session(connection, link.workspace_id, user_id, address, now)
        if session is None:
            raise NotFound(_GONE)
        return session


def _name(link: Link, claim: Claim, email: str) -> str:
    """Whoever has had a password is called as before; a blank one changes nothing."""
    if link.name and (link.has_password or not claim.name.strip()):
        return link.name
    return line(claim.name.strip() or local_part(email), "name", 100)


async def _demand_own(connection: Connection, link: Link) -> None:
    """An admin of one workspace must not set the password of somebody whom other workspaces let in, too."""
    if link.user_id is None or link.shown_to is None:
        return
    user = await people.user_by_id(connection, link.user_id)
    if user is not None and set(user["workspace_ids"]) - {link.workspace_id}:
        raise Conflict(_ELSEWHERE)


async def _prove(
    database: Database, password_hash: str | None, claim: Claim, address: str, clock: Clock
) -> None:
    if password_hash is None:
        raise Conflict(
            "This e-mail belongs to a member who has a link of their own: use that one.", field="email"
        )
    try:
        await check_credentials(database, claim.email, claim.password, address, clock)
    except Unauthorized:
        raise Invalid(
            "This e-mail has a password already, and this is another: enter the one you have.",
            field="password",
        ) from None


async def _add(connection: Connection, user_id: UUID, claim: Claim, now: datetime) -> None:
    if await people.add_user(connection, user_id, claim.email, claim.name, now) != user_id:
        raise Conflict("This e-mail was taken a moment ago: sign in with its password.", field="email")


async def _let_in(
    connection: Connection, link: Link, claim: Claim, user_id: UUID, address: str, now: datetime
) -> Caller:
    """Into the workspace, with the stronger of the link's role and the one that the user has there."""
    member = await people.member(connection, link.workspace_id, user_id)
    if member is None and link.user_id is not None:
        raise NotFound(_GONE)
    role = max((link.role, member["role"]), key=ROLES.index) if member else link.role
    subject = ("member", public("usr", user_id))
    caller = Caller(link.workspace_id, role, "session", claim.name, user_id=user_id, address=address)
    if link.user_id is None:
        await let_in(connection, caller, user_id, claim.email, role, now)
    await audit.record(connection, caller, "signin_link.use", subject, after={"role": role}, now=now)
    return caller
