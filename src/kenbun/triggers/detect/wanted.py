"""What a trigger of runs of events looks at: types, how many, in which window."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from kenbun.events.types import fold
from kenbun.triggers.detect.event_queries import Deed
from kenbun.triggers.in_force import Active

Keys = frozenset[str] | None
"""Of types; None: any."""


@dataclass(frozen=True, slots=True)
class Wanted:
    trigger: Active
    keys: Keys
    window: timedelta
    # so many events it takes, and of as many types
    least: int
    types: int

    @classmethod
    def of(cls, trigger: Active) -> Wanted:
        of_kind = trigger.trigger.definition.of_kind
        names = of_kind.get("steps") or [of_kind["event_type"]]
        keys = None if None in names else frozenset(map(fold, names))
        least = of_kind["count"] if trigger.trigger.kind == "surge" else len(names)
        window = timedelta(seconds=of_kind["within_seconds"])
        return cls(trigger, keys, window, least, len(keys) if keys else 1)

    def looks_at(self, deed: Deed) -> bool:
        return self.looks_at_key(deed.key)

    def looks_at_key(self, key: str) -> bool:
        return self.keys is None or key in self.keys

    def may_be_complete(self, beside: Sequence[tuple[str, int]], own: float) -> bool:
        """Whether enough has been done within the window before or after: by keys and seconds, a little too many."""
        if len(beside) < self.least:
            return False
        wide = self.window.total_seconds() + 1
        keys = [key for key, at in beside if -wide <= at - own <= wide and self.looks_at_key(key)]
        return len(keys) >= self.least and len(set(keys)) >= self.types


def keys_of(wanted: Iterable[Wanted]) -> Keys:
    """Those that any of them looks at."""
    found: frozenset[str] = frozenset()
    for one in wanted:
        if one.keys is None:
            return None
        found |= one.keys
    return found


def looking_at(wanted: Iterable[Wanted], deeds: Iterable[Deed]) -> dict[str, list[Wanted]]:
    """By the keys of these events, those that look at such."""
    some = list(wanted)
    return {key: [one for one in some if one.looks_at_key(key)] for key in {deed.key for deed in deeds}}
