"""Who plays which part: the rule, over what the database answered of each lead."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from kenbun.committee.facts_queries import Asked, Facts, facts
from kenbun.committee.roles import LEAST_WEIGHT, Condition, Role
from kenbun.conditions import Count, Group, Leaf, Tree, holds
from kenbun.conditions.to_words import counted
from kenbun.database import Connection

_LONGEST = 120


class Detected(NamedTuple):
    """The role of a lead, with the condition that brought it and what holds, in words."""

    lead_id: UUID
    account_id: UUID
    role: Role
    condition: Condition
    evidence: list[str]


@dataclass
class Detector:
    """What some roles ask, and how their answers decide. Many leads are alike, so decisions are kept."""

    roles: Sequence[Role]
    asked: Asked = field(init=False)
    _places: dict[Any, int] = field(init=False)
    _decided: dict[str, tuple[Role, Condition] | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        trees = [one.tree for role in self.roles for one in role.conditions]
        self.asked = Asked.of([leaf for tree in trees for leaf in _leaves(tree)])
        self._places = {leaf: place for place, leaf in enumerate(self.asked.leaves)}

    async def detect(
        self,
        connection: Connection,
        workspace_id: UUID,
        zone: str,
        account_ids: Collection[UUID],
        now: datetime,
    ) -> list[Detected]:
        """The leads of these accounts that get a role."""
        found = await facts(connection, workspace_id, zone, self.asked, account_ids, now)
        return [detected for one in found if (detected := self.decide(one))]

    def decide(self, one: Facts) -> Detected | None:
        if one.holds not in self._decided:
            self._decided[one.holds] = self._heaviest(one.holds)
        best = self._decided[one.holds]
        if best is None:
            return None
        role, condition = best
        return Detected(one.lead_id, one.account_id, role, condition, self._evidence(condition.tree, one))

    def _heaviest(self, answers: str) -> tuple[Role, Condition] | None:
        """The condition that weighs most of those that hold; of equals that of the role that comes first."""
        best: tuple[Role, Condition] | None = None
        for role in self.roles:
            for one in role.conditions:
                outweighs = best is None or one.weight > best[1].weight
                if one.weight >= LEAST_WEIGHT and outweighs and self._holds(one.tree, answers):
                    best = (role, one)
        return best

    def _holds(self, tree: Tree, answers: str) -> bool:
        return holds(tree, lambda leaf: answers[self._places[leaf]] == "1")

    def _evidence(self, tree: Tree, one: Facts) -> list[str]:
        """What was looked at, with the values that it has, each once."""
        told: dict[str, None] = {}
        for leaf in _leaves(tree, shown=True):
            if one.holds[self._places[leaf]] == "1":
                place = self.asked.fields.index(leaf.field)
                told[_sentence(leaf, one.values[place])] = None
        return list(told)


def _leaves(tree: Tree, *, shown: bool = False) -> Iterator[Leaf]:
    """All of the tree; or those alone that can speak for it: what is under “none of” does not.

    Roles ask for fields, scores and counts alone (`roles.allowed`).
    """
    if isinstance(tree, Group):
        if not (shown and tree.kind == "none"):
            for part in tree.parts:
                yield from _leaves(part, shown=shown)
    else:
        assert isinstance(tree, Leaf)
        yield tree


def _sentence(leaf: Leaf, value: str | None) -> str:
    if isinstance(leaf.field, Count):
        number = int(value or 0)
        return f"{number:,} {counted(leaf.field, one=number == 1)}"
    name = leaf.field.path.replace("_", " ")
    shown = "none" if value is None else value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"
    if leaf.field.source == "score":
        return f"{name.capitalize()} score {shown}"
    of = "Account’s " if leaf.field.source == "account" else ""
    return f"{of}{name if of else name.capitalize()} “{shown}”"
