"""Where a simulation cannot be what the live path would have fired: what is no more, or was never kept."""

from __future__ import annotations

from collections.abc import Iterator

from kenbun.conditions import Crowd, Leaf, Tree, leaves_of
from kenbun.conditions.facts import HasLevel, HasRole, Is
from kenbun.triggers.drafts import Kind

_ALWAYS = (
    "Who has been deleted since is left out, and events that have been deleted count for nothing.",
    "Accounts that were in the archive then, and are not any more, count as if they had never been.",
)
_SEGMENT = (
    "Entries and exits are those on record: before the segment was made there are none, nor while it was off."
)


def unlike_live(kind: Kind, tree: Tree | None) -> tuple[str, ...]:
    """In sentences; `tree` are the conditions."""
    of_kind = (_SEGMENT,) if kind == "segment" else ()
    asked = dict.fromkeys(_of_conditions(tree)) if tree is not None else {}
    return (*_ALWAYS, *of_kind, *asked)


def _of_conditions(tree: Tree) -> Iterator[str]:
    for leaf in leaves_of(tree):
        match leaf:
            case HasLevel():
                yield "Levels in its conditions go by the bands of now."
            case HasRole():
                yield "Roles in buying committees are those of now."
            case Is("watched", _):
                yield "Watch lists are those of now."
            case Leaf(field=Crowd()):
                yield "The leads of an account are counted as they are now."
            case _:
                pass
