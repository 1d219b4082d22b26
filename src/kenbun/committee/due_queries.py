"""Accounts that detection is to look at: marked by those who change their leads, worked off behind them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

# One that is due already costs a look; one that is being looked at is due again, and who looks knows of whom there is
# no news.
_MARK = text("""
    INSERT INTO committee_due AS d (workspace_id, account_id, asked, held)
    SELECT :workspace_id, a.account_id, :asked, :held
    FROM unnest(cast(:account_ids AS uuid[])) AS a (account_id)
    ORDER BY a.account_id
    ON CONFLICT (workspace_id, account_id)
    DO UPDATE SET taken = false, asked = d.asked OR excluded.asked, held = (d.held AND NOT d.taken) OR excluded.held,
                  held_leads = CASE WHEN d.taken THEN '{}' ELSE d.held_leads END
    WHERE d.taken OR (excluded.asked AND NOT d.asked) OR (excluded.held AND NOT d.held)
""")

_MARK_ALL = text("""
    INSERT INTO committee_due AS d (workspace_id, account_id, asked, held)
    SELECT workspace_id, account_id, true, true FROM accounts WHERE workspace_id = :workspace_id ORDER BY account_id
    ON CONFLICT (workspace_id, account_id) DO UPDATE SET taken = false, asked = true, held = true
""")

_HOLD = text("""
    UPDATE committee_due d SET held_leads = d.held_leads || t.lead_ids
    FROM (
        SELECT account_id, array_agg(lead_id) AS lead_ids
        FROM unnest(cast(:account_ids AS uuid[]), cast(:lead_ids AS uuid[])) AS t (account_id, lead_id)
        GROUP BY account_id
    ) AS t
    WHERE d.workspace_id = :workspace_id AND d.account_id = t.account_id AND NOT d.held
""")

# In a CTE, which runs once: a subquery that is joined may be run again for each row, each time past its limit.
_TAKE = text("""
    WITH next AS MATERIALIZED (
        SELECT account_id FROM committee_due WHERE workspace_id = :workspace_id
        ORDER BY asked DESC, account_id LIMIT :limit FOR UPDATE SKIP LOCKED
    )
    UPDATE committee_due d SET taken = true FROM next
    WHERE d.workspace_id = :workspace_id AND d.account_id = next.account_id
    RETURNING d.account_id, d.asked, d.held, d.held_leads
""")

_ONE = text("""
    SELECT account_id, asked, held, held_leads FROM committee_due
    WHERE workspace_id = :workspace_id AND account_id = :account_id
""")

_DONE = text("""
    DELETE FROM committee_due
    WHERE workspace_id = :workspace_id AND taken AND account_id = ANY(cast(:account_ids AS uuid[]))
""")

_HOW_MANY = text("SELECT count(*) FROM committee_due WHERE workspace_id = :workspace_id AND asked")

# Fields of leads that were changed by hand, by a file or by a mapping; rules that came into force.
_FOLLOWED = text(
    "SELECT change_id, rules_of, passed_at FROM committee_followed WHERE workspace_id = :workspace_id"
)

_CHANGED = text("""
    SELECT max(change_id) AS change_id, array_agg(DISTINCT l.account_id) AS account_ids
    FROM (
        SELECT change_id, subject_id FROM field_changes
        WHERE workspace_id = :workspace_id AND change_id > :change_id AND subject IN ('lead', 'merged')
        ORDER BY change_id LIMIT :limit
    ) AS c
    LEFT JOIN lead_parts p ON p.workspace_id = :workspace_id AND p.lead_id = c.subject_id
    LEFT JOIN leads l ON l.workspace_id = :workspace_id AND l.lead_id = coalesce(p.root_id, c.subject_id)
""")

_RULES_OF = text("""
    SELECT max(in_force_from) FROM ruleset_versions WHERE workspace_id = :workspace_id
""")

_LAST_CHANGE = text("SELECT max(change_id) FROM field_changes WHERE workspace_id = :workspace_id")

_FOLLOW = text("""
    INSERT INTO committee_followed (workspace_id, change_id, rules_of)
    VALUES (:workspace_id, :change_id, :rules_of)
    ON CONFLICT (workspace_id) DO UPDATE SET change_id = excluded.change_id, rules_of = excluded.rules_of
""")

_PASS_TO = text("""
    UPDATE committee_followed SET passed_at = :now
    WHERE workspace_id = :workspace_id AND passed_at IS NOT DISTINCT FROM cast(:since AS timestamptz)
""")

# Batches and publishing mark whom they move; what faded in a transaction that was under way then may be seen only now.
_FADED_IN = text("""
    SELECT DISTINCT t.lead_id FROM score_moves m CROSS JOIN LATERAL unnest(m.subject_ids) AS t (lead_id)
    WHERE m.workspace_id = :workspace_id AND m.subject = 'lead' AND m.dimension = 'engagement'
      AND m.cause NOT IN ('event', 'import', 'publish')
      AND m.at > cast(:since AS timestamptz) - interval '1 minute' AND m.at <= :until
