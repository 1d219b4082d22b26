"""What lists ask for all the time is remembered for each lead: until its next event, or until that is too long ago."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from kenbun.scoring.versions import Version

_MOST = 20_000
_Value = TypeVar("_Value")


class _Known(NamedTuple):
    at: datetime
    event_count: int
    value: object


class Remembered(Generic[_Value]):
    """Of the leads under each version, the 20,000 that were asked for last."""

    def __init__(self, kept_for: timedelta) -> None:
        self._kept_for = kept_for
        self._known: WeakKeyDictionary[Version, OrderedDict[UUID, _Known]] = WeakKeyDictionary()

    def recall(self, version: Version, event_counts: Mapping[UUID, int], at: datetime) -> dict[UUID, _Value]:
        """What is remembered, for about `at`, of those of these leads that have had no event since."""
        known: Mapping[UUID, _Known] = self._known.get(version, {})
        return {
            lead_id: one.value  # type: ignore[misc]
            for lead_id, count in event_counts.items()
            if (one := known.get(lead_id)) and one.event_count == count and abs(at - one.at) < self._kept_for
        }

    def remember(
        self, version: Version, event_counts: Mapping[UUID, int], values: Mapping[UUID, _Value], at: datetime
    ) -> None:
        known = self._known.setdefault(version, OrderedDict())
        for lead_id, value in values.items():
            known[lead_id] = _Known(at, event_counts[lead_id], value)
            known.move_to_end(lead_id)
        while len(known) > _MOST:
            known.popitem(last=False)
