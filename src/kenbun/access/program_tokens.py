"""Tokens that were made on the command line: nobody signs in who has them, so they are seen and revoked there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kenbun.access.callers import Caller, Role
from kenbun.access.members import OF_PROGRAMS
from kenbun.access.queries import credentials
from kenbun.access.tokens import Token, revoke_member_token
from kenbun.database import Connection
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.ids import parse, public


async def list_program_tokens(connection: Connection, workspace_id: UUID) -> list[tuple[Token, Role]]:
    """The latest first, without revoked ones, with the role that each has by now."""
    rows = await credentials.tokens_of_domain(connection, workspace_id, OF_PROGRAMS)
    return [(Token(**{name: row[name] for name in Token.__dataclass_fields__}), row["role"]) for row in rows]


async def revoke_program_token(
    connection: Connection, caller: Caller, name_or_id: str, now: datetime
) -> Token:
    """Holds at once. Raises `NotFound`, or `Invalid` where several have that name."""
    wanted = parse("tok", name_or_id)
    known = [token for token, _ in await list_program_tokens(connection, caller.workspace_id)]
    found = [one for one in known if one.token_id == wanted or one.name == name_or_id]
    if not found:
        raise NotFound(
            "There is no such token: `kenbun token list` shows those that there are.", field="name"
        )
    if len(found) > 1:
        ids = ", ".join(public("tok", one.token_id) for one in found[:10])
        raise Invalid(f"Say which token is meant, by its id: {ids}", field="name")
    await revoke_member_token(connection, caller, found[0].user_id, found[0].token_id, now)
    return found[0]
