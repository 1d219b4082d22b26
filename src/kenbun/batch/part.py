"""A lead that is merged with others, as it is on its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

_NEVER = datetime.min.replace(tzinfo=UTC)


class Account(NamedTuple):
    """Whose a lead is (an own account), how that was found (or why nobody's), and when it was said."""

    account_id: UUID | None
    basis: str
    at: datetime | None


@dataclass(slots=True)
class Part:
    """`root_id` is the lead in which it is shown; the root itself is a part, too."""

    lead_id: UUID
    root_id: UUID
    created_at: datetime
    account_id: UUID | None = None
    account_basis: str = "no_email"
    account_at: datetime | None = None
    # the account that people chose as they merged it, and when
    chosen_account_id: UUID | None = None
    chosen_at: datetime | None = None
    # what people have said of it itself, and when; said of no account: that calls are to decide again
    hand_account_id: UUID | None = None
    hand_at: datetime | None = None


def shown_account(root_id: UUID, parts: Iterable[Part]) -> Account:
    """The account of all these leads as one: the one that people set or chose last, else the one whose id was said
    last, else the one of an e-mail's domain, else of a company's name, the root's own first."""
    ordered = sorted(parts, key=lambda part: (part.lead_id != root_id, part.created_at, part.lead_id))
    if (by_people := _by_people(ordered)) and by_people.account_id:
        return by_people
    named = [part for part in ordered if part.account_at]
    if named:
        last = max(named, key=lambda part: part.account_at or _NEVER)
        return Account(last.account_id, last.account_basis, last.account_at)
    for basis in ("domain", "company", "free_mail", "disposable"):
        for part in ordered:
            if part.account_basis == basis:
                return Account(part.account_id, basis, None)
    return Account(None, "no_email", None)


def _by_people(parts: Iterable[Part]) -> Account | None:
    """What was said last."""
    said = []
    for part in parts:
        if part.chosen_account_id:
            said.append(Account(part.chosen_account_id, "merge", part.chosen_at))
        if part.hand_at:
            said.append(Account(part.hand_account_id, "hand", part.hand_at))
    return max(said, key=lambda one: one.at or _NEVER, default=None)
