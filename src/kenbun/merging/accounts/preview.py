"""What merging accounts would do: it is done, looked at and taken back before anybody sees it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.accounts.lists import AccountRow, rows_of
from kenbun.batch import Alias
from kenbun.database import Connection, Database
from kenbun.identity.account_queries import aliases_of
from kenbun.identity.rooted_queries import ACCOUNTS
from kenbun.kit.clock import Clock
from kenbun.mapping.shown import fields_of
from kenbun.merging.accounts import queries
from kenbun.merging.accounts.merge import merge_all
from kenbun.merging.apart import demand_apart
from kenbun.merging.choices import choose
from kenbun.merging.differing import Differing, differing
from kenbun.merging.link_queries import Came
from kenbun.merging.wish import Wish


@dataclass(frozen=True, slots=True)
class Preview:
    """The accounts as they are, the target first; what would come to the target, with the domains and ids by which the
    sources are known; and the target as it would be."""

    accounts: list[AccountRow]
    came: Came
    aliases: dict[UUID, list[Alias]]
    fields: list[Differing]
    merged: AccountRow


async def preview(database: Database, caller: Caller, wish: Wish, clock: Clock) -> Preview:
    """Raises what merging raises. Nothing is kept of it."""
    async with database.transaction() as connection:
        savepoint = await connection.begin_nested()
        seen = await _try(connection, caller, wish, clock)
        await savepoint.rollback()
    return seen


async def _try(connection: Connection, caller: Caller, wish: Wish, clock: Clock) -> Preview:
    place = (connection, caller.workspace_id)
    now = await tick(*place, clock)
    target_id = await demand_apart(*place, wish.target_id, wish.source_ids, ACCOUNTS)
    choices = await choose(*place, target_id, wish, ACCOUNTS)
    ids = [target_id, *wish.source_ids]
    accounts = await rows_of(*place, ids)
    came = await queries.how_much(*place, wish.source_ids)
    aliases = await aliases_of(*place, wish.source_ids)
    values = {one: await fields_of(*place, "account", one) for one in ids}
    await merge_all(connection, caller, target_id, wish.source_ids, choices, now)
    [merged] = await rows_of(*place, [target_id])
    shown = {one.field: one.value for one in await fields_of(*place, "account", target_id)}
    total = Came(*(sum(column) for column in zip(*came.values(), strict=True)))
    return Preview(accounts, total, aliases, differing(values, shown), merged)
