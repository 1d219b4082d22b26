"""Who a tree that is being built would take in, as the page shows it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kenbun.conditions import Tree, nodes_of, to_words
from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.segments.builder.tried import Tried
from kenbun.segments.defining.definitions import get_segment
from kenbun.segments.evaluation import Kind
from kenbun.segments.trying.preview import Preview, preview

_PREFIXES: dict[Kind, str] = {"lead": "ld", "account": "acct"}


class Place(NamedTuple):
    workspace_id: UUID
    kind: Kind
    zone: str
    now: datetime


class Person(NamedTuple):
    """Or a company; `id` is the public one, `about` the company of a person."""

    id: str
    name: str
    score: int
    about: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """`nodes` is JSON, as the builder reads it; `leaves_nobody` are the words of the condition that does."""

    preview: Preview
    people: Sequence[Person]
    nodes: str
    leaves_nobody: str | None

    @property
    def share(self) -> str:
        """Of all there are, never rounded to none or to all where it is neither."""
        count, total = self.preview.count, self.preview.total
        if not total or count in (0, total):
            return "100 %" if count else "0 %"
        percent = 100 * count / total
        if percent < 0.1:
            return "under 0.1 %"
        return f"{min(percent, 99.9):.1f} %"


async def seen_of(connection: Connection, place: Place, found: Tried, replacing: UUID | None) -> Seen | None:
    """None without a tree. `replacing`: the segment whose conditions these would become. Raises NotFound."""
    if found.tree is None:
        return None
    if replacing is not None:
        await get_segment(connection, place.workspace_id, replacing)
    made = await preview(
        connection, place.workspace_id, place.kind, found.tree, place.now, place.zone, replacing=replacing
    )
    prefix = _PREFIXES[place.kind]
    people = [Person(public(prefix, one.subject_id), one.name, one.score, one.account) for one in made.sample]
    nodes = json.dumps([{"path": one.path, "count": one.count} for one in made.nodes])
    return Seen(made, people, nodes, _words_at(found.tree, made.leaves_nobody, found, place.kind))


def _words_at(tree: Tree, path: str | None, found: Tried, kind: Kind) -> str | None:
    if path is None:
        return None
    return next(to_words(node.tree, found.names, kind) for node in nodes_of(tree) if node.path == path)
