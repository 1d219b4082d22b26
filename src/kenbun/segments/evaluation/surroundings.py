"""What leaves mean in a workspace at a time: which scores a level stands for, which types of events a name."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from kenbun.conditions import Count, Fact, Field, Leaf
from kenbun.conditions.facts import DidThen, HasLevel, ScoreOver
from kenbun.database import Connection
from kenbun.events.counted import types_for
from kenbun.levels.bands import UNCLASSIFIED, Bands
from kenbun.levels.in_force import Levels, levels_in_force
from kenbun.subject import Subject

Kind = Subject
AnyLeaf = Leaf | Fact
Ranges = tuple[tuple[int | None, int | None], ...]
"""Of scores; both ends are included, None is open."""


@dataclass(frozen=True)
class Surroundings:
    """`types` are the ids of types by their folded names, as `types_for` gives them."""

    kind: Kind
    zone: str
    levels: Levels
    types: tuple[tuple[str | None, tuple[int, ...]], ...]

    def ranges(self, fact: HasLevel) -> Ranges:
        """The scores of that level, or of it and those above."""
        bands = self._bands(fact.dimension)
        named = bands.named(fact.value)
        if named is None:
            is_gap = fact.value.casefold() == UNCLASSIFIED.casefold() and fact.operator != "at_least"
            return tuple(bands.gaps()) if is_gap else ()
        if fact.operator != "at_least":
            return ((named.min, named.max),)
        return tuple((one.min, one.max) for one in bands.bands[bands.bands.index(named) :])

    def _bands(self, dimension: str) -> Bands:
        """Of an account, engagement is the sum of its leads', with bands of its own."""
        if self.kind == "account" and dimension == "engagement":
            return self.levels.account_engagement
        found: Bands = getattr(self.levels, dimension)
        return found


async def look_around(
    connection: Connection, workspace_id: UUID, kind: Kind, leaves: Collection[AnyLeaf], zone: str
) -> Surroundings:
    """Asks the database for what these leaves name, and for nothing where they name nothing."""
    levels = Levels(*(Bands(()) for _ in range(4)))
    if any(isinstance(leaf, HasLevel) for leaf in leaves):
        levels = await levels_in_force(connection, workspace_id)
    names = [name for leaf in leaves if isinstance(leaf, DidThen) for name in (leaf.first, leaf.then)]
    types = await types_for(connection, workspace_id, list(counts_of(leaves)), names)
    return Surroundings(kind, zone, levels, tuple(types.items()))


def score_of(leaf: AnyLeaf) -> str | None:
    """The dimension of the score that it looks at."""
    if isinstance(leaf, HasLevel | ScoreOver):
        return leaf.dimension
    if isinstance(leaf, Leaf) and isinstance(leaf.field, Field) and leaf.field.source == "score":
        return leaf.field.path
    return None


def counts_of(leaves: Collection[AnyLeaf]) -> Iterator[Count]:
    """Each once."""
    found = (leaf.field for leaf in leaves if isinstance(leaf, Leaf))
    yield from dict.fromkeys(one for one in found if isinstance(one, Count))
