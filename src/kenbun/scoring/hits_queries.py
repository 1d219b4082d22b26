"""Which events match which rules of a version, and how many points caps leave of them.

Every reading of a version starts from `hits`: the live path restricts it to a batch, a rebuild to some leads
or to nothing, a receipt to one lead; so they agree by construction.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Double,
    FromClause,
    Integer,
    Select,
    SmallInteger,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    column,
    func,
    literal,
    literal_column,
    null,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from kenbun.conditions import Scope, to_sql
from kenbun.events.activity_queries import UNSUPPRESSED
from kenbun.events.tables import events
from kenbun.scoring.rules import Rule
from kenbun.scoring.versions import Version

# not named as the columns: SQLAlchemy keeps those names for itself in UPDATE
WORKSPACE = bindparam("workspace", type_=Uuid)
VERSION = bindparam("version", type_=Uuid)
AT = bindparam("at", type_=DateTime(timezone=True))
LEAD_IDS = bindparam("lead_ids", type_=ARRAY(Uuid))
OF_LEADS = events.c.lead_id == func.any(LEAD_IDS)
# to reckon as if these events were not there; none of them: with all
WITHOUT = bindparam("without", type_=ARRAY(Uuid))
COUNTED = events.c.event_id != func.all(WITHOUT)
_NO_SUCH_TYPE = -1


@dataclass(frozen=True)
class Whose:
    """The lead that an event counts for, and the events with what it takes to know that."""

    lead_id: ColumnElement[Any]
    events: FromClause


NOW = Whose(events.c.lead_id, events)
_together = (
    func.unnest(bindparam("own_ids", type_=ARRAY(Uuid)), bindparam("then_ids", type_=ARRAY(Uuid)))
    .table_valued(Column("own_id", Uuid), Column("then_id", Uuid), name="together")
    .render_derived()
)
# At a past time: with the values of `identity.roots_queries.together_at`.
THEN = Whose(
    _together.c.then_id,
    events.join(_together, _together.c.own_id == func.coalesce(events.c.own_lead_id, events.c.lead_id)),
)


def hits(
    version: Version,
    *restrictions: ColumnElement[bool],
    capped: bool,
    let_through: ColumnElement[bool] = UNSUPPRESSED,
    whose: Whose = NOW,
) -> Select[Any]:
    """One row per event and matching rule, of the rules with (or without) a cap; before caps are counted.

    `let_through` says which events filters do not suppress, `whose` who did them: as of now, if nothing else is said.
    """
    numbers = [number for number, rule in enumerate(version.active) if bool(rule.draft.cap) == capped]
    rule = _rules(version, numbers)
    columns = [
        whose.lead_id.label("lead_id"),
        events.c.event_id,
        events.c.type_id,
        events.c.happened_at,
        events.c.message_id,
        rule.c.number,
        rule.c.slot,
        rule.c.half_life,
        rule.c.points,
    ]
    if capped:
        columns += [rule.c.cap, _period(rule.c.per, version.zone).label("period")]
    return (
        select(*columns)
        .select_from(whose.events.join(rule, rule.c.type_id == events.c.type_id))
        .where(
            events.c.workspace_id == WORKSPACE,
            let_through,
            *restrictions,
            _matches(version, numbers, rule.c.number),
        )
    )


def judged_hits(
    version: Version,
    *restrictions: ColumnElement[bool],
    capped: bool,
    let_through: ColumnElement[bool] = UNSUPPRESSED,
    whose: Whose = NOW,
) -> Select[Any]:
    """The hits with `excess`: the part of the points that the rule's cap takes off again.

    Caps count the earliest events by time, ties by message id. Restrictions must keep a lead's events together.
    """
    found = hits(version, *restrictions, capped=capped, let_through=let_through, whose=whose).subquery("hit")
    if not capped:
        return select(found, literal(0.0, Double).label("excess"), cast(null(), Integer).label("period"))
    size = func.abs(found.c.points)
    running = func.sum(size).over(
        partition_by=(found.c.lead_id, found.c.number, found.c.period),
        order_by=(found.c.happened_at, found.c.message_id, found.c.event_id),
        rows=(None, 0),
    )
    counted = select(found, running.label("running")).subquery("counted")
    over = func.least(func.abs(counted.c.points), func.greatest(0.0, counted.c.running - counted.c.cap))
    kept = [counted.c[column.name] for column in found.c if column.name not in ("cap", "period")]
    return select(*kept, (func.sign(counted.c.points) * over).label("excess"), counted.c.period)


def fading(
    happened_at: ColumnElement[Any], half_life: ColumnElement[Any], at: ColumnElement[Any]
) -> ColumnElement[float]:
    """0.5^(age / half-life), 1 where there is no half-life. `half_life` in days.

    The exponent stops at 600: PostgreSQL raises an error on underflow, and what is left is far below any digit shown.
    """
    return faded(age_in_days(happened_at, at), half_life)


def age_in_days(happened_at: ColumnElement[Any], at: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.greatest(0.0, func.date_part("epoch", at - happened_at)) / 86400.0


def faded(age: ColumnElement[Any], half_life: ColumnElement[Any]) -> ColumnElement[float]:
    left = func.power(literal_column("0.5::float8"), func.least(600.0, age / half_life), type_=Double)
    return case((half_life.is_(None), 1.0), else_=left)


def days(half_life: float | None) -> ColumnElement[Any]:
    return literal_column("NULL::float8", Double) if half_life is None else literal(half_life, Double)


def micropoints(points: ColumnElement[Any], worth: ColumnElement[float]) -> ColumnElement[int]:
    """A line's value in millionths of a point: the 6 digits that receipts show, as a whole number."""
    return cast(func.round(points * worth * 1000000.0), BigInteger)


