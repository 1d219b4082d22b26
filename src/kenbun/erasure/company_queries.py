"""Everything that is stored of an account, table by table; a test holds this to the tables that there are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import TextClause, text

from kenbun.database import Connection
from kenbun.erasure.queries import BY_SUBJECT, forget_moves, told_of
from kenbun.kit.ids import public

BY_ACCOUNT = (
    "account_aliases",
    "account_keys",
    "account_parts",
    "accounts",
    "accounts_to_compare",
    "committee_choices",
    "committee_detected",
    "committee_due",
    "removed_account_aliases",
    "surge_beginnings",
    "surge_states",
    "surges",
)
"""Tables of rows that are an account's own."""

_THESE = "ANY(cast(:account_ids AS uuid[]))"


def _delete(table: str, condition: str) -> TextClause:
    return text(f"DELETE FROM {table} WHERE workspace_id = :workspace_id AND {condition}")  # noqa: S608 - our names


# By table; an account that is merged with others is there with all of them.
OWN = {name: _delete(name, f"account_id = {_THESE}") for name in BY_ACCOUNT}
OWN |= {name: _delete(name, f"subject = 'account' AND subject_id = {_THESE}") for name in BY_SUBJECT}
OWN["account_roots"] = _delete("account_roots", f"(account_id = {_THESE} OR root_id = {_THESE})")
OWN["merges"] = _delete("merges", f"subject = 'account' AND (source_id = {_THESE} OR target_id = {_THESE})")
OWN["notifications"] = _delete("notifications", f"subject_kind = 'account' AND subject_id = {_THESE}")
OWN["score_moves"] = forget_moves("account", "cast(:account_ids AS uuid[])")
# Before the firings, by which they are found.
OWN |= told_of(_THESE)
for _table in ("segment_changes", "segment_hands", "segment_members", "trigger_firings"):
    OWN[_table] = _delete(_table, f"subject_id = {_THESE}")
OWN["stirred"] = _delete("stirred", f"subject = 'account' AND subject_id = {_THESE}")
for _table in ("suggested_duplicates", "not_duplicates"):
    OWN[_table] = _delete(_table, f"subject = 'account' AND (one_id = {_THESE} OR other_id = {_THESE})")
# By way of their versions and jobs, which their keys begin with.
for _table, _of, _key in (
    ("fit_scores", "ruleset_versions", "version_id"),
    ("mapping_candidates", "mapping_jobs", "job_id"),
    ("import_values", "import_jobs", "job_id"),
):
    OWN[_table] = text(f"""
        DELETE FROM {_table} r USING {_of} o
        WHERE o.workspace_id = :workspace_id AND r.workspace_id = :workspace_id AND r.{_key} = o.{_key}
          AND r.subject_id = {_THESE}
    """)  # noqa: S608

# Leads that were there before, or would be if they were not merged into others, are nowhere instead.
LEFT_BY = {
    "lead_account_changes": text(f"""
        UPDATE lead_account_changes SET account_id = NULL
        WHERE workspace_id = :workspace_id AND account_id = {_THESE}
    """),  # noqa: S608
    "lead_parts": text(f"""
        UPDATE lead_parts
        SET account_id = CASE WHEN account_id = {_THESE} THEN NULL ELSE account_id END,
            account_basis = CASE WHEN account_id = {_THESE} THEN 'no_email' ELSE account_basis END,
            account_at = CASE WHEN account_id = {_THESE} THEN NULL ELSE account_at END,
            hand_account_id = CASE WHEN hand_account_id = {_THESE} THEN NULL ELSE hand_account_id END
        WHERE workspace_id = :workspace_id AND (account_id = {_THESE} OR hand_account_id = {_THESE})
    """),  # noqa: S608
    "merges": text(f"""
        UPDATE merges
        SET account_id = CASE WHEN account_id = {_THESE} THEN NULL ELSE account_id END,
            kept = CASE WHEN cast(kept ->> 'account_id' AS uuid) = {_THESE}
                        THEN kept || '{{"account_id": null, "own_account_id": null, "account_basis": "no_email"}}'
                        ELSE kept END
        WHERE workspace_id = :workspace_id AND subject = 'lead'
          AND (account_id = {_THESE} OR cast(kept ->> 'account_id' AS uuid) = {_THESE})
    """),  # noqa: S608
}

_SILENCE = text("""
    UPDATE audit_log SET before = NULL, after = NULL
    WHERE workspace_id = :workspace_id AND subject_kind = 'account' AND subject_id = ANY(cast(:subjects AS text[]))
      AND (before IS NOT NULL OR after IS NOT NULL)
""")

_COUNTED = text(f"""
    SELECT account_id, lead_count FROM accounts
    WHERE workspace_id = :workspace_id AND account_id = {_THESE}
    ORDER BY account_id
""")  # noqa: S608

_LEADS_OF = text(f"""
    SELECT lead_id FROM leads WHERE workspace_id = :workspace_id AND account_id = {_THESE}
    ORDER BY lead_id LIMIT :limit
""")  # noqa: S608


async def counted(
    connection: Connection, workspace_id: UUID, account_ids: Collection[UUID]
) -> list[tuple[UUID, int]]:
    """Those of these that there are, in order, each with how many leads it has."""
    values = {"workspace_id": workspace_id, "account_ids": list(account_ids)}
    return [(row.account_id, row.lead_count) for row in await connection.execute(_COUNTED, values)]


async def leads_of(
    connection: Connection, workspace_id: UUID, account_ids: Collection[UUID], limit: int
) -> list[UUID]:
    values = {"workspace_id": workspace_id, "account_ids": list(account_ids), "limit": limit}
    return list((await connection.execute(_LEADS_OF, values)).scalars())


async def drop(connection: Connection, workspace_id: UUID, account_ids: Sequence[UUID]) -> None:
    """All that is theirs, once their leads are gone."""
    values = {"workspace_id": workspace_id, "account_ids": list(account_ids)}
    for statement in (*LEFT_BY.values(), *OWN.values()):
        await connection.execute(statement, values)
    subjects = [public("acct", one) for one in account_ids]
    await connection.execute(_SILENCE, {"workspace_id": workspace_id, "subjects": subjects})
