"""The receipt of an account: its own score by rule, and its engagement lead by lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from kenbun.access.queries import ticks
from kenbun.access.ticks import tick_if_free
from kenbun.database import Connection, Database
from kenbun.identity.rooted_queries import ACCOUNTS
from kenbun.identity.roots import root_known
from kenbun.kit.clock import Clock
from kenbun.kit.ids import public
from kenbun.scoring import version_queries
from kenbun.scoring.deleted_queries import deleted_since
from kenbun.scoring.fading import refresh
from kenbun.scoring.fit import account_receipt_queries as queries
from kenbun.scoring.fit.receipt import FitScore, explain_fit
from kenbun.scoring.receipt import decimal
from kenbun.scoring.receipt_queries import Known
from kenbun.scoring.whole import MILLION


@dataclass(frozen=True, slots=True)
class LeadRef:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class LeadLine:
    """What one lead brings: its engagement score."""

    kind: Literal["lead"]
    lead: LeadRef
    at: datetime
    points: str
    value: str


@dataclass(frozen=True, slots=True)
class SummedScore:
    """The engagement of all leads of the account, by the primary ruleset; the highest first, and none of 0."""

    dimension: Literal["engagement"]
    score: int
    lines: list[LeadLine]
    # events of these leads that have been deleted after that time: known then, they cannot be counted any more
    deleted_since: int = 0


@dataclass(frozen=True, slots=True)
class AccountReceipt:
    account_id: str
    at: datetime
    scores: list[FitScore | SummedScore]


async def explain_account(
    connection: Connection, workspace_id: UUID, account_id: UUID, at: datetime, known: Known = "then"
) -> AccountReceipt:
    """The account's scores at `at`. What `known` means, `scoring.receipt.explain` says."""
    account_id = await root_known(connection, workspace_id, account_id, at, known, ACCOUNTS)
    own = await explain_fit(connection, workspace_id, "account", account_id, at, known)
    engagement = await engagement_of(connection, workspace_id, account_id, at, known)
    return AccountReceipt(public("acct", account_id), at, [*own, engagement])


async def engagement_of(
    connection: Connection, workspace_id: UUID, account_id: UUID, at: datetime, known: Known = "then"
) -> SummedScore:
    """Of the leads that belonged to the account at that time."""
    if known == "then":
        versions = await version_queries.versions_in_force_at(connection, workspace_id, at)
    else:
        versions = await version_queries.versions_in_force(connection, workspace_id)
    names = await queries.leads_of(connection, workspace_id, account_id, at, known)
    primary = next((version for version in versions if version.is_primary), None)
    scores: dict[UUID, int] = {}
    if primary and names:
        scores = await queries.scores_at(connection, workspace_id, primary, names, at, known)
    lines = [
        LeadLine("lead", LeadRef(public("ld", lead_id), names[lead_id]), at, _points(score), _points(score))
        for lead_id, score in sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
        if score
    ]
    deleted = await deleted_since(connection, workspace_id, names, at) if known == "then" else 0
    return SummedScore("engagement", sum(scores.values()), lines, deleted)


def _points(score: int) -> str:
    return decimal(score * MILLION)


async def settle_account(database: Database, workspace_id: UUID, account_id: UUID, clock: Clock) -> datetime:
    """The present, with what lists show of the account's leads brought up to it; else the last tick before it."""
    async with database.transaction() as connection:
        now = await tick_if_free(connection, workspace_id, clock)
        if now is None:
            return await ticks.visible(connection, workspace_id)
        shown = await queries.shown_scores(connection, workspace_id, account_id)
        await refresh(connection, workspace_id, shown, now)
        return now
