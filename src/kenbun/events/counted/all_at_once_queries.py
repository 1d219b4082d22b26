"""Counts of everybody at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, literal_column, select

from kenbun.conditions import Count
from kenbun.events.counted.pieces_queries import counting
from kenbun.events.counted.reading_queries import Numbers, Reading
from kenbun.events.tables import events, sessions
from kenbun.leads.tables import leads


def all_at_once(reading: Reading, counts: Sequence[Count], *, of_accounts: bool) -> Iterator[Numbers]:
    """To be joined by `subject`, which is a lead, or an account and the sum of its leads.

    A walk is one through the events of some types in one window: in the index alone, unless metadata must be looked at.
    """
    walks: dict[Any, list[Count]] = {}
    for one in counts:
        table = sessions if one.what == "sessions" else events
        in_index = one.where is None and one.what != "invited_colleagues"
        walks.setdefault((table, one.days, one.between, in_index, reading.types_of(one)), []).append(one)
    for number, ((table, *_), some) in enumerate(walks.items()):
        walk = _by_account(reading, table, some) if of_accounts else _by_lead(reading, table, some)
        rows = walk.subquery(f"counted{number}")
        yield Numbers(
            rows,
            {one: func.coalesce(rows.c[f"n{place}"], literal_column("0")) for place, one in enumerate(some)},
        )


def _by_lead(reading: Reading, table: Any, counts: Sequence[Count]) -> Select[Any]:
    whose = table.c.lead_id
    return counting(reading, table, counts).add_columns(whose.label("subject")).group_by(whose)


def _by_account(reading: Reading, table: Any, counts: Sequence[Count]) -> Select[Any]:
    """Numbers of leads add up, but for the different people that several of them have invited."""
    doers = leads.alias("doers")
    whose = doers.c.account_id
    adds_up = all(one.what != "invited_colleagues" for one in counts)
    rows = _by_lead(reading, table, counts).subquery("by_lead") if adds_up else table
    lead_id = rows.c.subject if adds_up else table.c.lead_id
    same = and_(doers.c.workspace_id == reading.workspace, doers.c.lead_id == lead_id)
    found = (
        select(*(func.sum(rows.c[f"n{place}"]).label(f"n{place}") for place in range(len(counts))))
        if adds_up
        else counting(reading, table, counts)
    )
    return found.add_columns(whose.label("subject")).select_from(rows.join(doers, same)).group_by(whose)
