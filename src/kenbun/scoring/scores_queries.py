"""From states to the scores that are shown.

The sums of a state differ from the exact sum of a receipt's lines, which are each rounded to 6 digits, by at most
half a millionth for each fading line. Where that could change the whole number the lines themselves are added up,
so the score shown is always that of the receipt.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    true,
    union_all,
)

from kenbun.database import Connection
from kenbun.scoring.hits_queries import (
    AT,
    COUNTED,
    LEAD_IDS,
    OF_LEADS,
    VERSION,
    WORKSPACE,
    age_in_days,
    days,
    faded,
    fading,
    judged_hits,
    micropoints,
)
from kenbun.scoring.inactivity.deductions import totals_taken
from kenbun.scoring.per_version import per_version
from kenbun.scoring.tables import lead_states
from kenbun.scoring.versions import Version
from kenbun.scoring.whole import whole

_MILLIONTH = 0.000001
_LN2 = 0.6931471805599453
# a hundred years in seconds: as good as never
_FAR = 3_155_760_000.0


class Scored(NamedTuple):
    """A lead's score at one time, and the earliest time at which fading alone can change it."""

    score: int
    fades_at: datetime | None


async def read_scores(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    lead_ids: Collection[UUID],
    at: datetime,
    without: Collection[UUID] = (),
) -> dict[UUID, Scored]:
    """The scores at `at` of those of these leads that have a state. `without` are events that no state holds yet."""
    values = {
        "workspace": workspace_id,
        "version": version.version_id,
        "at": at,
        "lead_ids": list(lead_ids),
    }
    rows = (await connection.execute(_of_leads(version), values)).all()
    scored = {row.lead_id: Scored(row.score, row.fades_at) for row in rows}
    near = [row.lead_id for row in rows if row.near]
    exact = await exact_scores(connection, workspace_id, version, near, at, without)
    for lead_id, score in exact.items():
        scored[lead_id] = Scored(score, scored[lead_id].fades_at)
    return scored


async def exact_scores(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    lead_ids: Collection[UUID],
    at: datetime,
    without: Collection[UUID] = (),
) -> dict[UUID, int]:
    """The scores as the lines of the leads' receipts add up to; as if the events `without` were not there."""
    totals = await exact_totals(connection, workspace_id, version, lead_ids, at, without)
    return {lead_id: whole(total, negative=version.negative) for lead_id, total in totals.items()}


async def exact_totals(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    lead_ids: Collection[UUID],
    at: datetime,
    without: Collection[UUID] = (),
) -> dict[UUID, int]:
    """Before they are rounded, in millionths of a point."""
    if not lead_ids:
        return {}
    values = {"workspace": workspace_id, "at": at, "lead_ids": list(lead_ids), "without": list(without)}
    totals = {row.lead_id: int(row.total) for row in await connection.execute(_exact(version), values)}
    taken = await totals_taken(connection, workspace_id, version, lead_ids, at, without)
    for lead_id, missing in taken.items():
        totals[lead_id] = totals.get(lead_id, 0) - missing
    return totals


_CORRECT = text("""
    UPDATE leads SET engagement_score = t.score
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:scores AS bigint[])) AS t (lead_id, score)
    WHERE leads.workspace_id = :workspace_id AND leads.lead_id = t.lead_id
""")


async def correct_scores(connection: Connection, workspace_id: UUID, scores: dict[UUID, int]) -> None:
    if scores:
        await connection.execute(
            _CORRECT,
            {"workspace_id": workspace_id, "lead_ids": list(scores), "scores": list(scores.values())},
        )


@per_version
def _of_leads(version: Version) -> Select[Any]:
    return shown_scores(version, lead_states.c.lead_id == func.any(LEAD_IDS))


