"""What is an account's alone as accounts are merged and taken apart; the trees of links are `merging.tree_queries`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.accounts.tables import accounts
from kenbun.database import Connection
from kenbun.merging.link_queries import Came

_COUNT = text("""
    SELECT t.account_id, of_leads.events, of_leads.sessions, of_leads.leads,
           (SELECT count(*) FROM account_aliases a
            WHERE a.workspace_id = :workspace_id AND a.account_id = t.account_id) AS aliases
    FROM unnest(cast(:account_ids AS uuid[])) AS t (account_id)
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(l.event_count), 0) AS events, count(*) AS leads,
               coalesce(sum((SELECT count(*) FROM sessions s
                             WHERE s.workspace_id = :workspace_id AND s.lead_id = l.lead_id)), 0) AS sessions
        FROM leads l WHERE l.workspace_id = :workspace_id AND l.account_id = t.account_id
    ) AS of_leads
""")

_ADD_PARTS = text("""
    INSERT INTO account_parts (workspace_id, account_id, root_id, created_at)
    SELECT workspace_id, account_id, account_id, created_at FROM accounts
    WHERE workspace_id = :workspace_id AND account_id = ANY(cast(:account_ids AS uuid[]))
    ON CONFLICT DO NOTHING
""")

_DROP_ALONE = text("""
    DELETE FROM account_parts p
    WHERE p.workspace_id = :workspace_id AND p.account_id = ANY(cast(:account_ids AS uuid[])) AND NOT EXISTS (
        SELECT FROM account_parts o
        WHERE o.workspace_id = :workspace_id AND o.root_id = p.account_id AND o.account_id <> p.account_id)
""")

_OWN_IDS = text("""
    SELECT account_id FROM account_parts
    WHERE workspace_id = :workspace_id AND root_id = ANY(cast(:account_ids AS uuid[]))
""")

_LEADS_AT = text("""
    SELECT lead_id FROM leads
    WHERE workspace_id = :workspace_id AND account_id = :account_id
      AND (cast(:own_ids AS uuid[]) IS NULL OR own_account_id = ANY(cast(:own_ids AS uuid[])))
""")

_DROP_ROWS = (
    text("""
        DELETE FROM account_keys WHERE workspace_id = :workspace_id AND account_id = ANY(cast(:account_ids AS uuid[]))
    """),
    text(
        "DELETE FROM accounts WHERE workspace_id = :workspace_id AND account_id = ANY(cast(:account_ids AS uuid[]))"
    ),
    text("""
        DELETE FROM fit_scores x USING ruleset_versions v
        WHERE v.workspace_id = :workspace_id AND x.workspace_id = :workspace_id AND x.version_id = v.version_id
          AND x.subject_id = ANY(cast(:account_ids AS uuid[]))
    """),
)

_COLUMNS = [column.name for column in accounts.columns if column.computed is None]
# What rows did not have when it was merged begins as in a new one.
_RESTORE = text(f"""
    INSERT INTO accounts ({", ".join(_COLUMNS)})
    SELECT {", ".join(f"kept.{name}" for name in _COLUMNS)}
    FROM merges m
    CROSS JOIN LATERAL jsonb_populate_record(
        cast(NULL AS accounts), jsonb_build_object('lead_count', 0, 'session_count', 0) || m.kept) AS kept
    WHERE m.workspace_id = :workspace_id AND m.merge_id = :merge_id
""")  # noqa: S608 - our own names

# What has come to the target itself since.
_STAYS = text("""
    SELECT (SELECT count(*) FROM leads l
            WHERE l.workspace_id = :workspace_id AND l.account_id = :root_id AND l.created_at > :since
              AND coalesce(l.own_account_id, l.account_id) <> ALL(cast(:leaving AS uuid[]))) AS leads,
           (SELECT count(*) FROM account_aliases a
            WHERE a.workspace_id = :workspace_id AND a.account_id = :root_id AND a.created_at > :since
              AND coalesce(a.own_account_id, a.account_id) <> ALL(cast(:leaving AS uuid[]))) AS aliases,
           ARRAY(SELECT DISTINCT field FROM hand_values
                 WHERE workspace_id = :workspace_id AND subject = 'account' AND set_at > :since
                   AND jsonb_typeof(value) <> 'null' AND subject_id <> ALL(cast(:leaving AS uuid[]))
                   AND (subject_id = :root_id OR subject_id IN (
                       SELECT account_id FROM account_parts WHERE workspace_id = :workspace_id AND root_id = :root_id))
                 ORDER BY field) AS fields
