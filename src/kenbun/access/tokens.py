"""Personal tokens: one member in one workspace, for programs. Shown once; may do what the member may."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.keys import TOKEN, mint, read
from kenbun.access.members import get_member
from kenbun.access.queries import credentials
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.ids import new_id, public
from kenbun.kit.paging import Paging
from kenbun.kit.text import line

_FURTHEST = timedelta(days=3660)
_NOTE_USE_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class Token:
    token_id: UUID
    user_id: UUID
    name: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


async def create_token(
    connection: Connection,
    caller: Caller,
    name: str,
    now: datetime,
    *,
    expires_at: datetime | None = None,
    user_id: UUID | None = None,
) -> tuple[Token, str]:
    """The token and its secret, which cannot be had again. The command line says whose it is."""
    if expires_at is not None and not now < expires_at <= now + _FURTHEST:
        raise Invalid("Must lie in the future, at most ten years ahead.", field="expires_at")
    if caller.expires_at is not None and (expires_at is None or expires_at > caller.expires_at):
        raise Invalid(
            f"A token made by a token cannot outlive it: at most {caller.expires_at.isoformat()}.",
            field="expires_at",
        )
    secret = mint(TOKEN, caller.workspace_id)
    row = await credentials.add_token(
        connection,
        secret,
        token_id=new_id(),
        user_id=user_id or caller.member_id,
        name=line(name, "name", 100),
        created_at=now,
        expires_at=expires_at,
    )
    token = Token(**row)
    after = {"name": token.name, "expires_at": token.expires_at, "user": public("usr", token.user_id)}
    await audit.record(connection, caller, "token.create", _subject(token), after=after, now=now)
    return token, secret.text


async def list_tokens(connection: Connection, caller: Caller, paging: Paging) -> tuple[list[Token], int]:
    """The caller's own, the latest first, without revoked ones; and how many there are."""
    return await _tokens_of(connection, caller.workspace_id, caller.member_id, paging)


async def list_member_tokens(
    connection: Connection, caller: Caller, user_id: UUID, paging: Paging
) -> tuple[list[Token], int]:
    """Likewise, those of a member; for admins. Raises `NotFound` for who is none."""
    caller.demand("admin")
    await get_member(connection, caller.workspace_id, user_id)
    return await _tokens_of(connection, caller.workspace_id, user_id, paging)


async def revoke_token(connection: Connection, caller: Caller, token_id: UUID, now: datetime) -> None:
    """Holds at once. Only one's own; anyone else's is as if it were not there."""
    if not await _revoke(connection, caller, caller.member_id, token_id, now):
        raise NotFound("You have no such token.", field="token_id")


async def revoke_member_token(
    connection: Connection, caller: Caller, user_id: UUID, token_id: UUID, now: datetime
) -> None:
    """One of a member's, by an admin: it may have leaked, or nobody can sign in who has it. Raises `NotFound`."""
    caller.demand("admin")
    await get_member(connection, caller.workspace_id, user_id)
    if not await _revoke(connection, caller, user_id, token_id, now):
        raise NotFound("The member has no such token.", field="token_id")


async def _tokens_of(
    connection: Connection, workspace_id: UUID, user_id: UUID, paging: Paging
) -> tuple[list[Token], int]:
    rows, total = await credentials.tokens_of(connection, workspace_id, user_id, paging)
    return [Token(**row) for row in rows], total


async def _revoke(
    connection: Connection, caller: Caller, user_id: UUID, token_id: UUID, now: datetime
) -> bool:
    row = await credentials.revoke_token(connection, caller.workspace_id, token_id, user_id, now)
    if row is None:
        return False
    token = Token(**row)
    before = {"name": token.name, "user": public("usr", user_id)}
    await audit.record(connection, caller, "token.revoke", _subject(token), before=before, now=now)
    return True


async def token_caller(database: Database, text: str, address: str, clock: Clock) -> Caller | None:
    """Who the token stands for, or None where it holds no more. Notes its use, at most every 5 minutes."""
    secret = read(TOKEN, text)
    if secret is None:
        return None
    now = clock()
    async with database.glance() as connection:
        row = await credentials.token(connection, secret, now)
    if row is None:
        return None
    if row["last_used_at"] is None or now - row["last_used_at"] > _NOTE_USE_EVERY:
        async with database.transaction() as connection:
            await credentials.token_used(connection, secret.workspace_id, row["token_id"], now)
    return Caller(
        workspace_id=secret.workspace_id,
        role=row["role"],
        via="token",
        name=f"{row['user_name']} (token {row['name']})",
        user_id=row["user_id"],
        email=row["email"],
        workspace_name=row["workspace_name"],
        time_zone=row["time_zone"],
        token_id=row["token_id"],
        expires_at=row["expires_at"],
        address=address,
    )


def _subject(token: Token) -> tuple[str, str]:
    return "token", public("tok", token.token_id)