""")


class Due(NamedTuple):
    """`asked`: whether somebody waits for it. `held`: whether what comes of it is news of none of its leads; else it is
    none of these."""

    asked: bool
    held: bool
    held_leads: frozenset[UUID]

    def is_news(self, lead_id: UUID) -> bool:
        return not self.held and lead_id not in self.held_leads


class Followed(NamedTuple):
    """The last change of a field, and the time of the youngest rules, that detection has followed; and up to when it
    has followed what time alone changes."""

    change_id: int
    rules_of: datetime
    passed_at: datetime | None = None


async def mark(
    connection: Connection,
    workspace_id: UUID,
    account_ids: Collection[UUID],
    *,
    asked: bool = False,
    held: bool = False,
) -> None:
    """`held`: whatever comes of it is no news."""
    if account_ids:
        values = {"account_ids": list(account_ids), "asked": asked, "held": held}
        await connection.execute(_MARK, {"workspace_id": workspace_id, **values})


async def hold(connection: Connection, workspace_id: UUID, accounts_of: Iterable[tuple[UUID, UUID]]) -> None:
    """Of accounts that are marked by now, those leads of whom whatever comes of it is no news: pairs of an account and
    a lead. Where something has just happened to one as well, what comes of that is held back with it."""
    pairs = list(accounts_of)
    if pairs:
        account_ids, lead_ids = zip(*pairs, strict=True)
        values = {"account_ids": list(account_ids), "lead_ids": list(lead_ids)}
        await connection.execute(_HOLD, {"workspace_id": workspace_id, **values})


async def mark_all(connection: Connection, workspace_id: UUID) -> None:
    """By other roles or rules, which is news of nobody."""
    await connection.execute(_MARK_ALL, {"workspace_id": workspace_id})


async def take(connection: Connection, workspace_id: UUID, limit: int) -> dict[UUID, Due]:
    """Accounts to look at, those that somebody waits for first."""
    rows = await connection.execute(_TAKE, {"workspace_id": workspace_id, "limit": limit})
    return {account_id: _due(*said) for account_id, *said in rows}


async def due(connection: Connection, workspace_id: UUID, account_id: UUID) -> dict[UUID, Due]:
    """The one, where it is."""
    rows = await connection.execute(_ONE, {"workspace_id": workspace_id, "account_id": account_id})
    return {account_id: _due(*said) for account_id, *said in rows}


def _due(asked: bool, held: bool, held_leads: Collection[UUID]) -> Due:
    return Due(asked, held, frozenset(held_leads))


async def done(connection: Connection, workspace_id: UUID, account_ids: Collection[UUID]) -> None:
    """Those to which something has come since they were taken stay due."""
    await connection.execute(_DONE, {"workspace_id": workspace_id, "account_ids": list(account_ids)})


async def how_many_wait(connection: Connection, workspace_id: UUID) -> int:
    """Accounts that somebody waits for."""
    found: int = (await connection.execute(_HOW_MANY, {"workspace_id": workspace_id})).scalar_one()
    return found


async def followed(connection: Connection, workspace_id: UUID) -> Followed | None:
    row = (await connection.execute(_FOLLOWED, {"workspace_id": workspace_id})).one_or_none()
    return Followed(*row) if row else None


async def follow(connection: Connection, workspace_id: UUID, upto: Followed) -> None:
    await connection.execute(
        _FOLLOW, {"workspace_id": workspace_id, "change_id": upto.change_id, "rules_of": upto.rules_of}
    )


async def pass_to(connection: Connection, workspace_id: UUID, since: datetime | None, now: datetime) -> bool:
    """Whether nobody else has meanwhile."""
    values = {"workspace_id": workspace_id, "since": since, "now": now}
    return (await connection.execute(_PASS_TO, values)).rowcount == 1


async def faded_in(
    connection: Connection, workspace_id: UUID, since: datetime, until: datetime
) -> Collection[UUID]:
    """Leads whose shown engagement has moved, though nothing happened to them."""
    values = {"workspace_id": workspace_id, "since": since, "until": until}
    return (await connection.execute(_FADED_IN, values)).scalars().all()


async def changed_after(
    connection: Connection, workspace_id: UUID, change_id: int, limit: int
) -> tuple[int, list[UUID]] | None:
    """The last of so many changes of fields after one, and the accounts of their leads."""
    values = {"workspace_id": workspace_id, "change_id": change_id, "limit": limit}
    row = (await connection.execute(_CHANGED, values)).one()
    return (row.change_id, [one for one in row.account_ids if one]) if row.change_id else None


async def youngest_rules(connection: Connection, workspace_id: UUID) -> datetime | None:
    found: datetime | None = (
        await connection.execute(_RULES_OF, {"workspace_id": workspace_id})
    ).scalar_one()
    return found


async def last_change(connection: Connection, workspace_id: UUID) -> int:
    found: int | None = (await connection.execute(_LAST_CHANGE, {"workspace_id": workspace_id})).scalar_one()
    return found or 0
