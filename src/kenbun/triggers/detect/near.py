"""Which events of a batch are worth a look: those near which as much has been done as any trigger asks for. They are
few, as a rule, so that most events cost no more than a count in an index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeVar
from uuid import UUID

from kenbun.database import Connection
from kenbun.triggers.detect import near_queries as queries
from kenbun.triggers.detect.event_queries import Deed
from kenbun.triggers.detect.near_queries import Asked
from kenbun.triggers.detect.wanted import Wanted, keys_of
from kenbun.triggers.drafts import Subject

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_Key = TypeVar("_Key")
ByKey = Mapping[str, Sequence[Wanted]]


class Theirs(NamedTuple):
    """An event, and the lead or account that did it."""

    subject_id: UUID
    deed: Deed


class Worth(NamedTuple):
    """With the triggers that it may set off."""

    theirs: Theirs
    wanted: Sequence[Wanted]


class Span(NamedTuple):
    first: datetime
    last: datetime


async def worth_a_look(
    connection: Connection,
    workspace_id: UUID,
    subject: Subject,
    by_key: ByKey,
    judged: Sequence[Theirs],
    names: Mapping[int, str],
) -> list[Worth]:
    """`by_key` are those that look at events of a type, for each type that any looks at; `names` the keys of types."""
    alone = {key for key, some in by_key.items() if any(one.least == 1 for one in some)}
    spans = _spans(by_key, [one for one in judged if one.deed.key not in alone])
    asked = list(_asked(by_key, spans, names))
    near = await queries.near(connection, workspace_id, subject, asked, names) if asked else {}
    found = []
    for one in judged:
        wanted = by_key[one.deed.key]
        if one.deed.key not in alone:
            wanted = _may_be(wanted, one, near)
        if wanted:
            found.append(Worth(one, wanted))
    return found


def spans_of(worth: Iterable[Worth]) -> dict[UUID, Span]:
    """Of each, from when to when it matters what has been done."""
    found: dict[UUID, Span] = {}
    for (subject_id, deed), wanted in worth:
        _widen(found, subject_id, deed, max(one.window for one in wanted))
    return found


def _spans(by_key: ByKey, judged: Iterable[Theirs]) -> dict[tuple[UUID, str], Span]:
    windows = {key: max(one.window for one in some) for key, some in by_key.items()}
    found: dict[tuple[UUID, str], Span] = {}
    for subject_id, deed in judged:
        _widen(found, (subject_id, deed.key), deed, windows[deed.key])
    return found


def _widen(found: dict[_Key, Span], key: _Key, deed: Deed, window: timedelta) -> None:
    first, last = deed.happened_at - window, deed.happened_at + window
    known = found.get(key)
    found[key] = Span(min(known.first, first), max(known.last, last)) if known else Span(first, last)


def _asked(
    by_key: ByKey, spans: Mapping[tuple[UUID, str], Span], names: Mapping[int, str]
) -> Iterable[Asked]:
    of_key: dict[str, tuple[list[int] | None, int]] = {}
    for key, some in by_key.items():
        keys = keys_of(some)
        types = None if keys is None else [type_id for type_id, name in names.items() if name in keys]
        of_key[key] = (types, min(one.least for one in some))
    for (subject_id, key), span in spans.items():
        yield Asked(subject_id, key, *span, *of_key[key])


def _may_be(
    wanted: Iterable[Wanted], one: Theirs, near: Mapping[tuple[UUID, str], Sequence[tuple[str, int]]]
) -> list[Wanted]:
    beside = near.get((one.subject_id, one.deed.key))
    if not beside:
        return []
    own = (one.deed.happened_at - _EPOCH).total_seconds()
    return [each for each in wanted if each.may_be_complete(beside, own)]
