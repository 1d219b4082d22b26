"""What the truth of a tree can change with."""

from dataclasses import dataclass

from kenbun.conditions.counts import Count
from kenbun.conditions.nodes import Leaf, Tree


@dataclass(frozen=True, slots=True)
class Dependencies:
    """`time`: it changes as time goes by; `zone`: with where the workspace's days begin; `counts`: with what a lead
    does."""

    fields: frozenset[str]
    time: bool
    zone: bool
    counts: frozenset[Count] = frozenset()


def depends_on(tree: Tree) -> Dependencies:
    if isinstance(tree, Leaf) and isinstance(tree.field, Count):
        return _of_count(tree.field)
    if isinstance(tree, Leaf):
        return Dependencies(
            fields=frozenset({str(tree.field)}),
            time=tree.operator.value == "days",
            zone=tree.compares_dates,
        )
    parts = [depends_on(part) for part in tree.parts]
    return Dependencies(
        fields=frozenset[str]().union(*(part.fields for part in parts)),
        time=any(part.time for part in parts),
        zone=any(part.zone for part in parts),
        counts=frozenset[Count]().union(*(part.counts for part in parts)),
    )


def _of_count(count: Count) -> Dependencies:
    """What it says of metadata is of events, which do not change."""
    where = depends_on(count.where) if count.where else None
    return Dependencies(
        fields=frozenset(),
        time=count.days is not None or bool(where and where.time),
        zone=bool(where and where.zone),
        counts=frozenset({count}),
    )
