"""What the list of deliveries is narrowed to, as its URL and the form that sends them again have it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from kenbun.alerts.deliveries.filters import STATES, State
from kenbun.kit.days import in_order, read_days
from kenbun.kit.ids import parse


@dataclass(frozen=True, slots=True)
class Asked:
    """`channel` is an id, `whom` what people type to find a lead or an account; days are of the workspace's zone, both
    ends included."""

    state: State | None
    channel: str
    whom: str
    since: date | None
    until: date | None

    @classmethod
    def read(cls, state: str, channel: str, whom: str, first: str, last: str) -> Self:
        """Blank is not given, and so is a state or channel that is none. Raises Invalid about days."""
        days = read_days(first, last)
        in_order(*days)
        known = next((one for one in STATES if one == state), None)
        return cls(known, channel if parse("chn", channel) else "", whom.strip(), *days)

    @property
    def narrow(self) -> bool:
        return bool(self.pairs())

    def pairs(self, *, without: str = "") -> list[tuple[str, object]]:
        """As a URL has it."""
        given = {
            "state": self.state,
            "channel": self.channel,
            "whom": self.whom,
            "from": self.since,
            "to": self.until,
        }
        return [(name, value) for name, value in given.items() if value and name != without]
