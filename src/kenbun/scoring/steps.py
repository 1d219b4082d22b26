"""What each event of a batch did to its lead's score: the score as of now with it and without it.

A lead with one event has what it showed and what it shows. Of one with several, the last ones are taken off again:
what they are worth now, in the order of time. Where stored events of the lead have changed with the batch (a burst, a
merge), there is no "without": its events are judged together, as of the last of them. So they are under rules of
inactivity where one came late.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from operator import attrgetter
from uuid import UUID

from kenbun.batch import Batch, Call
from kenbun.database import Connection
from kenbun.scoring import scores_queries, steps_queries
from kenbun.scoring.caps import Granted, Judgement
from kenbun.scoring.inactivity.live import pass_time_to
from kenbun.scoring.moves import Step, note_steps
from kenbun.scoring.versions import Version
from kenbun.scoring.whole import MILLION, whole, whole_points

_order = attrgetter("order")
_DAY = timedelta(days=1)
_MOST_HALF_LIVES = 600.0
# Of so many late ones of a batch each event is looked at by itself.
_MOST_EXACT = 50


async def faded_before(connection: Connection, batch: Batch, version: Version) -> dict[UUID, int]:
    """The scores at `now`, without the batch, of those leads who may by now show something else than they did. Before
    their states advance."""
    due = [
        lead_id
        for lead_id, standing in batch.standings.items()
        if standing.fades_at is not None and standing.fades_at <= batch.now
    ]
    if not due:
        return {}
    place = (connection, batch.workspace_id, version)
    await pass_time_to(*place, due, batch.now)
    # its events are stored already
    event_ids = [call.event_id for call in batch.events]
    scored = await scores_queries.read_scores(*place, due, batch.now, event_ids)
    return {lead_id: one.score for lead_id, one in scored.items()}


async def note_batch(
    connection: Connection, batch: Batch, version: Version, caps: Judgement, faded: Mapping[UUID, int]
) -> None:
    """Once the leads show what they do after it."""
    before = {**batch.scores_before, **faded}
    passed = [Step(one, batch.scores_before[one], score) for one, score in faded.items()]
    passed = [step for step in passed if step.before != step.after]
    await note_steps(connection, batch.workspace_id, "lead", "engagement", passed, batch.now, "fading")
    steps = await _steps(connection, batch, version, caps, before)
    await note_steps(connection, batch.workspace_id, "lead", "engagement", steps, batch.now, batch.cause)


async def _steps(
    connection: Connection, batch: Batch, version: Version, caps: Judgement, before: Mapping[UUID, int]
) -> list[Step]:
    of_leads = _events(batch)
    apart = {
        lead_id: sorted(calls, key=_order)
        for lead_id, calls in of_leads.items()
        if len(calls) > 1 and not _together(batch, version, caps, lead_id)
    }
    between = await _between(connection, batch, version, caps, apart) if apart else {}
    held = batch.held_leads()
    found: list[tuple[Call | None, Step]] = []
    for lead_id in of_leads.keys() | batch.changed_leads:
        score, after = before.get(lead_id, 0), batch.standings[lead_id].engagement_score
        if lead_id in between:
            for call, reached in zip(apart[lead_id], (*between[lead_id], after), strict=True):
                if score != reached:
                    found.append((call, Step(lead_id, score, reached, call.event_id, batch.held(call))))
                score = reached
        elif score != after:
            last = max(of_leads.get(lead_id, ()), key=_order, default=None)
            event_id = last.event_id if last else None
            found.append((last, Step(lead_id, score, after, event_id, held.get(lead_id))))
    found.sort(key=lambda one: (one[0] is not None, one[0].order if one[0] else ()))
    return [step for _, step in found]


def _events(batch: Batch) -> dict[UUID, list[Call]]:
    """The events that count."""
    found: dict[UUID, list[Call]] = defaultdict(list)
    for call in batch.events:
        if not call.verdicts:
            found[call.lead_id].append(call)
    return found


def _together(batch: Batch, version: Version, caps: Judgement, lead_id: UUID) -> bool:
    return lead_id in batch.changed_leads or (lead_id in caps.late and bool(version.decays))


async def _between(
    connection: Connection,
    batch: Batch,
    version: Version,
    caps: Judgement,
    apart: Mapping[UUID, Sequence[Call]],
) -> dict[UUID, list[int]]:
    """Of each lead the scores after all of its events but the last."""
    found: dict[UUID, list[int]] = {}
    late = [one for one in apart if one in caps.late]
    for lead_id in late[:_MOST_EXACT]:
        calls = apart[lead_id]
        found[lead_id] = [
            await _without(connection, batch, version, lead_id, calls[place:])
            for place in range(1, len(calls))
        ]
    usual = {one: calls for one, calls in apart.items() if one not in caps.late}
    if usual:
        found |= await _taken_off(connection, batch, version, caps.granted, usual)
    return found


async def _without(
    connection: Connection, batch: Batch, version: Version, lead_id: UUID, calls: Collection[Call]
) -> int:
    """From all other events: caps leave more to them."""
    others = [call.event_id for call in calls]
    place = (connection, batch.workspace_id, version)
    scores = await scores_queries.exact_scores(*place, [lead_id], batch.now, others)
    return scores.get(lead_id, 0)


async def _taken_off(
    connection: Connection,
    batch: Batch,
    version: Version,
    granted: Sequence[Granted],
    apart: Mapping[UUID, Sequence[Call]],
) -> dict[UUID, list[int]]:
    place = (connection, batch.workspace_id, version)
    event_ids = [call.event_id for calls in apart.values() for call in calls]
    worths = defaultdict(int, await steps_queries.worths(*place, event_ids, batch.now))
    for grant in granted:
        worths[grant.event_id] += _worth(version, grant, batch)
    values = await steps_queries.values_of(*place, apart, batch.now)
    exact: dict[UUID, int] = {}
    found: dict[UUID, list[int]] = {}
    for lead_id, calls in apart.items():
        value, lines = values.get(lead_id, (0.0, 0))
        left, scores = 0, []
        for call in reversed(calls[1:]):
            left += worths[call.event_id]
            points = value - left / MILLION
            if lines and _is_near(points, lines):
                if lead_id not in exact:
                    exact |= await scores_queries.exact_totals(*place, [lead_id], batch.now)
                scores.append(whole(exact.get(lead_id, 0) - left, negative=version.negative))
            else:
                scores.append(whole_points(points, negative=version.negative))
        found[lead_id] = scores[::-1]
    return found


def _worth(version: Version, grant: Granted, batch: Batch) -> int:
    half_life = version.active[grant.number].draft.half_life_days
    age = max(0.0, (batch.now - grant.happened_at) / _DAY)
    left = 1.0 if half_life is None else 0.5 ** min(_MOST_HALF_LIVES, age / half_life)
    return round(grant.points * left * MILLION)


def _is_near(points: float, lines: int) -> bool:
    """To a half, as near as rounded lines may lie from their exact sum."""
    shifted = abs(points) + 0.5
    return abs(shifted - round(shifted)) <= (lines + 2.0) / MILLION
