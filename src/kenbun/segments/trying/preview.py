"""What conditions would do, before anything is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from kenbun.conditions import Group, Tree, leaves_of, nodes_of, parts_of
from kenbun.database import Connection
from kenbun.segments.evaluation.surroundings import Kind, look_around
from kenbun.segments.trying import preview_queries as queries


@dataclass(frozen=True, slots=True)
class Counted:
    """Of how many a node of the tree holds by itself; `path` leads to it from the root, as in `all[0].any[1]`."""

    path: str
    count: int


class Sampled(NamedTuple):
    subject_id: UUID
    name: str
    score: int
    # the name of a lead's
    account: str | None


@dataclass(frozen=True, slots=True)
class Preview:
    """`total` is of how many there are. `enters` and `leaves` are against the members of the segment that this would
    replace, who is in by hand staying; without one all would enter. `leaves_nobody` is the path of the node after which
    nobody is left, where nobody is."""

    count: int
    total: int
    sample: list[Sampled]
    nodes: list[Counted]
    enters: int
    leaves: int
    leaves_nobody: str | None


async def preview(
    connection: Connection,
    workspace_id: UUID,
    kind: Kind,
    tree: Tree,
    now: datetime,
    zone: str,
    *,
    replacing: UUID | None = None,
) -> Preview:
    """Of everybody but those archived, as they are now."""
    around = await look_around(connection, workspace_id, kind, tuple(leaves_of(tree)), zone)
    made = queries.counting(tree, around, replacing=replacing is not None)
    values = {"workspace_id": workspace_id, "now": now}
    if replacing is not None:
        values["replacing"] = replacing
    [row] = await made.rows(connection, values)
    numbers: Mapping[str, Any] = row._mapping
    first = await queries.names_of(connection, workspace_id, kind, numbers["first"])
    nodes = [Counted(node.path, numbers[f"n{place}"]) for place, node in enumerate(nodes_of(tree))]
    return Preview(
        count=nodes[0].count,
        total=numbers["total"],
        sample=[Sampled(one.subject_id, one.name, one.score, one.account) for one in first],
        nodes=nodes,
        enters=numbers["enters"],
        leaves=numbers["leaves"],
        leaves_nobody=None if nodes[0].count else _who_leaves_nobody(tree, numbers),
    )


def _who_leaves_nobody(tree: Tree, numbers: Mapping[str, Any]) -> str:
    """Down from the root, which holds of nobody: of an “all of”, into the part that holds of nobody itself, else to the
    first after which nobody is left; of a “none of”, to the part that most meet; of an “any of” all are to blame."""
    places = {node.path: place for place, node in enumerate(nodes_of(tree))}
    path, here = "", tree
    while isinstance(here, Group):
        parts = list(parts_of(here, path))
        counts = [numbers[f"n{places[part.path]}"] for part in parts]
        if here.kind == "any" and len(parts) > 1:
            break
        if here.kind == "none":
            return parts[counts.index(max(counts))].path
        if 0 not in counts:
            return parts[_first_empty(numbers, places[path], len(parts))].path
        path, here = parts[counts.index(0)]
    return path


def _first_empty(numbers: Mapping[str, Any], place: int, parts: int) -> int:
    return next((some - 1 for some in range(1, parts) if not numbers[f"n{place}_{some}"]), parts - 1)
