from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import text

from kenbun.committee.detect import Detected
from kenbun.database import Connection

# Not by `<> ALL`: the plan that a prepared statement keeps compares each row with each of the list.
_DROP = text("""
    DELETE FROM committee_detected d
    WHERE d.workspace_id = :workspace_id AND d.account_id = ANY(cast(:account_ids AS uuid[]))
      AND NOT EXISTS (SELECT FROM unnest(cast(:lead_ids AS uuid[])) AS t (lead_id) WHERE t.lead_id = d.lead_id)
    RETURNING d.lead_id, d.account_id
""")

_KEEP = text("""
    INSERT INTO committee_detected AS d (workspace_id, lead_id, account_id, role_id, weight, reason, evidence,
                                         detected_at)
    SELECT :workspace_id, t.lead_id, t.account_id, t.role_id, t.weight, t.reason, t.evidence, :now
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:account_ids AS uuid[]), cast(:role_ids AS uuid[]),
                cast(:weights AS int[]), cast(:reasons AS text[]), cast(:evidence AS jsonb[]))
      AS t (lead_id, account_id, role_id, weight, reason, evidence)
    ORDER BY t.lead_id
    ON CONFLICT (workspace_id, lead_id) DO UPDATE SET
        account_id = excluded.account_id, role_id = excluded.role_id, weight = excluded.weight,
        reason = excluded.reason, evidence = excluded.evidence, detected_at = excluded.detected_at
    WHERE (d.account_id, d.role_id, d.weight, d.reason, d.evidence)
          IS DISTINCT FROM (excluded.account_id, excluded.role_id, excluded.weight, excluded.reason,
                            excluded.evidence)
    RETURNING d.lead_id, d.account_id
""")


class Other(NamedTuple):
    lead_id: UUID
    account_id: UUID


async def save(
    connection: Connection,
    workspace_id: UUID,
    account_ids: Collection[UUID],
    found: Sequence[Detected],
    now: datetime,
) -> list[Other]:
    """`found` are all leads of these accounts that get a role. Answers of whom something became otherwise."""
    lead_ids = [one.lead_id for one in found]
    place = {"workspace_id": workspace_id, "lead_ids": lead_ids}
    gone = await connection.execute(_DROP, place | {"account_ids": list(account_ids)})
    others = [Other(*one) for one in gone]
    if found:
        values = {
            "now": now,
            "account_ids": [one.account_id for one in found],
            "role_ids": [one.role.role_id for one in found],
            "weights": [one.condition.weight for one in found],
            "reasons": [one.condition.reason for one in found],
            "evidence": [msgspec.json.encode(one.evidence).decode() for one in found],
        }
        others += [Other(*one) for one in await connection.execute(_KEEP, place | values)]
    return others
