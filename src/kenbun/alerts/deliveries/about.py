"""Whom deliveries are about, as it is asked for: by ids, which go on meaning the same people after a merge."""

from collections.abc import Collection
from uuid import UUID

from kenbun.alerts.deliveries.filters import About
from kenbun.database import Connection
from kenbun.identity.rooted_queries import ACCOUNTS, LEADS, Rooted
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import parse


async def about(
    connection: Connection, workspace_id: UUID, lead_id: str | None, account_id: str | None
) -> About | None:
    """None where neither is given. Raises Invalid where one is no id."""
    if lead_id is None and account_id is None:
        return None
    lead = read_id(LEADS.prefix, lead_id, "lead_id")
    account = read_id(ACCOUNTS.prefix, account_id, "account_id")
    return await shown_in(connection, workspace_id, [lead] if lead else [], [account] if account else [])


async def shown_in(
    connection: Connection, workspace_id: UUID, leads: Collection[UUID], accounts: Collection[UUID]
) -> About:
    """These, and whoever is shown together with them: a firing names who it was at the time."""
    return About(
        await _group(connection, workspace_id, LEADS, leads),
        await _group(connection, workspace_id, ACCOUNTS, accounts),
    )


def read_id(prefix: str, text: str | None, field: str) -> UUID | None:
    """None where none is given. Raises Invalid naming the field."""
    if text is None:
        return None
    found = parse(prefix, text)
    if found is None:
        raise Invalid(f"No such id: one begins with {prefix}_.", field=field)
    return found


async def _group(
    connection: Connection, workspace_id: UUID, of: Rooted, ids: Collection[UUID]
) -> frozenset[UUID]:
    if not ids:
        return frozenset()
    roots = await of.roots_of(connection, workspace_id, ids)
    return frozenset(await of.together(connection, workspace_id, {roots.get(one, one) for one in ids}))
