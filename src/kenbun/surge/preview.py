"""What other numbers would make of the surges of all accounts: the same rule over the same events. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kenbun.database import Database
from kenbun.kit.clock import Clock
from kenbun.surge import row_queries, rule_queries
from kenbun.surge.rule_queries import Surge
from kenbun.surge.settings import Numbers, NumbersPatch
from kenbun.surge.settings_queries import numbers_of
from kenbun.surge.settle import present

LOOKED_BACK = timedelta(days=90)
MOST_NAMED = 25
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Counted:
    """Accounts that surge now; surges of the last 90 days, and accounts with one."""

    surging: int
    surges: int
    accounts: int


@dataclass(frozen=True, slots=True)
class SurgePreview:
    """`begins` and `ends` name accounts that would surge and do not now, and the other way round: at most 25 each."""

    before: Numbers
    after: Numbers
    now: Counted
    then: Counted
    begins: list[tuple[UUID, str]]
    ends: list[tuple[UUID, str]]
    # all of both
    turned: list[UUID]


async def preview_numbers(
    database: Database, workspace_id: UUID, patch: NumbersPatch, clock: Clock
) -> SurgePreview:
    """Raises Invalid. Accounts are gone through some at a time: each as it is at that moment."""
    async with database.snapshot() as connection:
        before = await numbers_of(connection, workspace_id)
        after = before.with_changes(patch)
        now = await present(connection, workspace_id, clock)
    told: list[Surge] = []
    would: list[Surge] = []
    upto: UUID | None = None
    while True:
        async with database.snapshot() as connection:
            some = await row_queries.accounts_after(connection, workspace_id, upto, _AT_ONCE)
            resumes: dict[UUID, datetime | None] = dict.fromkeys(some)
            told += _seen(await rule_queries.find(connection, workspace_id, before, resumes, now), now)
            would += _seen(await rule_queries.find(connection, workspace_id, after, resumes, now), now)
        if len(some) < _AT_ONCE:
            break
        upto = some[-1]
    surging, surging_then = _surging(told), _surging(would)
    begins, ends = sorted(surging_then - surging), sorted(surging - surging_then)
    async with database.snapshot() as connection:
        named = [*begins[:MOST_NAMED], *ends[:MOST_NAMED]]
        names = await row_queries.names_of(connection, workspace_id, named)
    return SurgePreview(
        before,
        after,
        _counted(told),
        _counted(would),
        [(one, names.get(one, "")) for one in begins[:MOST_NAMED]],
        [(one, names.get(one, "")) for one in ends[:MOST_NAMED]],
        [*begins, *ends],
    )


def _seen(found: list[Surge], now: datetime) -> list[Surge]:
    """Those that reach into the last 90 days."""
    since = now - LOOKED_BACK
    return [one for one in rule_queries.begun(found, now) if one.ended_at is None or one.ended_at > since]


def _surging(surges: Iterable[Surge]) -> set[UUID]:
    return {one.account_id for one in surges if one.ended_at is None}


def _counted(surges: list[Surge]) -> Counted:
    return Counted(len(_surging(surges)), len(surges), len({one.account_id for one in surges}))
