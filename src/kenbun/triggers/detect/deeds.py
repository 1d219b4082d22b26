"""Sequences and surges of events: each event that has come in is asked whether it completes one."""

from __future__ import annotations

import asyncio
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple
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
from kenbun.triggers.detect.near import Theirs, Worth, spans_of, worth_a_look
from kenbun.triggers.detect.near_queries import types_of
from kenbun.triggers.detect.past_deed_queries import known_then
from kenbun.triggers.detect.runs import Mark, sequence, surge
from kenbun.triggers.detect.scores import event_of
from kenbun.triggers.detect.wanted import Wanted, keys_of, looking_at
from kenbun.triggers.drafts import Subject
from kenbun.triggers.happening import Happening
from kenbun.triggers.in_force import Active
from kenbun.triggers.spans import Span

# Of past days all that may matter are held in memory at once: these take a few seconds, and two hundred megabytes.
_MOST_LOOKED_AT = 200_000
_MOST_COMPARED = 5_000_000
_TOO_MANY = (
    "Too many events lie within the time of one another: take a shorter one, rarer types, or fewer days."
)
_SUBJECTS: tuple[Subject, ...] = ("lead", "account")

Pools = Mapping[UUID, Sequence[Known]]
"""By whose they are, or may have been, in the order of time."""

_time = attrgetter("deed.happened_at")


class Came(NamedTuple):
    """The events of a batch that count, and in which account their leads are now."""

    deeds: Sequence[Deed]
    accounts: Mapping[UUID, UUID]

    def of(self, subject: Subject, keys: Collection[str]) -> Iterator[Theirs]:
        """Of types with these keys, by whose they are."""
        for deed in self.deeds:
            if deed.key not in keys:
                continue
            subject_id = deed.lead_id if subject == "lead" else self.accounts.get(deed.lead_id)
            if subject_id is not None:
                yield Theirs(subject_id, deed)


async def happened_in_batch(
    connection: Connection, workspace_id: UUID, triggers: Iterable[Active], came: Came
) -> list[Happening]:
    """By what has come, as leads and accounts are now."""
    found: list[Happening] = []
    wanted = [Wanted.of(one) for one in triggers]
    by_key = looking_at(wanted, came.deeds)
    place = (connection, workspace_id)
    names = await types_of(*place, frozenset[str]().union(*(one.keys or () for one in wanted)))
    for subject in _SUBJECTS:
        looking = {
            key: theirs
            for key, some in by_key.items()
            if (theirs := [one for one in some if one.trigger.subject == subject])
        }
        judged = list(came.of(subject, looking))
        worth = await worth_a_look(*place, subject, looking, judged, names) if judged else []
        if worth:
            found += await _of_batch(*place, subject, worth)
    return found


async def _of_batch(
    connection: Connection, workspace_id: UUID, subject: Subject, worth: Sequence[Worth]
) -> list[Happening]:
    keys = keys_of(one for _, some in worth for one in some)
    known = await queries.known_around(connection, workspace_id, subject, spans_of(worth), keys)
    # as they are stored: under the one name of their type
    stored = {one.deed.event_id: one.deed for some in known.values() for one in some}
    judged = [(stored.get(deed.event_id, deed), some) for (_, deed), some in worth]
    pools = {subject: {one: sorted(some, key=_order) for one, some in known.items()}}
    owners = {one.deed.lead_id: account_id for account_id, some in known.items() for one in some}
    belonging = whose.Now(owners if subject == "account" else {})
    return list(_happenings(judged, pools, belonging))


async def happened_before(
    connection: Connection, workspace_id: UUID, triggers: Iterable[Active], span: Span
) -> list[Happening]:
    """By all events that came in then, as everything was then. Raises Invalid where these are too many."""
    found: list[Happening] = []
    for one in triggers:
        found += await _before(connection, workspace_id, Wanted.of(one), span)
    return found


async def _before(connection: Connection, workspace_id: UUID, wanted: Wanted, span: Span) -> list[Happening]:
    # what is judged may have happened a while before; it is held back, if it had for longer than a day
    since = span.since - FRESH - wanted.window
    known = await known_then(connection, workspace_id, wanted, since, span.until, _MOST_LOOKED_AT + 1)
    if len(known) > _MOST_LOOKED_AT:
        told = f"More than {_MOST_LOOKED_AT:,} events would have to be looked at: name rarer types, or take fewer days."
        raise Invalid(told, field="days")
    judged = [
        (one.deed, (wanted,))
        for one in known
        if span.since < one.deed.received_at <= span.until and not one.suppressed_at(one.deed.received_at)
    ]
    subject = wanted.trigger.subject
    own_ids = {one.deed.own_lead_id for one in known}
    belonging = await whose.then(connection, workspace_id, own_ids, accounts=subject == "account")
    # beside the loop: others are answered meanwhile
    return await asyncio.to_thread(
        lambda: list(
            _happenings(judged, {subject: _pools(known, belonging, subject)}, belonging, most=_MOST_COMPARED)
        )
    )


def _happenings(
    judged: Iterable[tuple[Deed, Sequence[Wanted]]],
    pools: Mapping[Subject, Pools],
    belonging: whose.Now | whose.Then,
    most: int | None = None,
) -> Iterator[Happening]:
    """Each event is compared with those around it; raises Invalid where that are more than `most` in all."""
    compared = 0
    for deed, wanted in sorted(judged, key=lambda one: one[0].order):
        for one in wanted:
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


def _pools(known: Iterable[Known], belonging: whose.Then, subject: Subject) -> Pools:
    pools: dict[UUID, list[Known]] = defaultdict(list)
    for one in sorted(known, key=_order):
        for subject_id in belonging.ever(subject, one.deed):
            pools[subject_id].append(one)
    return pools


def _order(one: Known) -> tuple[datetime, str]:
    return (one.deed.happened_at, one.deed.message_id)


def _around(wanted: Wanted, pool: Sequence[Known], deed: Deed) -> Sequence[Known]:
    low = bisect_left(pool, deed.happened_at - wanted.window, key=_time)
    return pool[low : bisect_right(pool, deed.happened_at + wanted.window, key=_time)]


def _completed(wanted: Wanted, beside: Sequence[Deed], deed: Deed) -> dict[str, object] | None:
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
