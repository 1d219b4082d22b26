"""What people choose as they merge: whose account, and of fields that differ whose value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from kenbun.database import Connection
from kenbun.identity.rooted_queries import LEADS, Rooted
from kenbun.kit.errors import Invalid
from kenbun.merging import choice_queries

if TYPE_CHECKING:
    from kenbun.merging.choice_queries import Shown
    from kenbun.merging.wish import Wish


@dataclass(frozen=True)
class Choices:
    """A choice belongs to the link that brings what is chosen, and goes with it; where it is the target's, to each."""

    accounts: Mapping[UUID, UUID]
    # by source the fields, each {"lead_id" or "account_id", "value"}
    fields: Mapping[UUID, Mapping[str, Any]]

    def of_source(self, source_id: UUID) -> tuple[UUID | None, Mapping[str, Any]]:
        return self.accounts.get(source_id), self.fields.get(source_id, {})


NONE = Choices({}, {})


async def choose(
    connection: Connection, workspace_id: UUID, target_id: UUID, wish: Wish, of: Rooted = LEADS
) -> Choices:
    """Raises Invalid for an account that none of the leads has, or a value that is not there."""
    if wish.account_id is None and not wish.fields:
        return NONE
    shown = await choice_queries.shown(connection, workspace_id, [target_id, *wish.source_ids], of)
    return Choices(
        _accounts(target_id, wish, shown),
        _fields(target_id, wish, {one: row.fields for one, row in shown.items()}, of),
    )


def _accounts(target_id: UUID, wish: Wish, shown: Mapping[UUID, Shown]) -> dict[UUID, UUID]:
    """Own accounts: of one that is merged, what was chosen goes with it when it is taken out again."""
    if wish.account_id is None:
        return {}
    own = {one: row.own_account_id for one, row in shown.items() if row.account_id == wish.account_id}
    if not own:
        raise Invalid("None of these leads belongs to this account.", field="account_id")
    chosen = {one: own.get(target_id, own.get(one)) for one in wish.source_ids}
    return {one: account_id for one, account_id in chosen.items() if account_id}


def _fields(
    target_id: UUID, wish: Wish, fields: Mapping[UUID, Mapping[str, Any]], of: Rooted
) -> dict[UUID, dict[str, Any]]:
    found: dict[UUID, dict[str, Any]] = {source_id: {} for source_id in wish.source_ids}
    for name, holder_id in wish.fields.items():
        chosen = target_id if holder_id == wish.target_id else holder_id
        place = f"fields.{name[:100]}"
        if chosen not in fields:
            raise Invalid(f"Choose one of the {of.noun}s that are merged.", field=place)
        if name not in fields[chosen]:
            raise Invalid(f"This {of.noun} has no value in this field.", field=place)
        choice = {of.key: of.public(chosen), "value": fields[chosen][name]}
        for source_id in wish.source_ids if chosen == target_id else [chosen]:
            found[source_id][name] = choice
    return found
