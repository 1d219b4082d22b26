"""The active segments of a workspace, read once, in the order in which they are worked out; kept in memory until one
changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from kenbun.conditions import Tree
from kenbun.conditions.turning import Window, turning
from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.segments.defining import definition_queries as queries
from kenbun.segments.evaluation import Kind
from kenbun.segments.following.needs import Keys, ages_of, cuts_of, itself, member_of, needs_of
from kenbun.segments.language.check import read_stored

_MOST = 500
# Of what can have happened to one.
_MOST_KINDS = 10_000
_kept: dict[UUID, tuple[queries.Stamp, InForce]] = {}


@dataclass(frozen=True, eq=False)
class Active:
    """Without a tree, people alone say who is in. `rank` is above those of all segments that it asks for."""

    segment_id: UUID
    kind: Kind
    tree: Tree | None
    rank: int = 0

    @cached_property
    def needs(self) -> Keys:
        own = frozenset({self.itself})
        return own | needs_of(self.tree) if self.tree else own

    @cached_property
    def windows(self) -> frozenset[Window]:
        return turning(self.tree) if self.tree else frozenset()

    @cached_property
    def key(self) -> str:
        """With which those change that ask for it."""
        return member_of(public("seg", self.segment_id))

    @cached_property
    def itself(self) -> str:
        return itself(public("seg", self.segment_id))

    def looks_at(self, changed: Keys | None) -> bool:
        """Whether this can have moved somebody."""
        return changed is None or not self.needs.isdisjoint(changed)


@dataclass(frozen=True, eq=False)
class InForce:
    """`noting`: whether whom anything happens to is to be noted (see `known`)."""

    segments: tuple[Active, ...]
    noting: bool = False
    _asked: dict[tuple[int, Kind, Keys | None], frozenset[UUID]] = field(default_factory=dict)

    @cached_property
    def ranks(self) -> list[int]:
        return sorted({one.rank for one in self.segments})

    @cached_property
    def by_id(self) -> Mapping[UUID, Active]:
        return {one.segment_id: one for one in self.segments}

    def of(self, kind: Kind, rank: int | None = None) -> list[Active]:
        return [one for one in self.segments if one.kind == kind and rank in (None, one.rank)]

    def needs(self, kind: Kind) -> Keys:
        return frozenset().union(*(one.needs for one in self.of(kind)))

    @cached_property
    def cuts(self) -> list[Decimal]:
        """The numbers that leads' engagement scores are compared with, in order."""
        return sorted(frozenset().union(*(cuts_of(one.tree) for one in self.of("lead") if one.tree)))

    @cached_property
    def ages(self) -> list[int]:
        """The days after which somebody is not active any more, in order."""
        return sorted(frozenset().union(*(ages_of(one.tree) for one in self.segments if one.tree)))

    @cached_property
    def _by_key(self) -> dict[tuple[int, Kind], dict[str, set[UUID]]]:
        found: dict[tuple[int, Kind], dict[str, set[UUID]]] = defaultdict(lambda: defaultdict(set))
        for one in self.segments:
            for key in one.needs:
                found[one.rank, one.kind][key].add(one.segment_id)
        return found

    def asked(self, kind: Kind, rank: int, changed: Keys | None) -> frozenset[UUID]:
        """Those of the rank that have to be asked of one to whom this has happened. Many are alike, so it is kept."""
        known = (rank, kind, changed)
        if known not in self._asked:
            if len(self._asked) >= _MOST_KINDS:
                self._asked.clear()
            if changed is None:
                found = frozenset(one.segment_id for one in self.of(kind, rank))
            else:
                by_key = self._by_key[rank, kind]
                found = frozenset[UUID]().union(*(by_key[key] for key in changed & by_key.keys()))
            self._asked[known] = found
        return self._asked[known]


async def in_force(connection: Connection, workspace_id: UUID) -> InForce:
    """For a transaction that holds the tick: whoever changes a segment holds it too."""
    stamp = await queries.stamp(connection, workspace_id)
    known = _kept.get(workspace_id)
    if known and known[0] == stamp:
        return known[1]
    found = await read_in_force(connection, workspace_id)
    if len(_kept) >= _MOST:
        _kept.clear()
    _kept[workspace_id] = (stamp, found)
    return found


async def read_in_force(connection: Connection, workspace_id: UUID) -> InForce:
    """As this transaction sees them."""
    rows = await queries.active(connection, workspace_id)
    found = [
        Active(row.segment_id, row.kind, read_stored(row.kind, row.conditions) if row.conditions else None)
        for row in rows
    ]
    ranks = _ranks(found)
    noting = (await queries.stamp(connection, workspace_id)).noting
    return InForce(tuple(Active(one.segment_id, one.kind, one.tree, ranks[one.key]) for one in found), noting)


def _ranks(segments: Collection[Active]) -> dict[str, int]:
    """By their keys. There are no circles: saving refuses them; one that was there all the same ends nowhere."""
    needs = {one.key: one.needs for one in segments}
    ranks = dict.fromkeys(needs, 0)
    for _ in needs:
        above = {
            key: max((ranks[other] + 1 for other in needed if other in ranks), default=0)
            for key, needed in needs.items()
        }
        if above == ranks:
            break
        ranks = above
    return ranks
