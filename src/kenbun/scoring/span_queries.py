"""What the events of spans of time brought, each span being of one lead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Select,
    Uuid,
    and_,
    bindparam,
    cast,
    func,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from kenbun.database import Connection
from kenbun.events.tables import events
from kenbun.scoring.hits_queries import Whose, judged_hits
from kenbun.scoring.per_version import per_version
from kenbun.scoring.receipt_queries import concerned_by_caps
from kenbun.scoring.versions import Version


class Span(NamedTuple):
    """From `first` to `last`, both included."""

    lead_id: UUID
    first: datetime
    last: datetime


async def points_of_spans(
    connection: Connection, workspace_id: UUID, version: Version, spans: Sequence[Span]
) -> list[int]:
    """After caps and before fading. The spans of one lead lie apart."""
    whole = _envelopes(spans)
    values = {
        "workspace": workspace_id,
        **_columns("span", spans),
        **_columns("whole", list(whole.values())),
    }
    rows = await connection.execute(_points(version), values)
    found = {row.number: int(row.points) for row in rows}
    return [found.get(number, 0) for number in range(1, len(spans) + 1)]


def _envelopes(spans: Sequence[Span]) -> dict[UUID, Span]:
    """For each lead one span around all of its own."""
    found: dict[UUID, Span] = {}
    for span in spans:
        known = found.get(span.lead_id, span)
        first, last = min(known.first, span.first), max(known.last, span.last)
        found[span.lead_id] = Span(span.lead_id, first, last)
    return found


def _columns(name: str, spans: Sequence[Span]) -> dict[str, Any]:
    return {
        f"{name}_leads": [span.lead_id for span in spans],
        f"{name}_firsts": [span.first for span in spans],
        f"{name}_lasts": [span.last for span in spans],
    }


def _table(name: str) -> Any:
    times = ARRAY(DateTime(timezone=True))
    columns = (
        bindparam(f"{name}_leads", type_=ARRAY(Uuid)),
        bindparam(f"{name}_firsts", type_=times),
        bindparam(f"{name}_lasts", type_=times),
    )
    return (
        func.unnest(*columns)
        .table_valued(
            Column("lead_id", Uuid),
            Column("first", DateTime(timezone=True)),
            Column("last", DateTime(timezone=True)),
            with_ordinality="number",
            name=name,
        )
        .render_derived()
    )


@per_version
def _points(version: Version) -> Select[Any]:
    """Caps look at what came before in their period, so the spans are cut out after them."""
    span, whole = _table("span"), _table("whole")
    within = and_(
        events.c.lead_id == whole.c.lead_id, events.c.happened_at.between(whole.c.first, whole.c.last)
    )
    before = and_(
        events.c.lead_id == whole.c.lead_id, concerned_by_caps(version, whole.c.first, whole.c.last)
    )
    parts = [
        judged_hits(version, capped=capped, whose=Whose(events.c.lead_id, events.join(whole, on))).subquery()
        for capped, on in ((False, within), (True, before))
    ]
    left = (
        select(part.c.lead_id, part.c.happened_at, (part.c.points - part.c.excess).label("points"))
        for part in parts
    )
    hit = union_all(*left).subquery("hit")
    same = and_(hit.c.lead_id == span.c.lead_id, hit.c.happened_at.between(span.c.first, span.c.last))
    return (
        select(span.c.number, cast(func.sum(hit.c.points), BigInteger).label("points"))
        .select_from(span.join(hit, same))
        .group_by(span.c.number)
    )
