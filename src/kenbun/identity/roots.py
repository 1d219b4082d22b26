"""What is merged into another is shown in that one, its root; its id goes on answering, with the root."""

from datetime import datetime
from uuid import UUID

from kenbun.database import Connection
from kenbun.identity.rooted_queries import ACCOUNTS, LEADS, Rooted
from kenbun.kit.errors import NotFound


async def root_of(connection: Connection, workspace_id: UUID, lead_id: UUID) -> UUID:
    """Where the lead is shown: itself if it is not merged into another, or not there at all."""
    return (await LEADS.roots_of(connection, workspace_id, [lead_id])).get(lead_id, lead_id)


async def root_of_account(connection: Connection, workspace_id: UUID, account_id: UUID) -> UUID:
    """Likewise."""
    return (await ACCOUNTS.roots_of(connection, workspace_id, [account_id])).get(account_id, account_id)


async def root_known(
    connection: Connection, workspace_id: UUID, lead_id: UUID, at: datetime, known: str, of: Rooted = LEADS
) -> UUID:
    """By what was known at `at` (`then`), or is by now."""
    if known == "then":
        return await of.root_at(connection, workspace_id, lead_id, at)
    return (await of.roots_of(connection, workspace_id, [lead_id])).get(lead_id, lead_id)


async def find_lead(connection: Connection, workspace_id: UUID, text: str, field: str = "lead_id") -> UUID:
    """The lead that an id, in its public form, answers with: the root. Raises NotFound."""
    return await _find(connection, workspace_id, LEADS, text, field)


async def find_account(
    connection: Connection, workspace_id: UUID, text: str, field: str = "account_id"
) -> UUID:
    """The account that an id, in its public form, answers with: the root. Raises NotFound."""
    return await _find(connection, workspace_id, ACCOUNTS, text, field)


async def _find(connection: Connection, workspace_id: UUID, of: Rooted, text: str, field: str) -> UUID:
    asked = of.parse(text)
    known = await of.known(connection, workspace_id, [asked]) if asked else {}
    if asked is None or asked not in known:
        raise NotFound(f"There is no such {of.noun}.", field=field)
    return known[asked]
