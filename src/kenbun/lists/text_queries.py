"""Text and scores in statements about lists."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Text, and_, collate, func, literal, or_

from kenbun.lists.ranges import ScoreRange


def containing(typed: str) -> ColumnElement[str]:
    """The pattern, folded, of all texts in which this one occurs as it stands."""
    escaped = typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return folded(literal(f"%{escaped}%"))


def folded(words: ColumnElement[str]) -> ColumnElement[str]:
    return func.casefold(collate(words, "pg_unicode_fast"), type_=Text())


def sort_text(words: ColumnElement[Any]) -> ColumnElement[Any]:
    """As people sort, and as indexes hold it: without case, and cut where nobody looks for an order any more, since a
    name can be longer than an entry of an index."""
    return func.left(folded(words), 200)


def within(score: ColumnElement[int], ranges: tuple[ScoreRange, ...]) -> ColumnElement[bool]:
    """In any of the ranges."""
    return or_(literal(False), *(_between(score, low, high) for low, high in ranges))


def _between(score: ColumnElement[int], low: int | None, high: int | None) -> ColumnElement[bool]:
    parts = [score >= low] if low is not None else []
    parts += [score <= high] if high is not None else []
    return and_(*parts) if parts else literal(True)
