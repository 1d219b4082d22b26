"""Triggers as the list shows them: what each says, and how often it has fired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.kit.paging import Paging
from kenbun.triggers.builder import list_queries as queries
from kenbun.triggers.builder.gone import gone, levels_there
from kenbun.triggers.definitions import Trigger, list_triggers
from kenbun.triggers.naming import names_of
from kenbun.triggers.words import does, sentence

WEEK, MONTH = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Listed:
    """`week` and `month` are how often it has fired in 7 and 30 days, `held` how much of it is held back. `gone`: see
    there."""

    id: str
    kind: str
    name: str
    active: bool
    words: str
    does: str
    week: int
    month: int
    last: datetime | None
    held: int
    gone: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of them. `total` is how many fit what is asked for, `count` how many there are."""

    rows: Sequence[Listed]
    total: int
    count: int


async def listing_of(
    connection: Connection, workspace_id: UUID, typed: str, kind: str, paging: Paging, now: datetime
) -> Listing:
    """Those of the kind, if one is asked for, whose name contains what is typed; by name."""
    every = await list_triggers(connection, workspace_id)
    wanted = typed.strip().casefold()
    fitting = [one for one in every if kind in ("", one.kind) and wanted in one.name.casefold()]
    shown = fitting[paging.offset : paging.offset + paging.limit]
    return Listing(await rows_of(connection, workspace_id, shown, now), len(fitting), len(every))


async def rows_of(
    connection: Connection, workspace_id: UUID, triggers: Sequence[Trigger], now: datetime
) -> list[Listed]:
    ids = [one.trigger_id for one in triggers]
    names = await names_of(connection, workspace_id)
    levels = await levels_there(connection, workspace_id)
    found = await queries.numbers(connection, workspace_id, ids, now - WEEK, now - MONTH)
    numbers = {row.trigger_id: row for row in found}
    rows = []
    for one in triggers:
        document, number = one.document(), numbers[one.trigger_id]
        rows.append(
            Listed(
                public("trg", one.trigger_id),
                one.kind,
                one.name,
                one.definition.active,
                sentence(document, names),
                does(document["outputs"], names),
                number.week,
                number.month,
                number.last,
                number.held,
                gone(one, names, levels),
            )
        )
    return rows
