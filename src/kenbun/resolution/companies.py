"""Which account goes by the name of a company."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from kenbun.database import Connection
from kenbun.identity.account_queries import accounts_by_alias
from kenbun.identity.companies import squashed
from kenbun.resolution import company_queries as queries


async def accounts_of(
    connection: Connection, workspace_id: UUID, companies: Collection[str]
) -> dict[str, UUID]:
    """Of those of these normal names that an account goes by: the own account. One that is known by the name, else the
    only one that is called so."""
    aliases = {("company", company) for company in companies}
    held = await accounts_by_alias(connection, workspace_id, aliases)
    found = {company: one.account_id for (_, company), one in held.items()}
    words = {squashed(company): company for company in companies if company not in found}
    for word, account_id in (await queries.only_ones(connection, workspace_id, words)).items():
        found[words[word]] = account_id
    return found
