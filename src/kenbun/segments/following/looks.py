"""Who is to be looked at, and why: what has changed of each lead, and of each account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from kenbun.segments.defining.drafts import KINDS
from kenbun.segments.evaluation import Kind
from kenbun.segments.following.needs import Keys, together


class Look(NamedTuple):
    """`changed` are keys of `needs`; None: everything may have. `fires`: whether that may set anything off."""

    changed: Keys | None
    fires: bool


@dataclass(slots=True)
class Looks:
    leads: dict[UUID, Look] = field(default_factory=dict)
    accounts: dict[UUID, Look] = field(default_factory=dict)

    def of(self, kind: Kind) -> dict[UUID, Look]:
        return self.leads if kind == "lead" else self.accounts

    def add(self, kind: Kind, ids: Iterable[UUID], changed: Keys | None, *, fires: bool) -> None:
        """With what is known of them already."""
        looks = self.of(kind)
        for one in ids:
            known = looks.get(one)
            if known is None:
                looks[one] = Look(changed, fires)
            else:
                looks[one] = Look(together((known.changed, changed)), known.fires or fires)

    def __bool__(self) -> bool:
        return any(self.of(kind) for kind in KINDS)
