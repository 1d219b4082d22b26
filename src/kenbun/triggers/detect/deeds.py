"""Sequences and surges of events: each event that has come in is asked whether it completes one."""

from __future__ import annotations

import asyncio
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from uuid import UUID

from kenbun.batch.batch import FRESH
from kenbun.database import Connection
from kenbun.events.types import fold
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import public
from kenbun.triggers.detect import deed_queries as queries
from kenbun.triggers.detect import whose
from kenbun.triggers.detect.deed_queries import Known
from kenbun.triggers.detect.event_queries import Deed
from kenbun.triggers.detect.runs import Mark, sequence, surge
from kenbun.triggers.detect.scores import event_of
from kenbun.triggers.drafts import Subject
from kenbun.triggers.happening import Happening, Span
from kenbun.triggers.in_force import Active

# Of past days all are held in memory at once: these take a few seconds, and a hundred megabytes.
_MOST_LOOKED_AT = 100_000
_MOST_COMPARED = 5_000_000
_TOO_MANY = (
    "Too many events lie within the time of one another: take a shorter one, rarer types, or fewer days."
)

_time = attrgetter("deed.happened_at")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a trigger looks at: types by their keys (none: any), in which window."""

    trigger: Active
    keys: frozenset[str] | None
    window: timedelta
    # so many events it takes, and of as many types
    least: int
    types: int

    @classmethod
    def of(cls, trigger: Active) -> _Wanted:
        of_kind = trigger.trigger.definition.of_kind
        names = of_kind.get("steps") or [of_kind["event_type"]]
        keys = None if None in names else frozenset(map(fold, names))
        least = of_kind["count"] if trigger.trigger.kind == "surge" else len(names)
        window = timedelta(seconds=of_kind["within_seconds"])
        return cls(trigger, keys, window, least, len(keys) if keys else 1)

    def looks_at(self, deed: Deed) -> bool:
        return self.keys is None or deed.key in self.keys

    def may_be_complete(self, beside: Sequence[tuple[str, int]], own: float) -> bool:
        """Whether enough has been done within the window before or after: by keys and seconds, a little too many."""
        wide = self.window.total_seconds() + 1
        keys = [
            key for key, at in beside if -wide <= at - own <= wide and (self.keys is None or key in self.keys)
        ]
        return len(keys) >= self.least and len(set(keys)) >= self.types


async def happened_in_batch(
    connection: Connection, workspace_id: UUID, triggers: Sequence[Active], deeds: Sequence[Deed]
) -> list[Happening]:
    """By the events of a batch, as leads and accounts are now."""
    wanted = [_Wanted.of(one) for one in triggers]
    of_accounts = any(one.trigger.subject == "account" for one in wanted)
    judged = [deed for deed in deeds if any(one.looks_at(deed) for one in wanted)]
    if judged and not of_accounts:
        judged = await _worth_a_look(connection, workspace_id, wanted, judged)
    if not judged:
        return []
    leads = {deed.lead_id for deed in judged}
    since = min(deed.happened_at for deed in judged) - max(one.window for one in wanted)
    place = (connection, workspace_id)
    known = await queries.known_of(*place, leads, _keys(wanted), since, whole_accounts=of_accounts)
    everybody = leads | {one.deed.lead_id for one in known}
    # as they are stored: under the one name of their type
    stored = {one.deed.event_id: one.deed for one in known}
    judged = [stored.get(deed.event_id, deed) for deed in judged]
    belonging = await whose.now(*place, everybody, accounts=of_accounts)
    return list(_happenings(wanted, judged, known, belonging))


async def _worth_a_look(
    connection: Connection, workspace_id: UUID, wanted: Sequence[_Wanted], judged: Sequence[Deed]
) -> list[Deed]:
    """Those near which their lead has done as much as any of these triggers asks for: few, as a rule."""
    by_key = {key: _looking_at(wanted, key) for key in {deed.key for deed in judged}}
    widest = max(one.window for one in wanted)
    near = await queries.near(connection, workspace_id, judged, widest, min(one.least for one in wanted))
    found = []
    for deed in judged:
        beside = near.get(deed.lead_id)
        own = (deed.happened_at - queries.EPOCH).total_seconds()
        if any(one.least == 1 or (beside and one.may_be_complete(beside, own)) for one in by_key[deed.key]):
            found.append(deed)
    return found


async def happened_before(
    connection: Connection, workspace_id: UUID, triggers: Sequence[Active], span: Span
) -> list[Happening]:
    """By all events that came in then, as everything was then. Raises Invalid where these are too many."""
    wanted = [_Wanted.of(one) for one in triggers]
    if not wanted:
        return []
    # what is judged may have happened a while before; it is held back, if it had for longer than a day
    since = span.since - FRESH - max(one.window for one in wanted)
    known = await queries.known_then(
        connection, workspace_id, _keys(wanted), since, span.until, _MOST_LOOKED_AT + 1
    )
    if len(known) > _MOST_LOOKED_AT:
        told = f"More than {_MOST_LOOKED_AT:,} events would have to be looked at: name rarer types, or take fewer days."
        raise Invalid(told, field="days")
    judged = [
        one.deed
        for one in known
        if span.since < one.deed.received_at <= span.until and not one.suppressed_at(one.deed.received_at)
    ]
    belonging = await whose.then(connection, workspace_id, {one.deed.own_lead_id for one in known})
    # beside the loop: others are answered meanwhile
    return await asyncio.to_thread(
        lambda: list(_happenings(wanted, judged, known, belonging, most=_MOST_COMPARED))
    )


def _keys(wanted: Iterable[_Wanted]) -> frozenset[str] | None:
    found: frozenset[str] = frozenset()
    for one in wanted:
        if one.keys is None:
            return None
        found |= one.keys
    return found


def _happenings(
    wanted: Sequence[_Wanted],
    judged: Iterable[Deed],
    known: Sequence[Known],
    belonging: whose.Now | whose.Then,
    most: int | None = None,
) -> Iterator[Happening]:
    """Each event is compared with those around it; raises Invalid where that are more than `most` in all."""
    compared = 0
    pools = {
        subject: _pools(known, belonging, subject)
        for subject in dict.fromkeys(one.trigger.subject for one in wanted)
    }
    judged = sorted(judged, key=lambda one: one.order)
    by_key = {key: _looking_at(wanted, key) for key in {deed.key for deed in judged}}
    for deed in judged:
        for one in by_key[deed.key]:
            if not one.trigger.waits_at(deed.received_at):
                continue
            subject = one.trigger.subject
            subject_id = belonging.at(subject, deed, deed.received_at)
            if subject_id is None:
                continue
            around = _around(one, pools[subject].get(subject_id, ()), deed)
            if len(around) < one.least:
                continue
            compared += len(around)
            if most is not None and compared > most:
                raise Invalid(_TOO_MANY, field="days")
            beside = [
                other.deed
                for other in around
                if other.is_known_with(deed)
                and one.looks_at(other.deed)
                and belonging.at(subject, other.deed, deed.received_at) == subject_id
            ]
            if (cause := _completed(one, beside, deed)) is not None:
                part_id = deed.own_lead_id if subject == "lead" else subject_id
                cause |= event_of(deed) | {"by": "event"}
                held = _held(deed)
                yield Happening(one.trigger, subject_id, part_id, deed.received_at, held, cause)


def _looking_at(wanted: Iterable[_Wanted], key: str) -> list[_Wanted]:
    """Those that look at events of this type."""
    return [one for one in wanted if one.keys is None or key in one.keys]


def _pools(
    known: Iterable[Known], belonging: whose.Now | whose.Then, subject: Subject
) -> Mapping[UUID, Sequence[Known]]:
    """By whose they may have been, in the order of time."""
    pools: dict[UUID, list[Known]] = defaultdict(list)
    for one in sorted(known, key=lambda one: (one.deed.happened_at, one.deed.message_id)):
        for subject_id in belonging.ever(subject, one.deed):
            pools[subject_id].append(one)
    return pools


def _around(wanted: _Wanted, pool: Sequence[Known], deed: Deed) -> Sequence[Known]:
    low = bisect_left(pool, deed.happened_at - wanted.window, key=_time)
    return pool[low : bisect_right(pool, deed.happened_at + wanted.window, key=_time)]


def _completed(wanted: _Wanted, beside: Sequence[Deed], deed: Deed) -> dict[str, object] | None:
    of_kind = wanted.trigger.trigger.definition.of_kind
    if wanted.trigger.trigger.kind == "surge":
        times = [one.happened_at for one in beside]
        if not surge(times, deed.happened_at, wanted.window, of_kind["count"]):
            return None
        return {"count": of_kind["count"], "within_seconds": of_kind["within_seconds"]}
    marks = [Mark(one.happened_at, one.key, one.event_id) for one in beside]
    own = next(one for one in marks if one.event_id == deed.event_id)
    steps = [fold(step) for step in of_kind["steps"]]
    run = sequence(marks, own, steps, wanted.window, ordered=of_kind["ordered"])
    if run is None:
        return None
    by_id = {one.event_id: one for one in beside}
    return {"events": [_event(by_id[one.event_id]) for one in run]}


def _event(deed: Deed) -> dict[str, str]:
    return {"id": public("evt", deed.event_id), "type": deed.name, "at": _stamp(deed.happened_at)}


def _stamp(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _held(deed: Deed) -> str | None:
    """As a batch has it (`Batch.held`)."""
    if deed.silent:
        return "import"
    return "late" if deed.happened_at <= deed.received_at - FRESH else None
