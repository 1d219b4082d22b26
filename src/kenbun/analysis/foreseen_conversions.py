"""What another definition of a conversion would do: who has converted by it, and what segments and triggers make of
that."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.access.queries.ticks import visible
from kenbun.analysis.foreseen import AT_ONCE, anybody_looks
from kenbun.analysis.tried import Foreseen, in_pieces, tried
from kenbun.conversions import queries as conversions
from kenbun.conversions.definitions import Draft, add_definition, read
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.scoring.account_sums_queries import accounts_of
from kenbun.segments.following.looks import Looks

_CONVERTED = frozenset({"converted"})


class ConversionPreview(NamedTuple):
    """`leads` have converted by it; `new` of them by nothing else."""

    leads: int
    new: int
    foreseen: Foreseen


async def preview_conversion(
    database: Database, caller: Caller, clock: Clock, draft: Draft
) -> ConversionPreview:
    """It is made, looked at and taken back. Raises Invalid, Conflict, as making it does."""
    workspace_id = caller.workspace_id
    async with database.transaction() as connection:
        savepoint = await connection.begin_nested()
        made = await add_definition(connection, caller, draft, clock)
        new = await conversions.only_by(connection, workspace_id, made.definition_id)
        await savepoint.rollback()
    if not new or not await anybody_looks(database, workspace_id, _CONVERTED, ()):
        return ConversionPreview(made.leads, len(new), Foreseen())

    async def attempt(connection: Connection, some: Sequence[UUID]) -> Looks:
        now = await visible(connection, workspace_id)
        await conversions.add_definitions(connection, workspace_id, [read(draft)], now)
        await conversions.find_again(connection, workspace_id, some)
        looks = Looks()
        looks.add("lead", some, _CONVERTED, fires=False)
        looks.add("account", await accounts_of(connection, workspace_id, some), _CONVERTED, fires=False)
        return looks

    attempts = [partial(attempt, some=some) for some in in_pieces(new, AT_ONCE)]
    return ConversionPreview(made.leads, len(new), await tried(database, workspace_id, clock, attempts))
