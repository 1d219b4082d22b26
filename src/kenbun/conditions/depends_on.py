"""What the truth of a tree can change with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, Literal, Self

from kenbun.conditions.counts import Count, Crowd
from kenbun.conditions.facts import (
    CreatedWithin,
    DidThen,
    Fact,
    HasLevel,
    HasRole,
    Is,
    LastActivity,
    MemberOf,
    OwnedBy,
    ScoreOver,
)
from kenbun.conditions.nodes import Group, Leaf, Tree, leaves_of
from kenbun.conditions.turning import STATUS, Window, turning

Known = Literal[
    "account", "activity", "converted", "created", "leads", "owner", "role", "sessions", "surging", "watched"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dependencies:
    """`time`: it changes as time goes by (`windows` tells by which); `zone`: with where the workspace's days begin.

    `counts` are of what a lead does, `deeds` the types of events that it looks at, as they were written, and None among
    them is any type. `scores` and `levels` name dimensions, `segments` ids. `known` is what other rooms know: which
    account a lead has or which leads an account, its owner, its last activity, and so on.
    """

    fields: frozenset[str] = frozenset()
    time: bool = False
    zone: bool = False
    counts: frozenset[Count] = frozenset()
    deeds: frozenset[str | None] = frozenset()
    scores: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    known: frozenset[Known] = frozenset()
    windows: frozenset[Window] = frozenset()

    @classmethod
    def together(cls, parts: Iterable[Self]) -> Self:
        every = list(parts)
        sets: dict[str, Any] = {
            one.name: frozenset().union(*(getattr(part, one.name) for part in every))
            for one in fields(cls)
            if one.name not in ("time", "zone")
        }
        return cls(time=any(one.time for one in every), zone=any(one.zone for one in every), **sets)


def depends_on(tree: Tree) -> Dependencies:
    if isinstance(tree, Group):
        return Dependencies.together(depends_on(leaf) for leaf in leaves_of(tree))
    windows = turning(tree)
    return Dependencies.together(
        [
            _of_leaf(tree) if isinstance(tree, Leaf) else _of_fact(tree),
            Dependencies(time=bool(windows), windows=windows),
        ]
    )


def _of_leaf(leaf: Leaf) -> Dependencies:
    if isinstance(leaf.field, Count):
        return _of_count(leaf.field)
    if isinstance(leaf.field, Crowd):
        known: Known = "leads" if leaf.field.who == "leads" else "activity"
        return Dependencies(known=frozenset({known, "leads"}))
    if leaf.field.source == "score":
        return Dependencies(fields=frozenset({str(leaf.field)}), scores=frozenset({leaf.field.path}))
    if leaf.field == STATUS:
        return Dependencies(fields=frozenset({str(leaf.field)}), known=frozenset({"activity", "converted"}))
    account: frozenset[Known] = frozenset({"account"} if leaf.field.source == "account" else ())
    return Dependencies(fields=frozenset({str(leaf.field)}), zone=leaf.compares_dates, known=account)


def _of_count(count: Count) -> Dependencies:
    """What it says of metadata is of events, which do not change."""
    where = depends_on(count.where) if count.where else None
    deeds: set[str | None] = {None if count.what == "invited_colleagues" else count.event_type}
    return Dependencies(
        zone=count.between is not None or bool(where and where.zone),
        counts=frozenset({count}),
        deeds=frozenset() if count.what == "sessions" else frozenset(deeds),
        known=frozenset({"sessions"} if count.what == "sessions" else ()),
    )


def _of_fact(fact: Fact) -> Dependencies:
    found = Dependencies()
    match fact:
        case HasLevel(dimension=dimension):
            found = Dependencies(scores=frozenset({dimension}), levels=frozenset({dimension}))
        case ScoreOver(dimension=dimension):
            found = Dependencies(scores=frozenset({dimension}))
        case DidThen(first, then):
            found = Dependencies(deeds=frozenset({first, then}))
        case LastActivity():
            found = Dependencies(known=frozenset({"activity"}))
        case CreatedWithin():
            found = Dependencies(known=frozenset({"created"}))
        case MemberOf(segment):
            found = Dependencies(segments=frozenset({segment}))
        case OwnedBy():
            found = Dependencies(known=frozenset({"owner"}))
        case HasRole():
            found = Dependencies(known=frozenset({"role"}))
        case Is(what="has_account"):
            found = Dependencies(known=frozenset({"account"}))
        case Is(what="surging"):
            found = Dependencies(known=frozenset({"account", "surging"}))
        case Is(what="watched" | "converted" as what):
            found = Dependencies(known=frozenset({what}))
    return found
