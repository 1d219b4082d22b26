"""What leads had at an earlier time under the versions of now, as cheaply as a page of a list needs it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Double,
    Interval,
    Row,
    Select,
    Uuid,
    and_,
    bindparam,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.database import Connection
from kenbun.events.tables import events
from kenbun.scoring.fit.score_queries import score_of
from kenbun.scoring.fit.versions import FitVersion
from kenbun.scoring.hits_queries import LEAD_IDS, OF_LEADS, VERSION, WORKSPACE, days, fading, judged_hits
from kenbun.scoring.per_version import per_version
from kenbun.scoring.scores_queries import whole_points
from kenbun.scoring.tables import lead_states
from kenbun.scoring.versions import Version

_THEN = bindparam("then", type_=DateTime(timezone=True))
_SINCE = events.c.happened_at > _THEN
# An ISO week, and the hour by which one may be longer.
_LONGEST_PERIOD = literal_column("interval '8 days'", Interval)
# Half-lives of half a day make what is left of a sum after seven days 16,384 times as large again, its last digits too;
# after thirty days 2^60 times, and nothing of it could be believed.
_TOLERANCE = 0.001
_MOST_AGED = 2.0**20
_SIX_DIGITS = 0.000001


async def engagement_then(
    connection: Connection, workspace_id: UUID, version: Version, lead_ids: Collection[UUID], then: datetime
) -> Sequence[Row[Any]]:
    """Rows of lead_id, score and `near`, where only the events themselves can tell the score; none: 0."""
    values = {
        "workspace": workspace_id,
        "version": version.version_id,
        "lead_ids": list(lead_ids),
        "then": then,
    }
    rows: Sequence[Row[Any]] = (await connection.execute(_engagement(version), values)).all()
    return rows


@per_version
def _engagement(version: Version) -> Select[Any]:
    """The state, less what happened since, and aged backwards: the work does not grow with a lead's history."""
    plain = judged_hits(version, OF_LEADS, _SINCE, capped=False).subquery("plain")
    capped = judged_hits(version, OF_LEADS, _may_use_caps(version), capped=True).subquery("capped")
    names = ("lead_id", "slot", "happened_at", "half_life", "points", "excess")
    hit = union_all(
        select(*(plain.c[name] for name in names)),
        select(*(capped.c[name] for name in names)).where(capped.c.happened_at > _THEN),
    ).subquery("hit")
    worth = (hit.c.points - hit.c.excess) * fading(hit.c.happened_at, hit.c.half_life, lead_states.c.as_of)
    slots = [
        (lead_states.c.sums[slot + 1] - func.coalesce(func.sum(worth).filter(hit.c.slot == slot), 0.0))
        * _aged(half_life)
        for slot, half_life in enumerate(version.slots)
    ]
    value = sum(slots[1:], slots[0])
    most_aged = _aged(min(filter(None, version.slots), default=None))
    states = (
        select(
            *(lead_states.c.lead_id, lead_states.c.fading_lines),
            *(value.label("value"), most_aged.label("most_aged")),
        )
        .select_from(lead_states.outerjoin(hit, hit.c.lead_id == lead_states.c.lead_id))
        .where(
            lead_states.c.workspace_id == WORKSPACE,
            lead_states.c.version_id == VERSION,
            lead_states.c.lead_id == func.any(LEAD_IDS),
        )
        .group_by(lead_states.c.workspace_id, lead_states.c.version_id, lead_states.c.lead_id)
        .subquery("then")
    )
    shifted = states.c.value + 0.5
    tolerance = states.c.fading_lines * (_SIX_DIGITS / 2) + _TOLERANCE
    unsure = or_(func.abs(shifted - func.round(shifted)) <= tolerance, states.c.most_aged > _MOST_AGED)
    near = and_(states.c.fading_lines > 0, unsure)
    score = whole_points(states.c.value, negative=version.negative)
    return select(states.c.lead_id, score.label("score"), near.label("near"))


