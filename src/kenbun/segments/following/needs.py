"""What can change whether a lead, or an account, is in a segment: told by keys, of a segment all that it looks at, of a
lead in a batch all that became another there. Where they share none, the one need not be asked of the other."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from kenbun.conditions import Field, Leaf, Tree, depends_on, leaves_of, turning
from kenbun.conditions.facts import HasLevel, ScoreOver
from kenbun.conditions.turning import STATUS, Aged, Window
from kenbun.conditions.values import as_number
from kenbun.events.types import fold

Keys = frozenset[str]

ANYTHING_DONE = "did anything"
SCORED = "score engagement at all"
FIRST_ACTIVITY = "first activity"
_ENGAGEMENT = Field("score", "engagement")
OF_THE_ACCOUNT: Keys = frozenset({"account fields", "score account", "surging"})
"""What a lead's conditions may ask of its account: when that changes, all of its leads are looked at."""


def did(event_type: str) -> str:
    return f"did {fold(event_type)}"


def score(dimension: str) -> str:
    return f"score {dimension}"


def member_of(segment: str) -> str:
    """`segment` is its id, in the public form."""
    return f"member of {segment}"


def itself(segment: str) -> str:
    """Its own definition, or what people have said of who is in it."""
    return f"itself {segment}"


def passing(window: Window) -> str:
    """The edge of a window has passed something of one."""
    return f"passing {window!r}"


def score_at(number: Decimal) -> str:
    """The engagement score has passed, reached or left this."""
    return f"score engagement at {number.normalize()}"


def activity_after(days: int) -> str:
    """Somebody was active who had not been for so many days."""
    return f"activity after {days}"


def cuts_of(tree: Tree) -> frozenset[Decimal]:
    """The numbers that the engagement score is compared with."""
    return frozenset(
        number
        for leaf in leaves_of(tree)
        if isinstance(leaf, Leaf) and leaf.field == _ENGAGEMENT
        for value in leaf.scalars
        if (number := as_number(value)) is not None
    )


def ages_of(tree: Tree) -> frozenset[int]:
    """The days after which somebody is not active any more."""
    aged = [one for one in turning(tree) if isinstance(one, Aged)]
    return frozenset(one.days for one in aged if one.what != "creation")


def _precise(tree: Tree) -> set[str]:
    """What a batch can tell more precisely of one."""
    found = {score_at(number) for number in cuts_of(tree)} | {activity_after(days) for days in ages_of(tree)}
    for leaf in leaves_of(tree):
        if isinstance(leaf, HasLevel | ScoreOver) and leaf.dimension == "engagement":
            found.add(SCORED)
        if isinstance(leaf, Leaf) and leaf.field == STATUS:
            found.add(FIRST_ACTIVITY)
    return found


def needs_of(tree: Tree) -> Keys:
    seen = depends_on(tree)
    sources = {name.partition(".")[0] for name in seen.fields if name != str(STATUS)}
    return frozenset(
        {
            *(f"{source} fields" for source in sources & {"lead", "account"}),
            *(ANYTHING_DONE if one is None else did(one) for one in seen.deeds),
            *map(score, seen.scores),
            *map(member_of, seen.segments),
            *map(passing, seen.windows),
            *seen.known,
            *_precise(tree),
        }
    )


def together(parts: Iterable[Keys | None]) -> Keys | None:
    """None: everything may have changed."""
    found: set[str] = set()
    for part in parts:
        if part is None:
            return None
        found |= part
    return frozenset(found)
