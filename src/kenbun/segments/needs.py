"""What can change whether a lead, or an account, is in a segment: told by keys, of a segment all that it looks at, of a
lead in a batch all that became another there. Where they share none, the one need not be asked of the other."""

from __future__ import annotations

from collections.abc import Iterable

from kenbun.conditions import Tree, depends_on
from kenbun.conditions.turning import STATUS, Window
from kenbun.events.types import fold

Keys = frozenset[str]

ANYTHING_DONE = "did anything"
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
