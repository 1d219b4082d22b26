"""Lists ask for scores of a week ago all the time: they are remembered for a minute, and so up to that old."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

from kenbun.scoring.versions import Version

_KEPT_FOR = timedelta(minutes=1)
_MOST = 20_000


class _Then(NamedTuple):
    at: datetime
    event_count: int
    score: int


_known: WeakKeyDictionary[Version, OrderedDict[UUID, _Then]] = WeakKeyDictionary()


def recall(version: Version, event_counts: Mapping[UUID, int], at: datetime) -> dict[UUID, int]:
    """The scores remembered for about `at` of those of these leads that have had no event since."""
    known: Mapping[UUID, _Then] = _known.get(version, {})
    return {
        lead_id: then.score
        for lead_id, count in event_counts.items()
        if (then := known.get(lead_id)) and then.event_count == count and abs(at - then.at) < _KEPT_FOR
    }


def remember(
    version: Version, event_counts: Mapping[UUID, int], scores: Mapping[UUID, int], at: datetime
) -> None:
    known = _known.setdefault(version, OrderedDict())
    for lead_id, score in scores.items():
        known[lead_id] = _Then(at, event_counts[lead_id], score)
        known.move_to_end(lead_id)
    while len(known) > _MOST:
        known.popitem(last=False)
