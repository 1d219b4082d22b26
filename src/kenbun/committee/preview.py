"""Who would get which role by other conditions: the same detection over the same leads. Changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from kenbun.access.queries import ticks
from kenbun.access.workspaces import get_workspace
from kenbun.committee import preview_queries
from kenbun.committee.detect import Detected, Detector
from kenbun.committee.edit import check
from kenbun.committee.preview_queries import Standing
from kenbun.committee.role_queries import roles_of
from kenbun.committee.roles import RoleDraft
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock

MOST_NAMED = 25
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Move:
    """A lead whose role would be another; none: it has, or would have, no role."""

    lead_id: UUID
    account_id: UUID
    name: str
    account: str
    before: str | None
    after: str | None
    reason: str | None
    evidence: list[str]


@dataclass(frozen=True, slots=True)
class RolePreview:
    """`now` and `then` count members by role; `moves` are the first of `moved`, those with the highest scores."""

    leads: int
    now: dict[str, int]
    then: dict[str, int]
    moved: int
    moves: list[Move]
    # leads whose role people have set, or taken away: it stays
    by_hand: int


async def preview_roles(
    database: Database,
    workspace_id: UUID,
    drafts: Sequence[RoleDraft],
    clock: Clock,
    account_id: UUID | None = None,
) -> RolePreview:
    """In one account, or in all. Raises Invalid. Accounts are gone through some at a time."""
    async with database.snapshot() as connection:
        roles = await check(connection, workspace_id, drafts)
        there = await roles_of(connection, workspace_id)
        zone = (await get_workspace(connection, workspace_id)).time_zone
        now = max(clock(), await ticks.visible(connection, workspace_id))
    names = {role.role_id: role.name for role in [*there, *roles] if role.role_id}
    seen = _Seen(names)
    detector = Detector(roles)
    async for some in _chunks(database, workspace_id, account_id):
        async with database.snapshot() as connection:
            found = await detector.detect(connection, workspace_id, zone, some, now)
            seen.compare(found, await preview_queries.standing(connection, workspace_id, some))
    async with database.snapshot() as connection:
        return await seen.told(connection, workspace_id)


async def _chunks(
    database: Database, workspace_id: UUID, account_id: UUID | None
) -> AsyncIterator[list[UUID]]:
    """The one account, or all, some at a time."""
    if account_id is not None:
        yield [account_id]
        return
    upto: UUID | None = None
    while True:
        async with database.snapshot() as connection:
            some = await preview_queries.accounts_after(connection, workspace_id, upto, _AT_ONCE)
        if some:
            yield some
        if len(some) < _AT_ONCE:
            return
        upto = some[-1]


class _Seen:
    """What has been compared so far."""

    def __init__(self, names: dict[UUID, str]) -> None:
        self._names = names
        self._leads = 0
        self._by_hand = 0
        self._now: Counter[str] = Counter()
        self._then: Counter[str] = Counter()
        self._moved = 0
        self._first: list[tuple[Standing, Detected | None]] = []

    def compare(self, found: Sequence[Detected], standing: Sequence[Standing]) -> None:
        by_lead = {one.lead_id: one for one in found}
        moved = []
        for one in standing:
            self._leads += 1
            self._by_hand += one.by_hand
            after = by_lead.get(one.lead_id)
            would = one.role_id if one.by_hand else after.role.role_id if after else None
            for counter, role_id in ((self._now, one.role_id), (self._then, would)):
                if role_id in self._names:
                    counter[self._names[role_id]] += 1
            if would != one.role_id:
                moved.append((one, after))
        self._moved += len(moved)
        ordered = sorted([*self._first, *moved], key=lambda pair: (-pair[0].score, pair[0].lead_id))
        self._first = ordered[:MOST_NAMED]

    async def told(self, connection: Connection, workspace_id: UUID) -> RolePreview:
        lead_ids = [one.lead_id for one, _ in self._first]
        named = await preview_queries.names_of(connection, workspace_id, lead_ids)
        moves = [
            Move(
                one.lead_id,
                one.account_id,
                *named.get(one.lead_id, ("", "")),
                self._names.get(one.role_id) if one.role_id else None,
                after.role.name if after else None,
                after.condition.reason if after else None,
                after.evidence if after else [],
            )
            for one, after in self._first
        ]
        return RolePreview(self._leads, dict(self._now), dict(self._then), self._moved, moves, self._by_hand)
