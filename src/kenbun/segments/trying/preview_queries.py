"""What a tree would make of everybody, from one walk: how many each of its nodes holds of, and the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Uuid,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import distinct_on

from kenbun.accounts.tables import account_parts
from kenbun.conditions import Group, Tree, leaves_of, nodes_of
from kenbun.conditions.to_sql import over
from kenbun.database import Connection
from kenbun.identity.tables import lead_parts
from kenbun.segments.evaluation.judged_queries import judged
from kenbun.segments.evaluation.statement_queries import Made, made
from kenbun.segments.evaluation.subject_queries import WORKSPACE
from kenbun.segments.evaluation.surroundings import Kind, Surroundings
from kenbun.segments.tables import segment_hands, segment_members

SAMPLE = 25

_REPLACING: Any = bindparam("replacing", type_=Uuid, required=False)

_NAMES = {
    "lead": text("""
        SELECT l.lead_id AS subject_id, coalesce(f.name, '') AS name, l.engagement_score AS score, a.name AS account
        FROM leads l
        LEFT JOIN lead_profiles f ON f.workspace_id = :workspace_id AND f.lead_id = l.lead_id
        LEFT JOIN accounts a ON a.workspace_id = :workspace_id AND a.account_id = l.account_id
        WHERE l.workspace_id = :workspace_id AND l.lead_id = ANY(cast(:ids AS uuid[]))
        ORDER BY l.engagement_score DESC, l.lead_id
    """),
    "account": text("""
        SELECT a.account_id AS subject_id, a.name, a.engagement_score AS score, NULL AS account
        FROM accounts a
        WHERE a.workspace_id = :workspace_id AND a.account_id = ANY(cast(:ids AS uuid[]))
        ORDER BY a.engagement_score DESC, a.account_id
    """),
}


@lru_cache(16)
def counting(tree: Tree, around: Surroundings, *, replacing: bool) -> Made:
    """One row: `total`, `first` (the ids), `enters`, `leaves`; n0, n1, … for the nodes in their order; and for the k-th
    node, where it is an “all of”, n{k}_1, n{k}_2, …: of how many its first part holds, its first two, and so on."""
    leaves = tuple(dict.fromkeys(leaves_of(tree)))
    found = judged(leaves, around, some=False)
    places = {leaf: found.c[f"l{place}"] for place, leaf in enumerate(leaves)}

    def holds(part: Tree) -> ColumnElement[bool]:
        return over(part, lambda leaf: places[leaf])

    columns: list[Any] = [func.count().label("total")]
    for number, (_, node) in enumerate(nodes_of(tree)):
        columns.append(func.count().filter(holds(node)).label(f"n{number}"))
        if isinstance(node, Group) and node.kind == "all":
            columns += [
                func.count().filter(and_(*map(holds, node.parts[:some]))).label(f"n{number}_{some}")
                for some in range(1, len(node.parts))
            ]
    best = select(found.c.subject_id).where(holds(tree))
    best = best.order_by(found.c.score.desc(), found.c.subject_id).limit(SAMPLE)
    columns.append(func.array(best.scalar_subquery()).label("first"))
    stays, goes = _standing(found.c.subject_id, around.kind) if replacing else (false(), false())
    columns.append(func.count().filter(and_(holds(tree), not_(stays))).label("enters"))
    columns.append(func.count().filter(and_(not_(holds(tree)), goes)).label("leaves"))
    return made(select(*columns))


def _standing(subject_id: ColumnElement[UUID], kind: Kind) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Who cannot come in where conditions hold, being in already or kept out by hand; and who goes where they do not,
    being in by conditions alone."""
    row = segment_members.c
    member = exists().where(
        row.workspace_id == WORKSPACE, row.segment_id == _REPLACING, row.subject_id == subject_id
    )
    by_hand = row.why.op("@>", is_comparison=True)(literal_column("'[{\"by_hand\": true}]'::jsonb"))
    return or_(member, subject_id.in_(_kept_out(kind))), member.where(not_(by_hand))


def _kept_out(kind: Kind) -> Select[Any]:
    """As they are shown: of what people have said of any part of one, the last."""
    parts = lead_parts if kind == "lead" else account_parts
    part_id = parts.c.lead_id if kind == "lead" else parts.c.account_id
    hand = segment_hands.c
    shown = func.coalesce(parts.c.root_id, hand.subject_id)
    said = (
        select(shown.label("subject_id"), hand.wish)
        .select_from(
            segment_hands.outerjoin(
                parts, and_(parts.c.workspace_id == WORKSPACE, part_id == hand.subject_id)
            )
        )
        .where(hand.workspace_id == WORKSPACE, hand.segment_id == _REPLACING)
        .ext(distinct_on(shown))
        .order_by(shown, hand.set_at.desc(), hand.subject_id)
        .subquery("said")
    )
    return select(said.c.subject_id).where(said.c.wish == "out")


async def names_of(
    connection: Connection, workspace_id: UUID, kind: Kind, ids: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """The highest score first."""
    values = {"workspace_id": workspace_id, "ids": list(ids)}
    return (await connection.execute(_NAMES[kind], values)).all()
