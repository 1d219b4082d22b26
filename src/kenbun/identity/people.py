"""Who is known by which alias, and who is shown as one: as far as the calls of a batch have told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from kenbun.batch import Alias, Batch, Call
from kenbun.database import Connection
from kenbun.identity import queries, roots_queries
from kenbun.identity.strength import STRENGTH
from kenbun.kit.ids import new_id

Named = dict[UUID, str]
"""Leads that a call names, in the order of what they are named by: the first did it. Each with the kind of that."""


class People:
    """Own leads by alias, and their roots."""

    def __init__(self, batch: Batch, of_alias: dict[Alias, UUID], roots: dict[UUID, UUID]) -> None:
        self._batch = batch
        self._of_alias = of_alias
        self._roots = roots
        # of roots that were there before: whether more than cookies was known of them
        self._was_named: dict[UUID, bool] = {}
        # roots of whom the batch has told more than cookies
        self._is_named: set[UUID] = set()
        # the roots, as the batch began, of those that it has merged into each root
        self._absorbed: dict[UUID, set[UUID]] = defaultdict(set)

    def root_of(self, own_id: UUID) -> UUID:
        return self._roots.get(own_id, own_id)

    def named_by(self, call: Call) -> Named:
        """The distinct leads that are known, of those of one root the one that is named by most."""
        by_strength = sorted(call.aliases, key=lambda alias: STRENGTH.index(alias[0]))
        named: Named = {call.given_lead: "lead_id"} if call.given_lead else {}
        for alias in by_strength:
            if alias in self._of_alias:
                named.setdefault(self._of_alias[alias], alias[0])
        first: dict[UUID, tuple[UUID, str]] = {}
        for own_id, kind in named.items():
            first.setdefault(self.root_of(own_id), (own_id, kind))
        return dict(first.values())

    def new_lead(self, call: Call) -> UUID:
        lead_id = new_id()
        self._batch.new_leads[lead_id] = call
        return lead_id

    def learn(self, call: Call) -> None:
        """What of the call's aliases was unknown belongs to whoever did it."""
        for alias in call.aliases:
            if alias not in self._of_alias:
                self._of_alias[alias] = call.own_lead_id
                self._batch.new_aliases.append((alias, call))
                if alias[0] != "cookie":
                    self._is_named.add(self.root_of(call.own_lead_id))

    def join(self, source_id: UUID, target_id: UUID) -> None:
        """One root is shown in another from now on."""
        for own_id in [one for one, root_id in self._roots.items() if root_id == source_id]:
            self._roots[own_id] = target_id
        self._roots[source_id] = target_id
        self._absorbed[target_id] |= {source_id, *self._absorbed.pop(source_id, ())}

    async def are_named(self, connection: Connection, roots: Iterable[UUID]) -> set[UUID]:
        """Those of the roots of whom more than cookies is known; the others are visitors."""
        found = set()
        for root_id in roots:
            if root_id not in self._was_named:
                place = (connection, self._batch.workspace_id)
                is_new = root_id in self._batch.new_leads
                self._was_named[root_id] = not is_new and await queries.is_named(*place, root_id)
            if self._was_named[root_id] or root_id in self._is_named:
                found.add(root_id)
        return found

    async def are_kept_apart(self, connection: Connection, one_id: UUID, other_id: UUID) -> bool:
        both = ({root_id, *self._absorbed.get(root_id, ())} for root_id in (one_id, other_id))
        return await queries.are_kept_apart(connection, self._batch.workspace_id, *both)


async def people_of(connection: Connection, batch: Batch) -> tuple[People, set[UUID]]:
    """As the batch begins; and which of the leads that its calls name by id are there."""
    seen = {alias for call in batch.calls for alias in call.aliases}
    of_alias, roots = await queries.leads_of_aliases(connection, batch.workspace_id, seen)
    given = {call.given_lead for call in batch.calls if call.given_lead}
    known = await roots_queries.known_leads(connection, batch.workspace_id, given)
    roots |= {own_id: root_id for own_id, root_id in known.items() if own_id != root_id}
    return People(batch, of_alias, roots), set(known)
