"""Which entries of the audit log are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from kenbun.kit.days import in_order, instants, read_day
from kenbun.kit.errors import Invalid
from kenbun.kit.text import storable

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """All of them must be met; None asks for nothing.

    `actor` is a part of a name, or the id of a member (`usr_…`) or token; `action` is one (`rule.change`) or all that
    begin with its first word (`rule`); `subject` is an id. Days are those of the workspace's zone, both included.
    """

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    address: str | None = None
    first: date | None = None
    last: date | None = None

    @classmethod
    def read(cls, given: Mapping[str, str | None]) -> AuditFilters:
        """From the texts of a URL, in which nothing and a blank are alike. Raises `Invalid`."""
        return cls(
            actor=_text("actor", given),
            action=_text("action", given),
            subject=_text("subject", given),
            address=_text("address", given),
            first=_day("from", given),
            last=_day("to", given),
        )

    def __post_init__(self) -> None:
        in_order(self.first, self.last)

    def between(self, zone: str) -> tuple[datetime | None, datetime | None]:
        """From the first instant on, and before the second."""
        return instants(self.first, self.last, zone)

    @property
    def query(self) -> str:
        """As it stands in a URL."""
        named = {
            "actor": self.actor,
            "action": self.action,
            "subject": self.subject,
            "address": self.address,
            "from": self.first and self.first.isoformat(),
            "to": self.last and self.last.isoformat(),
        }
        return urlencode({name: value for name, value in named.items() if value})


def _text(name: str, given: Mapping[str, str | None]) -> str | None:
    trimmed = (given.get(name) or "").strip()
    if len(trimmed) > _LONGEST or not storable(trimmed):
        raise Invalid(f"Must be text of at most {_LONGEST} characters.", field=name)
    return trimmed or None


def _day(name: str, given: Mapping[str, str | None]) -> date | None:
    trimmed = (given.get(name) or "").strip()
    return read_day(trimmed, name) if trimmed else None
