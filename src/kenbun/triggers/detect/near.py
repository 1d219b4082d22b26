"""Which events of a batch are worth a look: those near which as much has been done as any trigger asks for. They are
few, as a rule, so that most events cost no more than a count in an index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from kenbun.database import Connection
from kenbun.triggers.detect import near_queries as queries
from kenbun.triggers.detect.event_queries import Deed
from kenbun.triggers.detect.near_queries import Asked
from kenbun.triggers.detect.wanted import Wanted, keys_of
from kenbun.triggers.drafts import Subject

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

ByKey = Mapping[str, Sequence[Wanted]]


class Theirs(NamedTuple):
    """An event, and the lead or account that did it."""

    subject_id: UUID
    deed: Deed


class Span(NamedTuple):
    first: datetime
    last: datetime


async def worth_a_look(
    connection: Connection, workspace_id: UUID, subject: Subject, by_key: ByKey, judged: Sequence[Theirs]
) -> list[Theirs]:
    """`by_key` are those that look at events of a type, for each type that is judged."""
    alone = {key for key, some in by_key.items() if any(one.least == 1 for one in some)}
    spans = _spans(by_key, [one for one in judged if one.deed.key not in alone])
    names = await queries.types_of(connection, workspace_id, _keys(by_key)) if spans else {}
    asked = list(_asked(by_key, spans, names))
    near = await queries.near(connection, workspace_id, subject, asked, names) if asked else {}
    return [one for one in judged if one.deed.key in alone or _may_be(by_key[one.deed.key], one, near)]


def spans_of(by_key: ByKey, judged: Iterable[Theirs]) -> dict[UUID, Span]:
    """Of each, from when to when it matters what has been done."""
    found: dict[UUID, Span] = {}
    for (subject_id, _), span in _spans(by_key, judged).items():
        known = found.get(subject_id, span)
        found[subject_id] = Span(min(known.first, span.first), max(known.last, span.last))
    return found


def _spans(by_key: ByKey, judged: Iterable[Theirs]) -> dict[tuple[UUID, str], Span]:
    windows = {key: max((one.window for one in some), default=timedelta()) for key, some in by_key.items()}
    found: dict[tuple[UUID, str], Span] = {}
    for subject_id, deed in judged:
        at, window = deed.happened_at, windows[deed.key]
        known = found.get((subject_id, deed.key))
        first, last = at - window, at + window
        found[subject_id, deed.key] = (
            Span(min(known.first, first), max(known.last, last)) if known else Span(first, last)
        )
    return found


def _keys(by_key: ByKey) -> frozenset[str]:
    return frozenset[str]().union(*(one.keys or () for some in by_key.values() for one in some))


def _asked(
    by_key: ByKey, spans: Mapping[tuple[UUID, str], Span], names: Mapping[int, str]
) -> Iterable[Asked]:
    of_key: dict[str, tuple[list[int] | None, int]] = {}
    for key, some in by_key.items():
        keys = keys_of(some)
        types = None if keys is None else [type_id for type_id, name in names.items() if name in keys]
        of_key[key] = (types, min((one.least for one in some), default=0))
    for (subject_id, key), span in spans.items():
        yield Asked(subject_id, key, *span, *of_key[key])


def _may_be(
    wanted: Iterable[Wanted], one: Theirs, near: Mapping[tuple[UUID, str], Sequence[tuple[str, int]]]
) -> bool:
    beside = near.get((one.subject_id, one.deed.key))
    if not beside:
        return False
    own = (one.deed.happened_at - _EPOCH).total_seconds()
    return any(each.may_be_complete(beside, own) for each in wanted)
