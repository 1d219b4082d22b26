"""Whom a lead can be given to, as lists on pages offer them."""

from uuid import UUID

from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.owners.assign import possible_owners

MOST_SHOWN = 500


async def choices(connection: Connection, workspace_id: UUID) -> dict[str, str]:
    """The names of those whom leads can be given to, by id; two of one name are told apart by their e-mail."""
    members, _ = await possible_owners(connection, workspace_id, MOST_SHOWN)
    names = [member.name for member in members]
    return {
        public("usr", one.user_id): one.name if names.count(one.name) == 1 else f"{one.name} ({one.email})"
        for one in members
    }
