"""Many counts of one lead's events. Asked each by each, they are a hundred questions about every event; but most name a
type, and to an event of another type have nothing to say. So events are put in order by type, and those of a type asked
for the counts of that type alone: the first of each type share a column, the second of each, and so on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, FromClause, case, false, func, literal_column, select
from sqlalchemy.dialects.postgresql import array

from kenbun.conditions import Count
from kenbun.events.counted.pieces_queries import at_once, bounds
from kenbun.events.counted.reading_queries import Numbers, Reading
from kenbun.events.tables import events

_ByType = dict[int, list[Count]]
_NONE: ColumnElement[int] = literal_column("0")


def by_type(reading: Reading, counts: Sequence[Count], mine: Iterable[ColumnElement[bool]]) -> Numbers:
    """Of events alone. `mine` say which ones, of the row that this is joined to laterally."""
    typed, others = _sorted(reading, counts)
    rows = _of_each_type(reading, counts, mine, typed, others)
    numbers = func.any_value(rows.c.numbers, type_=ARRAY(BigInteger))
    found = select(
        *(numbers.filter(rows.c.type_id == type_id).label(f"t{type_id}") for type_id in typed),
        *(
            func.coalesce(func.sum(rows.c[f"n{place}"]), _NONE).label(f"n{place}")
            for place in range(len(others))
        ),
    ).lateral("happened")
    columns: dict[Count, ColumnElement[int]] = {
        one: func.coalesce(found.c[f"t{type_id}"][literal_column(str(place))], _NONE)
        for type_id, some in typed.items()
        for place, one in enumerate(some, 1)
    }
    return Numbers(found, columns | {one: found.c[f"n{place}"] for place, one in enumerate(others)})


def _sorted(reading: Reading, counts: Sequence[Count]) -> tuple[_ByType, list[Count]]:
    """Those that are about one type, by that type; and all others."""
    typed: _ByType = defaultdict(list)
    others = []
    for one in counts:
        types = reading.types_of(one)
        if types is not None and len(types) == 1:
            typed[types[0]].append(one)
        else:
            others.append(one)
    return typed, others


def _of_each_type(
    reading: Reading,
    counts: Sequence[Count],
    mine: Iterable[ColumnElement[bool]],
    typed: _ByType,
    others: Sequence[Count],
) -> FromClause:
    """A row for each type of event that there is."""
    at = events.c.happened_at

    def asked_by(some: Iterable[Count | None]) -> ColumnElement[bool]:
        whens: list[Any] = [
            (events.c.type_id == type_id, at_once(reading, one, at))
            for type_id, one in zip(typed, some, strict=True)
            if one is not None
        ]
        return case(*whens, else_=false())

    shared: list[Any] = [func.count().filter(asked_by(some)) for some in zip_longest(*typed.values())]
    own = (func.count().filter(at_once(reading, one, at)) for one in others)
    return (
        select(events.c.type_id, array(shared, type_=BigInteger).label("numbers"))
        .add_columns(*(number.label(f"n{place}") for place, number in enumerate(own)))
        .where(*reading.counted, *mine)
        .where(*bounds(reading, events, at, counts))
        .group_by(events.c.type_id)
        .correlate_except(events)
        .lateral("of_each_type")
    )
