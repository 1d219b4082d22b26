"""What an account shows of its leads: the sum of their engagement scores, how many they are and how many sessions they
had, the last activity of any of them, and the owner of the one that scores highest.

Whoever moves one of these of a lead, or moves leads between accounts, calls one of the functions here in the same
transaction, under the tick. An archived account is so until one of its leads is active.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.batch import Batch, Stood
from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.levels.changes import level_changes
from kenbun.levels.queries import add_level_changes, bands_in_force
from kenbun.scoring import account_sums_queries as queries
from kenbun.scoring.moves import note_moves
from kenbun.stirred import stir

Sums = list[tuple[UUID, int, int]]
"""(account, before, after) of the scores that moved."""


@dataclass(slots=True)
class Delta:
    """How much more an account shows; `active_at` is the latest activity that came to it.

    `risen` are the owners of leads that came to it or rose; `fell` says that one left or fell, or changed its owner;
    `idle` that somebody's last activity went away, or is earlier than it was.
    """

    score: int = 0
    leads: int = 0
    sessions: int = 0
    active_at: datetime | None = None
    risen: set[UUID | None] = field(default_factory=set)
    fell: bool = False
    idle: bool = False

    def lose(self, before: Stood, after: Stood) -> None:
        """A lead that was in the account before."""
        self.score -= before.score
        self.leads -= 1
        self.sessions -= before.sessions
        left = after.account_id != before.account_id
        self.fell |= left or after.score < before.score or after.owner_id != before.owner_id
        if before.last_active_at is not None:
            self.idle |= left or after.last_active_at is None or after.last_active_at < before.last_active_at

    def gain(self, before: Stood, after: Stood) -> None:
        """A lead that is in the account by now."""
        self.score += after.score
        self.leads += 1
        self.sessions += after.sessions
        came = after.account_id != before.account_id
        if came or after.score > before.score:
            self.risen.add(after.owner_id)
        at = after.last_active_at
        if at is not None and (came or at != before.last_active_at):
            self.active_at = max(self.active_at or at, at)

    def moves_owner(self, owner_id: UUID | None) -> bool:
        """Whether the account may have another owner now than this one, which it showed before."""
        return self.fell or any(one != owner_id for one in self.risen)


async def follow_batch(connection: Connection, batch: Batch) -> Sums:
    """What the batch did to its leads; and a row for each that came to another account."""
    moves = {
        lead_id: (batch.stood_before.get(lead_id, Stood()), standing.stood)
        for lead_id, standing in batch.standings.items()
    }
    for lead_id, gone in batch.gone.items():
        moves[lead_id] = (gone.stood, Stood())
    # whoever owned a visitor may own whom it turned out to be
    targets = [one for join in batch.joined if (one := batch.standings.get(join.target_id))]
    joined = {one.account_id for one in targets if one.account_id}
    return await follow_moves(
        connection, batch.workspace_id, moves, batch.now, batch.cause, joined, batch.held_accounts()
    )


async def follow_moves(
    connection: Connection,
    workspace_id: UUID,
    moves: Mapping[UUID, tuple[Stood, Stood]],
    now: datetime,
    cause: str,
    owned_anew: Collection[UUID] = (),
    held: Mapping[UUID, str] | None = None,
) -> Sums:
    """Leads that changed, came to other accounts, appeared or went, each as it stood before and after; their rows say
    so by now. `owned_anew` are accounts of leads that may have other owners than these say; `held` those of which it is
    no news."""
    deltas: dict[UUID, Delta] = defaultdict(Delta)
    for before, after in moves.values():
        if before.account_id is not None:
            deltas[before.account_id].lose(before, after)
        if after.account_id is not None:
            deltas[after.account_id].gain(before, after)
    changed = {one: delta for one, delta in deltas.items() if delta != Delta()}
    told = await queries.add(connection, workspace_id, changed)
    await queries.look_for_activity(connection, workspace_id, [one for one in changed if changed[one].idle])
    moved = {one: after.account_id for one, (before, after) in moves.items() if after[1] != before[1]}
    await queries.remember_accounts(connection, workspace_id, moved, now)
    unsure = {one.account_id for one in told if changed[one.account_id].moves_owner(one.owner_id)}
    await queries.show_owners(connection, workspace_id, unsure.union(owned_anew))
    return await _tell(connection, workspace_id, told, now, cause, held)


async def follow_leads(
    connection: Connection,
    workspace_id: UUID,
    moves: Iterable[tuple[UUID, int, int]],
    now: datetime,
    cause: str,
) -> Sums:
    """Leads, each with its score before and after, who stay in their accounts, and of whom nothing else changed."""
    deltas = {lead_id: after - before for lead_id, before, after in moves if after != before}
    told = await queries.add_of_leads(connection, workspace_id, deltas)
    await show_owners(connection, workspace_id, [one.account_id for one in told])
    return await _tell(connection, workspace_id, told, now, cause)


async def sum_up(connection: Connection, workspace_id: UUID, now: datetime, cause: str) -> int:
    """All accounts from scratch: for those who moved all leads. Answers how many showed something else."""
    told = await queries.sum_up(connection, workspace_id, None)
    await _tell(connection, workspace_id, told, now, cause)
    return len(told)


async def sum_up_these(
    connection: Connection, workspace_id: UUID, account_ids: Collection[UUID], now: datetime, cause: str
) -> Sums:
    """These accounts from scratch, whatever happened to their leads."""
    told = await queries.sum_up(connection, workspace_id, account_ids)
    return await _tell(connection, workspace_id, told, now, cause)


async def show_owners(connection: Connection, workspace_id: UUID, account_ids: Collection[UUID]) -> None:
    """Where owners of leads changed, or which lead of these accounts scores highest."""
    if account_ids and await queries.anybody_owns(connection, workspace_id):
        await queries.show_owners(connection, workspace_id, account_ids)


async def _tell(
    connection: Connection,
    workspace_id: UUID,
    told: list[queries.Told],
    now: datetime,
    cause: str,
    held: Mapping[UUID, str] | None = None,
) -> Sums:
    """Writes down who crossed into another of the levels of account engagement, where there are any, and who is no
    longer archived."""
    sums = [(one.account_id, one.before, one.after) for one in told if one.before != one.after]
    if sums:
        bands = await bands_in_force(connection, workspace_id, "account_engagement")
        changes = level_changes(bands, sums)
        await add_level_changes(
            connection, workspace_id, "account_engagement", changes, cause, now, subject="account"
        )
        await note_moves(connection, workspace_id, "account", "account_engagement", sums, now, cause, held)
    await stir(
        connection, workspace_id, "account", [one.account_id for one in told if one.is_back], "archive"
    )
    for one in told:
        if one.is_back:
            subject = ("account", public("acct", one.account_id))
            kenbun, why = Caller.system(workspace_id, "kenbun"), {"cause": "activity"}
            await audit.record(connection, kenbun, "account.unarchive", subject, after=why, now=now)
    return sums
