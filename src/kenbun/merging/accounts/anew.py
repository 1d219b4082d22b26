"""What follows where accounts have been merged or taken apart: their leads, names, fields, sums and scores."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

from kenbun.accounts.moved import accounts_moved
from kenbun.database import Connection
from kenbun.identity.account_queries import show_aliases
from kenbun.mapping.queries import refresh_accounts
from kenbun.merging.accounts import queries
from kenbun.scoring import account_sums, account_sums_queries
from kenbun.scoring.fit.rescore import rescore
from kenbun.scoring.history.record import record_engagement
from kenbun.stirred import stir


async def make_anew(
    connection: Connection,
    workspace_id: UUID,
    roots: Collection[UUID],
    moved: Mapping[UUID, UUID | None],
    now: datetime,
    cause: Literal["merge", "unmerge"],
) -> None:
    """`moved` tells of each lead that came to another account which one that is. Nothing fires.

    `cause` stands with the level changes: merge or unmerge.
    """
    place = (connection, workspace_id)
    await account_sums_queries.remember_accounts(*place, moved, now)
    await queries.drop_alone(*place, roots)
    await show_aliases(*place, roots)
    await refresh_accounts(*place, roots, now)
    sums = await account_sums.sum_up_these(*place, roots, now, cause)
    await record_engagement(*place, [], sums, now)
    await rescore(*place, "account", roots, now, cause)
    await accounts_moved(*place, roots, now, cause)
    await stir(*place, "lead", moved, cause)
