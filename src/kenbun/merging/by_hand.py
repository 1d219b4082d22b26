"""What merging by hand comes to, of leads and of accounts alike: its links, and its rows in the audit log."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.identity.rooted_queries import Rooted
from kenbun.kit.ids import new_id, public
from kenbun.merging.choices import Choices
from kenbun.merging.link_queries import Came, Link
from kenbun.merging.wish import Wish


def links_by_hand(
    caller: Caller,
    target_id: UUID,
    source_ids: Collection[UUID],
    came: Mapping[UUID, Came],
    choices: Choices,
) -> list[Link]:
    """One for each source, in order; all of them, and the target, are roots."""
    return [
        Link(
            new_id(),
            source_id,
            target_id,
            target_id,
            caller.name,
            "hand",
            came[source_id],
            *choices.of_source(source_id),
        )
        for source_id in source_ids
    ]


async def note_merge(
    connection: Connection,
    caller: Caller,
    of: Rooted,
    target_id: UUID,
    wish: Wish,
    merge_ids: Sequence[UUID],
    now: datetime,
) -> None:
    """For good, with what people chose."""
    after: dict[str, Any] = {
        f"source_{of.key}s": [of.public(one) for one in wish.source_ids],
        "merge_ids": [public("mrg", one) for one in merge_ids],
    }
    if wish.account_id:
        after["account_id"] = public("acct", wish.account_id)
    if wish.fields:
        after["fields"] = {name: of.public(one) for name, one in wish.fields.items()}
    subject = (of.noun, of.public(target_id))
    await audit.record(connection, caller, f"{of.noun}.merge", subject, after=after, now=now)


async def note_unmerge(
    connection: Connection,
    caller: Caller,
    of: Rooted,
    root_id: UUID,
    merge_id: UUID,
    own_ids: Collection[UUID],
    now: datetime,
) -> None:
    """For good, with all that came out of the root."""
    after = {
        "merge_id": public("mrg", merge_id),
        f"{of.key}s": [of.public(one) for one in own_ids],
    }
    subject = (of.noun, of.public(root_id))
    await audit.record(connection, caller, f"{of.noun}.unmerge", subject, after=after, now=now)