def _rules(version: Version, numbers: list[int]) -> Any:
    """The rules as a table. Written out as text, since a statement with SQLAlchemy's VALUES is compiled anew
    each time it is executed; all that goes in are numbers and words of our own."""
    rows = ", ".join(_row(version, number) for number in numbers)
    nothing = f"(0, {_NO_SUCH_TYPE}, 0, NULL, 0, NULL, NULL)"
    return text(_RULES.format(rows or nothing)).columns(*_RULE_COLUMNS).subquery("rule")


# The casts: a column of nothing but NULL would be text.
_RULES = """
    SELECT cast(number AS smallint) AS number, cast(type_id AS int) AS type_id, cast(slot AS smallint) AS slot,
           cast(half_life AS float8) AS half_life, cast(points AS float8) AS points, cast(cap AS float8) AS cap, per
    FROM (VALUES {}) AS given (number, type_id, slot, half_life, points, cap, per)
"""
_RULE_COLUMNS = (
    column("number", SmallInteger),
    column("type_id", Integer),
    column("slot", SmallInteger),
    column("half_life", Double),
    column("points", Double),
    column("cap", Double),
    column("per", Text),
)


def _row(version: Version, number: int) -> str:
    rule = version.active[number]
    draft = rule.draft
    values = (
        number,
        version.type_ids.get(rule.type_key, _NO_SUCH_TYPE),
        version.slot_of(rule),
        draft.half_life_days,
        draft.points,
        draft.cap.points if draft.cap else None,
        f"'{draft.cap.per}'" if draft.cap else None,
    )
    return f"({', '.join('NULL' if value is None else str(value) for value in values)})"


def _matches(version: Version, numbers: list[int], number: ColumnElement[int]) -> ColumnElement[bool]:
    """Rules are joined on the event type; a CASE then asks only the conditions of the rule at hand."""
    rules = [(place, conditions_of(version, version.active[place])) for place in numbers]
    tests = [(number == place, and_(*parts)) for place, parts in rules if parts]
    return case(*tests, else_=True) if tests else true()


def conditions_of(version: Version, rule: Rule) -> list[ColumnElement[bool]]:
    """What an event of the rule's type must meet: its dates, and its conditions."""
    first, after = rule.valid_between(version.zone)
    parts = [events.c.happened_at >= first] if first else []
    parts += [events.c.happened_at < after] if after else []
    if rule.tree:
        scope = Scope(zone=version.zone, now=events.c.happened_at, metadata=events.c.metadata)
        parts.append(to_sql(rule.tree, scope))
    return parts


def _period(per: ColumnElement[str], zone: str) -> ColumnElement[int]:
    """The first day of the cap's period in the workspace's zone, as days since 1970; 0 for `ever`."""
    day = cast(func.timezone(zone, events.c.happened_at), Date)
    epoch = literal_column("date '1970-01-01'", Date)
    return case(
        (per == "day", day - epoch),
        (per == "week", day - epoch - cast(func.date_part("isodow", day), Integer) + 1),
        else_=0,
    )
