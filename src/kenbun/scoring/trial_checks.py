"""Why a rule matches an event or does not: each of its conditions, with the value that was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from kenbun.conditions import Group, Leaf, Tree, to_words
from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.mapping.reading import walk
from kenbun.scoring import trial_queries
from kenbun.scoring.rules import Rule

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Check:
    """One condition: in words, the value found, whether it holds, and whether it is meant to (not within *none of*)."""

    words: str
    found: Any
    holds: bool
    meant_to: bool = True


@dataclass(frozen=True, slots=True)
class Judged:
    """The event that was looked at: a matching one if there is any, else the latest of the type."""

    event_id: str
    at: datetime
    checks: list[Check]


async def judge(
    connection: Connection, workspace_id: UUID, rule: Rule, event_id: UUID, zone: str, suppressed: str | None
) -> Judged:
    """`suppressed` is why a filter keeps the event out, if one does."""
    leaves = list(_leaves(rule.tree, meant_to=True)) if rule.tree else []
    row = await trial_queries.judge_event(
        connection, workspace_id, event_id, zone, [leaf for leaf, _ in leaves]
    )
    checks = [Check("let through by filters", suppressed.replace("_", " "), False)] if suppressed else []
    checks += _days(rule, row.happened_at, zone)
    checks += [
        Check(to_words(leaf), _short(walk(row.metadata, leaf.field.path)), row[number], meant_to)
        for number, (leaf, meant_to) in enumerate(leaves, start=2)
    ]
    return Judged(public("evt", event_id), row.happened_at, checks)


def _leaves(tree: Tree, *, meant_to: bool) -> Iterator[tuple[Leaf, bool]]:
    if not isinstance(tree, Group):
        assert isinstance(tree, Leaf)
        yield tree, meant_to
        return
    for part in tree.parts:
        yield from _leaves(part, meant_to=meant_to != (tree.kind == "none"))


def _days(rule: Rule, at: datetime, zone: str) -> Iterator[Check]:
    day = at.astimezone(ZoneInfo(zone)).date()
    first, last = rule.draft.valid_from, rule.draft.valid_to
    if first:
        yield Check(f"on {first} or later", day.isoformat(), day >= first)
    if last:
        yield Check(f"on {last} or before", day.isoformat(), day <= last)


def _short(value: Any) -> Any:
    """A text of a whole page tells no more than its beginning."""
    return f"{value[: _LONGEST - 1]}…" if isinstance(value, str) and len(value) > _LONGEST else value
