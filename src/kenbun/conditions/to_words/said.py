"""One thing that is so of somebody: said on its own, and said of those of whom it is so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from unicodedata import bidirectional

from kenbun.subject import Subject

Names = Mapping[str, str]
"""By the id of a segment, a member or a role: what people call it."""

_FROM_THE_RIGHT = {"R", "AL", "AN"}
# Marks, embeddings, overrides and isolates, none of which is seen.
_TURNING = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_OF_MANY = {"is": "are", "has": "have", "was": "were", "does": "do"}


class Said(NamedTuple):
    """`alone`: `is owned by Ada`; `told`, after leads or accounts: `who are owned by Ada`."""

    alone: str
    told: str


def who(subject: Subject, words: str) -> Said:
    """`words` begin with the verb, as it is said of one."""
    verb, _, rest = words.partition(" ")
    relative = "who" if subject == "lead" else "that"
    return Said(words, f"{relative} {_OF_MANY.get(verb, verb)} {rest}")


def whose(what: str, words: str) -> Said:
    """`title`, `contains “VP”`"""
    return Said(f"{what} {words}", f"whose {what} {words}")


def of_any_lead(subject: Subject, words: str, *, so: bool = True) -> Said:
    """Of an account it is so where it is of any of its leads; `words` as in `who`."""
    if subject == "lead":
        return who(subject, words)
    return who(subject, f"has {'a' if so else 'no'} lead who {words}")


def of_leads_together(subject: Subject, words: str) -> Said:
    """What is counted over all leads of an account; `words` are in the past, alike of one and of many."""
    return who(subject, words) if subject == "lead" else whose("leads", f"together {words}")


def quoted(said: str) -> str:
    """What somebody else has said or named. Where that runs from right to left it is set apart, so that the words
    around it do not follow."""
    plain = said.translate(_TURNING)
    if any(bidirectional(letter) in _FROM_THE_RIGHT for letter in plain):
        plain = f"\u2068{plain}\u2069"
    return f"“{plain}”"
