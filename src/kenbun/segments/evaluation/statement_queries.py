"""Statements made once for the same trees: to put one together takes longer than to have it answered for a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Executable, func, or_, select
from sqlalchemy.dialects.postgresql import psycopg

from kenbun.conditions import Tree
from kenbun.conditions.to_sql import over
from kenbun.database import Connection
from kenbun.segments.evaluation.judged_queries import judged, judged_behind_guards, judged_then
from kenbun.segments.evaluation.surroundings import AnyLeaf, Surroundings
from kenbun.segments.evaluation.then_queries import of_each

_DIALECT: Any = psycopg.dialect()  # type: ignore[no-untyped-call]
_MOST_KEPT = 64
# A function has no more; concat() writes truth in half the time that an array of texts takes.
_ARGUMENTS = 100


class Made(NamedTuple):
    """A statement as the driver takes it, with the values that it has of its own."""

    sql: str
    values: Mapping[str, Any]

    async def rows(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Any]:
        found = await connection.exec_driver_sql(self.sql, {**self.values, **values})
        return found.all()


@lru_cache(_MOST_KEPT)
def answers_behind_guards(leaves: tuple[AnyLeaf, ...], around: Surroundings) -> Made:
    """`subject_id` and `letters`: of each leaf t or f, as it holds or not; whichever where it was not evaluated."""
    found = judged_behind_guards(leaves, around).subquery("found")
    return made(select(found.c.subject_id, _letters(found, len(leaves))))


@lru_cache(_MOST_KEPT)
def answers_where_any_holds(
    leaves: tuple[AnyLeaf, ...], trees: tuple[Tree, ...], around: Surroundings, *, some: bool
) -> Made:
    """The same of those alone of whom one of the trees holds."""
    found = judged(leaves, around, some=some)
    places = {leaf: place for place, leaf in enumerate(leaves)}
    any_holds = or_(*(over(tree, lambda leaf: found.c[f"l{places[leaf]}"]) for tree in trees))
    return made(select(found.c.subject_id, _letters(found, len(leaves))).where(any_holds))


@lru_cache(_MOST_KEPT)
def answers_then(leaves: tuple[AnyLeaf, ...], around: Surroundings) -> Made:
    """`place` and `letters`, for each of the pairs of a subject and a time."""
    found = judged_then(leaves, around).subquery("found")
    one = made(select(found.c.subject_id, _letters(found, len(leaves))))
    return Made(of_each(one.sql), one.values)


def made(statement: Executable) -> Made:
    compiled: Any = statement.compile(  # type: ignore[attr-defined]
        dialect=_DIALECT, compile_kwargs={"render_postcompile": True}
    )
    own = {name: value for name, value in compiled.params.items() if name not in _GIVEN}
    return Made(str(compiled), own)


_GIVEN = frozenset({"workspace_id", "now", "ids", "guards", "deeds", "replacing"})


def _letters(found: Any, number: int) -> Any:
    answers = [found.c[f"l{place}"] for place in range(number)]
    parts = [func.concat(*answers[at : at + _ARGUMENTS]) for at in range(0, number, _ARGUMENTS)]
    return func.concat(*parts, "").label("letters")
