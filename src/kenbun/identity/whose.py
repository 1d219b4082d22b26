"""Whose each lead is as a batch goes on: on its own, and with all that is shown in one root."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from kenbun.batch import Batch, Call, Part, Standing
from kenbun.batch.part import Account, shown_account


class Whose:
    """Goes along with the calls in their order: a merge of the batch holds from the call on that brought it."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._joined = list(batch.joined)
        self._groups: dict[UUID, list[Part]] = defaultdict(list)
        for part in batch.parts.values():
            self._groups[part.root_id].append(part)

    def go_on_to(self, call: Call) -> None:
        while self._joined and self._joined[0].call is call:
            one = self._joined.pop(0)
            moved = self._groups.pop(one.source_id)
            for part in moved:
                part.root_id = one.target_id
            self._groups[one.target_id] += moved

    def go_to_the_end(self) -> None:
        while self._joined:
            self.go_on_to(self._joined[0].call)

    def own(self, own_id: UUID) -> Part | Standing:
        """Where it is kept whose the lead is on its own."""
        return self._batch.parts.get(own_id) or self._batch.standings[own_id]

    def root_of(self, own_id: UUID) -> UUID:
        part = self._batch.parts.get(own_id)
        return part.root_id if part else own_id

    def account_of(self, own_id: UUID) -> UUID | None:
        """The account that is shown at this call."""
        root_id = self.root_of(own_id)
        if root_id in self._groups:
            return shown_account(root_id, self._groups[root_id]).account_id
        return self.own(own_id).account_id

    def shown(self) -> Iterator[tuple[UUID, Account]]:
        """Of all roots that others are shown in."""
        for root_id, parts in self._groups.items():
            yield root_id, shown_account(root_id, parts)