def shown_scores(version: Version, *restrictions: ColumnElement[bool]) -> Select[Any]:
    """Of each state: lead_id, score, fades_at, and `near` where only the lines themselves can tell the score."""
    state = worth_of_states(version, *restrictions)
    worth = [state.c[f"worth{slot}"] for slot in range(len(version.slots))]
    # points per day, at most: what fades, fades ever more slowly
    rates = [
        func.abs(one) * (_LN2 / half_life)
        for one, half_life in zip(worth, version.slots, strict=True)
        if half_life is not None
    ]
    value = sum(worth[1:], worth[0])
    rate = sum(rates, literal(0.0, Double))
    shifted = value + 0.5
    distance = func.abs(shifted - func.round(shifted))
    near = and_(state.c.fading_lines > 0, distance <= tolerance(state.c.fading_lines))
    if not version.negative:
        near = and_(near, value > -1.0)
    wait = func.greatest(60.0, func.least(distance * 86400.0 / func.nullif(rate, 0.0), _FAR))
    fades_at: Any = case((rate > 0.0, AT + func.make_interval(0, 0, 0, 0, 0, 0, wait)))
    if version.decays:
        fades_at = func.least(fades_at, case((state.c.something_left, state.c.next_due)))
    return select(
        state.c.lead_id,
        whole_points(value, negative=version.negative).label("score"),
        near.label("near"),
        fades_at.label("fades_at"),
    )


def whole_points(value: ColumnElement[float], *, negative: bool) -> ColumnElement[int]:
    """As `whole.whole` has it, of points."""
    if not negative:
        return cast(func.greatest(0.0, func.floor(value + 0.5)), BigInteger)
    return cast(func.sign(value) * func.floor(func.abs(value) + 0.5), BigInteger)


def tolerance(fading_lines: Any) -> Any:
    """How far the sum of so many rounded lines may lie from the exact one, in points."""
    return (fading_lines * 0.5 + 1.0) * _MILLIONTH


def worth_of_states(version: Version, *restrictions: ColumnElement[bool]) -> Any:
    """What each slot of a state is worth at `at`.

    The offsets keep PostgreSQL from working out an expression again wherever its column is used: it would take
    ten times as long.
    """
    more = _of_inactivity(version) if version.decays else []
    aged = (
        select(
            lead_states.c.lead_id,
            lead_states.c.fading_lines,
            lead_states.c.sums,
            age_in_days(lead_states.c.as_of, AT).label("age"),
            *more,
        )
        .where(lead_states.c.workspace_id == WORKSPACE, lead_states.c.version_id == VERSION, *restrictions)
        .offset(literal_column("0"))
        .subquery("aged")
    )
    worth = [
        (aged.c.sums[slot + 1] * faded(aged.c.age, days(half_life))).label(f"worth{slot}")
        for slot, half_life in enumerate(version.slots)
    ]
    states = select(aged.c.lead_id, aged.c.fading_lines, *worth, *(aged.c[one.name] for one in more))
    return states.offset(literal_column("0")).subquery("state")


def _of_inactivity(version: Version) -> list[Any]:
    """Whether there is anything to take, and when next something is due after `at`."""
    since = func.greatest(0.0, func.date_part("epoch", AT - lead_states.c.last_active_at))
    dues = []
    for rule in version.decays:
        every = float(rule.draft.every_days * 86_400)
        seconds = (func.floor(since / every) + 1.0) * every
        dues.append(lead_states.c.last_active_at + func.make_interval(0, 0, 0, 0, 0, 0, seconds))
    left = [lead_states.c.positive[slot + 1] > 0.0 for slot in range(len(version.slots))]
    something = true() if version.negative else or_(*left)
    return [something.label("something_left"), func.least(*dues).label("next_due")]


@per_version
def _exact(version: Version) -> Select[Any]:
    parts = [judged_hits(version, OF_LEADS, COUNTED, capped=capped).subquery() for capped in (False, True)]
    lines = union_all(*(select(part.c.lead_id, line_value(part).label("value")) for part in parts)).subquery()
    return select(lines.c.lead_id, func.sum(lines.c.value).label("total")).group_by(lines.c.lead_id)


def line_value(hit: Any) -> Any:
    """What one hit adds to the sum of the receipt, in millionths: its line, less what its cap line takes off."""
    faded = fading(hit.c.happened_at, hit.c.half_life, AT)
    return micropoints(hit.c.points, faded) - micropoints(hit.c.excess, faded)
