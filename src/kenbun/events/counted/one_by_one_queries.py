"""Counts of some, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement

from kenbun.conditions import Count
from kenbun.events.counted.by_type_queries import by_type
from kenbun.events.counted.pieces_queries import counting, of_events, of_sessions
from kenbun.events.counted.reading_queries import Numbers, Reading
from kenbun.events.tables import events, sessions

Whose = Callable[[ColumnElement[UUID]], ColumnElement[bool]]
"""Of a column of leads' ids: whether it is one of the row at hand."""

_FEW = 12
"""So many are asked of each event in less time than it takes to put the events in order by type."""


def one_by_one(
    reading: Reading, counts: Sequence[Count], whose: Whose, *, asked: ColumnElement[bool] | None = None
) -> Iterator[Numbers]:
    """To be joined laterally: looked up in an index for each row, so that the work grows with the rows alone, whatever
    the planner believes; and for none of those of which it is not `asked`."""
    happened = of_events(counts)
    simple = [one for one in happened if one.what == "events"]
    if sum(len(reading.types_of(one) or ()) for one in simple) > _FEW:
        mine = [whose(events.c.lead_id)] if asked is None else [whose(events.c.lead_id), asked]
        yield by_type(reading, simple, mine)
        happened = [one for one in happened if one.what != "events"]
    for table, some in ((events, happened), (sessions, of_sessions(counts))):
        if some:
            statement = counting(reading, table, some).where(whose(table.c.lead_id))
            if asked is not None:
                statement = statement.where(asked)
            rows = statement.lateral("counted" if table is events else "visited")
            yield Numbers(rows, {one: rows.c[f"n{place}"] for place, one in enumerate(some)})
