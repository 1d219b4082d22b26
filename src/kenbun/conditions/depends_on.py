"""What the truth of a tree can change with."""

from dataclasses import dataclass

from kenbun.conditions.nodes import Leaf, Tree


@dataclass(frozen=True, slots=True)
class Dependencies:
    """`time`: it changes as time goes by; `zone`: it changes with where the workspace's days begin."""

    fields: frozenset[str]
    time: bool
    zone: bool


def depends_on(tree: Tree) -> Dependencies:
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
    )
