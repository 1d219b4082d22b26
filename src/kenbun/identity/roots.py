"""A lead that is merged into another is shown in that one, its root; its id goes on answering, with the root."""

from datetime import datetime
from uuid import UUID

from kenbun.database import Connection
from kenbun.identity import account_queries, roots_queries
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse


async def root_of(connection: Connection, workspace_id: UUID, lead_id: UUID) -> UUID:
    """Where the lead is shown: itself if it is not merged into another, or not there at all."""
    return (await roots_queries.roots_of(connection, workspace_id, [lead_id])).get(lead_id, lead_id)


async def root_known(
    connection: Connection, workspace_id: UUID, lead_id: UUID, at: datetime, known: str
) -> UUID:
    """By what was known at `at` (`then`), or is by now."""
    if known == "then":
        return await roots_queries.root_at(connection, workspace_id, lead_id, at)
    return await root_of(connection, workspace_id, lead_id)


async def find_lead(connection: Connection, workspace_id: UUID, text: str, field: str = "lead_id") -> UUID:
    """The lead that an id, in its public form, answers with: the root. Raises NotFound."""
    asked = parse("ld", text)
    known = await roots_queries.known_leads(connection, workspace_id, [asked]) if asked else {}
    if asked is None or asked not in known:
        raise NotFound("There is no such lead.", field=field)
    return known[asked]


async def find_account(
    connection: Connection, workspace_id: UUID, text: str, field: str = "account_id"
) -> UUID:
    """The account that an id, in its public form, answers with. Raises NotFound."""
    asked = parse("acct", text)
    known = await account_queries.known_accounts(connection, workspace_id, [asked]) if asked else {}
    if asked is None or asked not in known:
        raise NotFound("There is no such account.", field=field)
    return known[asked]
