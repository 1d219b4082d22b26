"""The windows by which time alone changes what a tree says: who has nothing at the edge of one stays as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kenbun.conditions.counts import Count, Crowd
from kenbun.conditions.facts import CreatedWithin, Dimension, Fact, LastActivity, ScoreOver
from kenbun.conditions.fields import Field
from kenbun.conditions.nodes import Leaf, Tree, leaves_of

STATUS = Field("lead", "status")
STATUS_DAYS = (30, 90)
"""A lead is Active, then Quiet, then Inactive: see leads.status."""
ACTIVE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Happened:
    """Events, sessions or invitations leave the window of a count."""

    count: Count
    days: int


@dataclass(frozen=True, slots=True)
class Aged:
    """The last activity, of the subject or of one of an account's leads, or its creation, becomes `days` x 24 h old."""

    what: Literal["activity", "activity of leads", "creation"]
    days: int


@dataclass(frozen=True, slots=True)
class Scored:
    """A recorded score leaves the window."""

    dimension: Dimension
    days: int


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a field, or in the metadata of the events counted, enters as now passes it, or leaves as a day of the
    zone begins."""

    of: Field | Count
    days: int


Window = Happened | Aged | Scored | Dated


def turning(tree: Tree) -> frozenset[Window]:
    return frozenset(window for leaf in leaves_of(tree) for window in _of_leaf(leaf))


def _of_leaf(leaf: Leaf | Fact) -> Iterator[Window]:
    match leaf:
        case Leaf(field=Count() as count):
            yield from _of_count(count)
        case Leaf(field=Crowd(who="active_leads")):
            yield Aged("activity of leads", ACTIVE_DAYS)
        case Leaf(field=Field() as field) if leaf.days is not None:
            yield Dated(field, leaf.days)
        case Leaf(field=field) if field == STATUS:
            yield from (Aged("activity", days) for days in STATUS_DAYS)
        case LastActivity(days=days):
            yield Aged("activity", days)
        case CreatedWithin(days):
            yield Aged("creation", days)
        case ScoreOver(dimension=dimension, days=int(days)):
            yield Scored(dimension, days)


def _of_count(count: Count) -> Iterator[Window]:
    if count.days is not None:
        yield Happened(count, count.days)
    if count.where is not None:
        inner = [leaf.days for leaf in leaves_of(count.where) if isinstance(leaf, Leaf) and leaf.days]
        yield from (Dated(count, days) for days in inner)