def _aged(half_life: float | None) -> ColumnElement[float]:
    """From the state's time to the one asked for, backwards as well as forwards."""
    if half_life is None:
        return literal(1.0, Double)
    age = func.date_part("epoch", _THEN - lead_states.c.as_of) / 86400.0
    return func.power(literal_column("0.5::float8"), func.least(600.0, age / days(half_life)), type_=Double)


def _may_use_caps(version: Version) -> ColumnElement[bool]:
    """What can have used up a cap: the week before, and of types with a cap for ever all."""
    for_ever = [
        version.type_ids[rule.type_key]
        for rule in version.active
        if rule.draft.cap and rule.draft.cap.per == "ever" and rule.type_key in version.type_ids
    ]
    recent = events.c.happened_at > _THEN - _LONGEST_PERIOD
    return or_(recent, events.c.type_id.in_(for_ever)) if for_ever else recent


# The lead itself, and those that are merged into it.
_OWN = """
    ARRAY(SELECT l.lead_id UNION ALL SELECT p.lead_id FROM lead_parts p
          WHERE p.workspace_id = {workspace} AND p.root_id = l.lead_id AND p.lead_id <> l.lead_id)
"""

_STANDING = text(f"""
    SELECT l.lead_id,
           l.created_at <= :then
           OR EXISTS (SELECT FROM events e WHERE e.workspace_id = :workspace_id AND e.lead_id = l.lead_id
                                             AND e.suppressed IS NULL AND e.happened_at <= :then)
           OR EXISTS (SELECT FROM field_changes f WHERE f.workspace_id = :workspace_id AND f.subject = 'lead'
                                                    AND f.subject_id = ANY({_OWN.format(workspace=":workspace_id")})
                                                    AND f.happened_at <= :then)
             AS was_there,
           EXISTS (SELECT FROM field_changes f WHERE f.workspace_id = :workspace_id AND f.subject = 'lead'
                                                 AND f.subject_id = ANY({_OWN.format(workspace=":workspace_id")})
                                                 AND f.happened_at > :then) AS changed
    FROM leads l
    WHERE l.workspace_id = :workspace_id AND l.lead_id = ANY(cast(:lead_ids AS uuid[]))
""")  # noqa: S608 - our own text

# By the time of the events that the values came from; of what was shown by then the last, of merged leads the newest.
_FIELDS = f"""
    SELECT own.lead_id, coalesce((
        SELECT jsonb_strip_nulls(jsonb_object_agg(latest.field, latest.value))
        FROM (SELECT DISTINCT ON (f.field) f.field, f.value FROM field_changes f
              WHERE f.workspace_id = :workspace AND f.subject = 'lead' AND f.happened_at <= :then
                AND f.subject_id = ANY(own.ids)
              ORDER BY f.field, CASE WHEN cardinality(own.ids) > 1 THEN f.happened_at END DESC,
                       f.change_id DESC) AS latest), '{{}}') AS fields
    FROM (SELECT l.lead_id, {_OWN.format(workspace=":workspace")} AS ids
          FROM unnest(cast(:lead_ids AS uuid[])) AS l (lead_id)) AS own
    OFFSET 0
"""  # noqa: S608


async def standing_then(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID], then: datetime
) -> Sequence[Row[Any]]:
    """Of each lead whether anything of it had happened, and whether any field has changed since."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids), "then": then}
    return (await connection.execute(_STANDING, values)).all()


async def profile_then(
    connection: Connection,
    workspace_id: UUID,
    version: FitVersion,
    lead_ids: Collection[UUID],
    then: datetime,
) -> dict[UUID, int]:
    """What the fields of then are worth."""
    if not lead_ids:
        return {}
    values = {"workspace": workspace_id, "lead_ids": list(lead_ids), "then": then}
    rows = await connection.execute(_profile(version), values)
    return {row.lead_id: row.score for row in rows.all()}


@per_version
def _profile(version: FitVersion) -> Select[Any]:
    had = text(_FIELDS).columns(column("lead_id", Uuid), column("fields", JSONB)).subquery("had")
    return select(had.c.lead_id, score_of(version, had.c.fields).label("score"))