""")

_LEAVES = text("""
    SELECT (SELECT count(*) FROM leads
            WHERE workspace_id = :workspace_id AND account_id = :root_id
              AND own_account_id = ANY(cast(:leaving AS uuid[]))) AS leads,
           (SELECT coalesce(sum(event_count), 0) FROM leads
            WHERE workspace_id = :workspace_id AND account_id = :root_id
              AND own_account_id = ANY(cast(:leaving AS uuid[]))) AS events,
           (SELECT count(*) FROM account_aliases
            WHERE workspace_id = :workspace_id AND account_id = :root_id
              AND own_account_id = ANY(cast(:leaving AS uuid[]))) AS aliases
""")


class Stays(NamedTuple):
    """How many leads and aliases came to the target itself since, and the fields that were set by hand since."""

    leads: int
    aliases: int
    fields: list[str]


async def how_much(
    connection: Connection, workspace_id: UUID, account_ids: Collection[UUID]
) -> dict[UUID, Came]:
    """Of each of these roots."""
    rows = await connection.execute(_COUNT, {"workspace_id": workspace_id, "account_ids": list(account_ids)})
    return {row.account_id: Came(int(row.events), row.aliases, int(row.sessions), row.leads) for row in rows}


async def add_parts(connection: Connection, workspace_id: UUID, account_ids: Collection[UUID]) -> None:
    """Roots that are about to be merged; what is part of a group already stays as it is."""
    await connection.execute(_ADD_PARTS, {"workspace_id": workspace_id, "account_ids": list(account_ids)})


async def drop_alone(connection: Connection, workspace_id: UUID, root_ids: Collection[UUID]) -> None:
    """Of these roots those that nothing is shown in any more are no parts of anything."""
    await connection.execute(_DROP_ALONE, {"workspace_id": workspace_id, "account_ids": list(root_ids)})


async def own_ids_of(connection: Connection, workspace_id: UUID, root_ids: Collection[UUID]) -> list[UUID]:
    """All parts of these roots."""
    values = {"workspace_id": workspace_id, "account_ids": list(root_ids)}
    return list((await connection.execute(_OWN_IDS, values)).scalars())


async def leads_at(
    connection: Connection, workspace_id: UUID, account_id: UUID, own_ids: Collection[UUID] | None = None
) -> list[UUID]:
    """The leads that are shown at an account; of those the ones that are at one of these own accounts."""
    own = None if own_ids is None else list(own_ids)
    values = {"workspace_id": workspace_id, "account_id": account_id, "own_ids": own}
    return list((await connection.execute(_LEADS_AT, values)).scalars())


async def drop_rows(connection: Connection, workspace_id: UUID, account_ids: Collection[UUID]) -> None:
    """Of accounts that are shown in others from now on."""
    for statement in _DROP_ROWS:
        await connection.execute(statement, {"workspace_id": workspace_id, "account_ids": list(account_ids)})


async def restore(connection: Connection, workspace_id: UUID, merge_id: UUID) -> None:
    """The source's row is back as it was."""
    await connection.execute(_RESTORE, {"workspace_id": workspace_id, "merge_id": merge_id})


async def what_leaves(
    connection: Connection, workspace_id: UUID, root_id: UUID, leaving: Collection[UUID]
) -> Came:
    """With these own accounts. How many sessions they come to is not counted."""
    values = {"workspace_id": workspace_id, "root_id": root_id, "leaving": list(leaving)}
    row = (await connection.execute(_LEAVES, values)).one()
    return Came(int(row.events), row.aliases, 0, row.leads)


async def what_stays(
    connection: Connection, workspace_id: UUID, root_id: UUID, since: datetime, leaving: Collection[UUID]
) -> Stays:
    """`leaving` are own accounts that come out of the root, or have."""
    values = {"workspace_id": workspace_id, "root_id": root_id, "since": since, "leaving": list(leaving)}
    return Stays(*(await connection.execute(_STAYS, values)).one())
