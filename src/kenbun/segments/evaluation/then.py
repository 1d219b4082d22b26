"""Of whom conditions held at past times, each at one of its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from kenbun.conditions import Tree, leaves_of
from kenbun.database import Connection
from kenbun.segments.evaluation.reading import holds_by
from kenbun.segments.evaluation.statement_queries import answers_then
from kenbun.segments.evaluation.surroundings import AnyLeaf, Kind, look_around, score_of
from kenbun.segments.evaluation.then_queries import SubjectAt, scores_then

# So many at once are looked up one by one in well under a second.
_AT_ONCE = 5_000


async def holding_then(
    connection: Connection, workspace_id: UUID, kind: Kind, tree: Tree, asked: Sequence[SubjectAt], zone: str
) -> set[SubjectAt]:
    """Of subjects at times, those of which the conditions held then, as far as is on record how they were; bands, roles
    in committees, watch lists and filters are those of now."""
    leaves: tuple[AnyLeaf, ...] = tuple(dict.fromkeys(leaves_of(tree)))
    around = await look_around(connection, workspace_id, kind, leaves, zone)
    engagements, others = await _scores(connection, workspace_id, kind, leaves, asked)
    found = set()
    for start in range(0, len(asked), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        some = asked[part]
        values = {
            "ids": [one.subject_id for one in some],
            "ats": [one.at for one in some],
            "engagements": engagements[part],
            "others": others[part],
        }
        made = answers_then(leaves, around)
        rows = await made.rows(connection, {"workspace_id": workspace_id, **values})
        found |= {some[place - 1] for place, letters in rows if holds_by(tree, letters)}
    return found


async def _scores(
    connection: Connection,
    workspace_id: UUID,
    kind: Kind,
    leaves: Collection[AnyLeaf],
    asked: Sequence[SubjectAt],
) -> tuple[list[int | None], list[int | None]]:
    """Of engagement, and of the other one of such subjects, where any of the leaves looks at it."""
    looks_at = {name for leaf in leaves if (name := score_of(leaf))}
    other = "profile" if kind == "lead" else "account"
    moving = {"engagement": "account_engagement" if kind == "account" else "engagement", other: other}
    then: dict[str, list[int | None]] = {
        name: await scores_then(connection, workspace_id, dimension, asked)
        if name in looks_at
        else [None] * len(asked)
        for name, dimension in moving.items()
    }
    return then["engagement"], then[other]
